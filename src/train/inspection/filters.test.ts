import { expect, it } from 'vitest';
import { networkByHand, setWeights } from '../../../test/helpers/by-hand.ts';
import { firstFilters } from './filters.ts';

const END = ['flatten', { type: 'linear', name: 'fc', features: 'classes' }];
const conv = (channels: number, kernel: number) => ({ type: 'conv2d', name: 'conv', channels, kernel });
const images = (length: number) => ({ images: [new Array(length).fill(0), new Array(length).fill(9)], labels: [0, 1] });

it('shows filters of one channel as grey, zero in the middle and the largest weight of the layer at an end', () => {
  const weights = { 'conv.weight': [0, 0.5, -1, 2, 0, -2, 1, -0.5] };
  const found = firstFilters(networkByHand({ model: [conv(2, 2), ...END] }, [1, 3, 3], 2, images(9), weights), 64);
  expect(found).toEqual({
    ...{ layer: 'conv', type: 'conv2d', count: 2, range: 2, notes: [] },
    pictures: [
      { width: 2, height: 2, channels: 1, pixels: Uint8Array.of(128, 159, 64, 255) },
      { width: 2, height: 2, channels: 1, pixels: Uint8Array.of(128, 0, 191, 96) },
    ],
  });
});

it('shows filters of three channels in colour', () => {
  // One filter of 1 x 2: red 1 and 0, green 0 and 1, blue -1 and -1.
  const model = [{ type: 'conv2d', name: 'conv', channels: 1, kernel: [1, 2] }, ...END];
  const weights = { 'conv.weight': [1, 0, 0, 1, -1, -1] };
  const found = firstFilters(networkByHand({ model }, [3, 2, 2], 2, images(12), weights), 64);
  expect(found?.pictures).toEqual([{ width: 2, height: 1, channels: 3, pixels: Uint8Array.of(255, 128, 0, 128, 255, 0) }]);
});

it('shows the first of two channels, and says so', () => {
  const experiment = networkByHand({ model: [conv(1, 1), ...END] }, [2, 2, 2], 2, images(8), { 'conv.weight': [-1, 1] });
  const found = firstFilters(experiment, 64);
  expect(found?.pictures).toEqual([{ width: 1, height: 1, channels: 1, pixels: Uint8Array.of(0) }]);
  expect(found?.notes).toEqual(['The filters of conv have 2 channels: their pictures show the first.']);
});

it('shows as many as asked for, and weights that are all zero as grey', () => {
  const experiment = networkByHand({ model: [conv(5, 3), ...END] }, [1, 3, 3], 2, images(9));
  setWeights(experiment, { 'conv.weight': new Array(45).fill(0) });
  const found = firstFilters(experiment, 3);
  expect([found?.count, found?.pictures.length, found?.range]).toEqual([5, 3, 0]);
  expect(found?.pictures[0]?.pixels).toEqual(new Uint8Array(9).fill(128));
});

it('shows weights that are not numbers as black, and counts them', () => {
  const experiment = networkByHand({ model: [conv(1, 2), ...END] }, [1, 3, 3], 2, images(9));
  setWeights(experiment, { 'conv.weight': [Number.NaN, Number.POSITIVE_INFINITY, 4, -4] });
  const found = firstFilters(experiment, 64);
  expect(found?.pictures[0]?.pixels).toEqual(Uint8Array.of(0, 255, 255, 0));
  expect(found?.range).toBe(4);
  expect(found?.notes).toEqual(['2 of 4 weights of conv are not finite.']);
});

it('shows what the units of a first linear layer look for in the image', () => {
  const experiment = networkByHand({ model: END }, [1, 1, 2], 2, images(2), { 'fc.weight': [1, -1, 0, 1] });
  expect(firstFilters(experiment, 64)).toMatchObject({
    ...{ layer: 'fc', type: 'linear', count: 2, range: 1 },
    pictures: [{ pixels: Uint8Array.of(255, 0) }, { pixels: Uint8Array.of(128, 255) }],
  });
});

it('finds none where a linear layer sees only what a pooling left', () => {
  expect(firstFilters(networkByHand({ model: ['maxPool2d', ...END] }, [1, 4, 4], 2, images(16)), 64)).toBeUndefined();
});

it('finds the convolution in a branch', () => {
  const model = [{ type: 'residual', name: 'block', layers: [conv(1, 3)] }, ...END];
  expect(firstFilters(networkByHand({ model }, [1, 3, 3], 2, images(9)), 64)?.layer).toBe('block.layers.conv');
});
