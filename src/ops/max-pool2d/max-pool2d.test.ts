import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkOperation } from '../../../test/helpers/operation.ts';
import { Engine } from '../../tensor/engine.ts';
import type { Shape } from '../../tensor/tensor.ts';
import type { PoolingOptions } from '../pooling/geometry.ts';
import { maxPool2dReference } from './max-pool2d.reference.ts';
import { maxPool2d } from './max-pool2d.ts';

function check(shape: Shape, options: PoolingOptions, seed = 1): void {
  checkOperation({
    inputs: [{ shape, layout: 'lanes' }],
    apply: ([x]) => maxPool2d(x as never, options),
    reference: maxPool2dReference(shape, options),
    reduction: 1,
    seed,
  });
}

/** Forward and backward on given numbers. */
function run(shape: Shape, values: readonly number[], upstream: readonly number[], options: PoolingOptions) {
  const engine = new Engine();
  const x = engine.persistent(shape, 'lanes', true).set(values);
  return engine.step(() => {
    const y = maxPool2d(x, options);
    engine.tape.backward(y, engine.output(y.shape, 'lanes', []).set(upstream));
    return { y: [...y.toArray()], dx: [...(x.gradientArray() as Float32Array)] };
  });
}

describe('maxPool2d', () => {
  it.each<[string, Shape, PoolingOptions]>([
    ['2x2', [2, 8, 6, 6], { kernel: 2 }],
    ['2x2, one channel', [3, 1, 4, 2], { kernel: 2 }],
    ['2x2, odd sizes', [2, 5, 7, 5], { kernel: 2 }],
    ['2x2, odd height', [2, 3, 3, 4], { kernel: 2 }],
    ['2x2, odd width', [2, 4, 4, 3], { kernel: 2 }],
    ['2x2, odd sizes, rounded up', [2, 4, 5, 7], { kernel: 2, ceilMode: true }],
    ['2x2, odd sizes, same', [2, 4, 5, 7], { kernel: 2, padding: 'same' }],
    ['2x2, one pixel of padding', [2, 3, 4, 4], { kernel: 2, padding: 1 }],
    ['2x2, padding after the image only', [2, 3, 4, 5], { kernel: 2, padding: [0, 0, 1, 1] }],
    ['2x2, stride 1', [1, 4, 4, 5], { kernel: 2, stride: 1 }],
    ['3x3, stride 2, padding 1', [2, 6, 8, 8], { kernel: 3, stride: 2, padding: 1 }],
    ['3x3, stride 2, rounded up', [2, 3, 6, 8], { kernel: 3, stride: 2, ceilMode: true }],
    ['3x2, its own stride', [2, 4, 9, 5], { kernel: [3, 2] }],
    ['stride larger than the kernel', [1, 5, 9, 8], { kernel: 2, stride: [3, 4] }],
    ['dilation', [1, 4, 7, 8], { kernel: 3, stride: 1, dilation: 2 }],
    ['dilation by direction, padding', [1, 2, 6, 9], { kernel: [2, 3], stride: 2, dilation: [2, 3], padding: 1 }],
    ['the whole image', [2, 4, 3, 5], { kernel: [3, 5] }],
    ['one pixel', [1, 1, 1, 1], { kernel: 1 }],
  ])('%s', (_, shape, options) => check(shape, options));

  it('agrees with the reference on random shapes', () => {
    const shapes = fc.record({
      images: fc.integer({ min: 1, max: 3 }),
      channels: fc.integer({ min: 1, max: 9 }),
      size: fc.tuple(fc.integer({ min: 3, max: 9 }), fc.integer({ min: 3, max: 9 })),
      kernel: fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 })),
      stride: fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 })),
      padding: fc.boolean(),
      ceilMode: fc.boolean(),
      seed: fc.nat(1000),
    });
    fc.assert(
      fc.property(shapes, ({ images, channels, size, kernel, stride, padding, ceilMode, seed }) => {
        const half = [Math.floor(kernel[0] / 2), Math.floor(kernel[1] / 2)] as const;
        check([images, channels, ...size], { kernel, stride, padding: padding ? half : 0, ceilMode }, seed);
      }),
      { numRuns: 60, seed: 7 },
    );
  });

  it.each<[string, PoolingOptions]>([
    ['2x2 kernel', { kernel: 2 }],
    ['any kernel', { kernel: 2, stride: [3, 2] }],
  ])('gives the gradient to exactly one of equal pixels, the first in row-major order: %s', (_, options) => {
    const { dx } = run([1, 1, 2, 4], [...[7, 7, 3, 5], ...[7, 7, 5, 5]], [10, 20], options);
    expect(dx).toEqual([...[10, 0, 0, 20], ...[0, 0, 0, 0]]);
    const zeros = run([1, 1, 2, 2], [-0, 0, 0, -0], [10], options);
    expect(zeros.dx).toEqual([10, 0, 0, 0]);
  });

  it('gives the gradients of overlapping windows of equal pixels to the first of each', () => {
    const { dx } = run([1, 1, 3, 3], Array(9).fill(1), [1, 2, 4, 8], { kernel: 2, stride: 1 });
    expect(dx).toEqual([...[1, 2, 0], ...[4, 8, 0], ...[0, 0, 0]]);
  });

  it.each<[string, PoolingOptions]>([
    ['2x2 kernel', { kernel: 2 }],
    ['any kernel', { kernel: 2, stride: [2, 3] }],
  ])('NaN wins, and the first NaN gets the gradient: %s', (_, options) => {
    for (const [values, winner] of [
      [[Number.NaN, 1, 2, 3], 0],
      [[1, Number.NaN, Number.NaN, 3], 1],
      [[9, 1, Number.NaN, Number.NaN], 2],
      [[9, 1, Number.POSITIVE_INFINITY, Number.NaN], 3],
    ] as const) {
      const { y, dx } = run([1, 1, 2, 2], values, [5], options);
      expect(y).toEqual([Number.NaN]);
      expect(dx).toEqual([0, 1, 2, 3].map((i) => (i === winner ? 5 : 0)));
    }
  });

  it('takes negative infinity where there is nothing larger', () => {
    const lowest = Number.NEGATIVE_INFINITY;
    const { y, dx } = run([1, 1, 2, 2], [lowest, lowest, lowest, lowest], [5], { kernel: 2 });
    expect(y).toEqual([lowest]);
    expect(dx).toEqual([5, 0, 0, 0]);
  });

  it('says what does not fit', () => {
    const engine = new Engine();
    const images = engine.persistent([2, 3, 4, 4], 'lanes');
    const features = engine.persistent([2, 3], 'lanes');
    expect(() => maxPool2d(features, { kernel: 2 })).toThrow(
      ['max-pool2d: the input is not a batch of images', '  input   [2, 3]   (expected N, C, H, W)'].join('\n'),
    );
    expect(() => maxPool2d(images, { kernel: 5 })).toThrow('max-pool2d: the kernel is larger than the padded input');
    expect(() => maxPool2d(images, { kernel: 2, padding: 2 })).toThrow(
      [
        'max-pool2d: some windows would hold nothing but padding',
        '  input     [2, 3, 4, 4]   (N, C, H, W)',
        '  kernel    2 x 2, dilation 1 x 1, stride 2 x 2',
        '  padding   top 2, left 2, bottom 2, right 2',
        '  Use less padding: at most half the kernel.',
      ].join('\n'),
    );
  });
});
