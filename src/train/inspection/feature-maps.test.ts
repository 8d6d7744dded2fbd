import { describe, expect, it } from 'vitest';
import { networkByHand, setWeights } from '../../../test/helpers/by-hand.ts';
import { conv2dReference } from '../../ops/conv2d/conv2d.reference.ts';
import { maxPool2dReference } from '../../ops/max-pool2d/max-pool2d.reference.ts';
import type { Experiment } from '../experiment.ts';
import { EVALUATION, probe } from '../probe.ts';
import { deadChannels } from './dead-channels.ts';
import { activationsOf, type LayerMaps } from './feature-maps.ts';

const LIMITS = { maps: 16, layers: 24, side: 64 };
const SHAPE = [3, 6, 5] as const;
const MODEL = [
  { type: 'conv2d', name: 'conv', channels: 5, kernel: 3, padding: 'same' },
  'relu',
  'maxPool2d',
  'flatten',
  { type: 'dropout', p: 0.5 },
  { type: 'linear', name: 'fc', features: 'classes' },
];

const image = (seed: number) => Array.from({ length: 90 }, (_, i) => (i * 37 + seed * 91 + (i % 7) * 11) % 256);
const IMAGES = { images: [image(1), image(2), image(3)], labels: [0, 1, 1] };

function experimentOf(model: readonly unknown[] = MODEL): Experiment {
  return networkByHand({ model }, SHAPE, 2, IMAGES);
}

const weightsOf = ({ network }: Experiment, name: string) =>
  Float64Array.from(network.parameters.parameters.find((one) => one.name === name)?.tensor.toArray() ?? []);
const mapsOf = (experiment: Experiment, limits = LIMITS) =>
  activationsOf(experiment, experiment.data.train.set, 1, limits).layers;

/** What the pictures should be: black the least, white the largest of the whole layer. */
function expectMaps(maps: LayerMaps | undefined, values: Float64Array): void {
  const low = Math.min(...values);
  const high = Math.max(...values);
  expect(maps?.low).toBeCloseTo(low, 3);
  expect(maps?.high).toBeCloseTo(high, 3);
  const bytes = maps?.maps.flatMap(({ pixels }) => [...pixels]) ?? [];
  expect(bytes).toHaveLength(values.length);
  for (const [i, byte] of bytes.entries()) {
    expect(Math.abs(byte - (255 * ((values[i] as number) - low)) / (high - low))).toBeLessThan(0.51);
  }
}

describe('feature maps', () => {
  it('are the outputs of each layer that makes images, as float64 computes them', () => {
    const experiment = experimentOf();
    setWeights(experiment, { 'conv.bias': [0.1, -20, 3, 0, -0.5] });
    const [conv, relu, pool, ...others] = mapsOf(experiment);
    expect(others).toEqual([]);
    const convolution = conv2dReference([1, ...SHAPE], [5, 3, 3, 3], { padding: 'same' });
    const [weight, bias] = [weightsOf(experiment, 'conv.weight'), weightsOf(experiment, 'conv.bias')];
    const y = convolution.forward([Float64Array.from(IMAGES.images[1] as number[]), weight, bias]);
    expect([conv, relu, pool].map((maps) => [maps?.type, maps?.shape, maps?.shrunk])).toEqual([
      ['conv2d', [5, 6, 5], 1],
      ['relu', [5, 6, 5], 1],
      ['maxPool2d', [5, 3, 2], 1],
    ]);
    expectMaps(conv, y);
    const rectified = y.map((value) => Math.max(0, value));
    expectMaps(relu, rectified);
    expectMaps(pool, maxPool2dReference([1, 5, 6, 5], { kernel: 2, stride: 2 }).forward([rectified]));
  });

  it('come with the logits', () => {
    const experiment = experimentOf();
    const { logits } = activationsOf(experiment, experiment.data.train.set, 1, LIMITS);
    const examples = { set: experiment.data.train.set, order: Uint32Array.of(0, 1, 2), from: 0, to: 3 };
    const all = probe(experiment, examples, { mode: EVALUATION }).logits;
    expect(logits).toEqual([...all.subarray(2, 4)]);
  });

  it('are limited: the first channels, layers evenly with the first and the last, and means of squares of pixels', () => {
    expect(mapsOf(experimentOf(), { ...LIMITS, maps: 2 }).map(({ maps }) => maps.length)).toEqual([2, 2, 2]);
    expect(mapsOf(experimentOf(), { ...LIMITS, layers: 2 }).map(({ type }) => type)).toEqual(['conv2d', 'maxPool2d']);
    const identity = experimentOf([{ type: 'conv2d', name: 'conv', channels: 1, kernel: 1 }, ...MODEL.slice(3)]);
    setWeights(identity, { 'conv.weight': [1, 0, 0] });
    const [small] = mapsOf(identity, { ...LIMITS, side: 3 });
    expect(small).toMatchObject({ shape: [1, 6, 5], shrunk: 2, maps: [{ width: 3, height: 3 }] });
    const at = (y: number, x: number) => (IMAGES.images[1] as number[])[5 * y + x] as number;
    const { low = 0, high = 0 } = small ?? {};
    const byte = (mean: number) => Math.round((255 * (mean - low)) / (high - low));
    expect(small?.maps[0]?.pixels[0]).toBe(byte((at(0, 0) + at(0, 1) + at(1, 0) + at(1, 1)) / 4));
    // The last column is one pixel wide.
    expect(small?.maps[0]?.pixels[2]).toBe(byte((at(0, 4) + at(1, 4)) / 2));
  });

  it('are there when values are not numbers, or all the same', () => {
    const experiment = experimentOf();
    setWeights(experiment, { 'conv.weight': new Array(135).fill(0), 'conv.bias': [1, Number.NaN, 1, 1, 1] });
    const [conv] = mapsOf(experiment);
    expect(conv).toMatchObject({ low: 1, high: 1 });
    expect(conv?.maps.flatMap(({ pixels }) => [...pixels])).toEqual(new Array(150).fill(0));
  });
});

describe('dead channels', () => {
  it('are those of each ReLU that are zero for every image', () => {
    const model = [
      { type: 'conv2d', name: 'conv', channels: 3, kernel: 1 },
      { type: 'relu', name: 'maps' },
      'flatten',
      { type: 'linear', name: 'hidden', features: 4 },
      { type: 'relu', name: 'units' },
      { type: 'linear', name: 'fc', features: 'classes' },
    ];
    const experiment = networkByHand({ model }, [1, 1, 2], 2, {
      images: [
        [10, 0],
        [20, 0],
        [30, 0],
      ],
      labels: [0, 1, 0],
    });
    setWeights(experiment, { 'conv.weight': [1, -1, 1], 'conv.bias': [0, 0, -25] }); // the third lives for one image alone
    setWeights(experiment, { 'hidden.weight': new Array(24).fill(0), 'hidden.bias': [1, -1, 0, 2] });
    const { train } = experiment.data;
    expect(deadChannels(experiment, train, 256)).toEqual([
      { layer: 'maps', dead: 1, channels: 3 },
      { layer: 'units', dead: 2, channels: 4 },
    ]);
    expect(deadChannels(experiment, train, 2)[0]).toEqual({ layer: 'maps', dead: 2, channels: 3 });
  });

  it('are not looked for where there is no ReLU', () => {
    const experiment = experimentOf(['flatten', { type: 'linear', features: 'classes' }]);
    expect(deadChannels(experiment, experiment.data.train, 256)).toEqual([]);
  });
});
