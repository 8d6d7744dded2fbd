import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkOperation } from '../../../test/helpers/operation.ts';
import { Engine } from '../../tensor/engine.ts';
import type { Shape } from '../../tensor/tensor.ts';
import { avgPool2dReference } from './avg-pool2d.reference.ts';
import { type AvgPool2dOptions, avgPool2d } from './avg-pool2d.ts';

function check(shape: Shape, options: AvgPool2dOptions, seed = 1): void {
  checkOperation({
    inputs: [{ shape, layout: 'lanes' }],
    apply: ([x]) => avgPool2d(x as never, options),
    reference: avgPool2dReference(shape, options),
    reduction: 1,
    seed,
  });
}

describe('avgPool2d', () => {
  it.each<[string, Shape, AvgPool2dOptions]>([
    ['2x2', [2, 8, 6, 6], { kernel: 2 }],
    ['2x2, odd sizes', [2, 5, 7, 5], { kernel: 2 }],
    ['2x2, odd sizes, rounded up', [2, 4, 5, 7], { kernel: 2, ceilMode: true }],
    ['2x2, one pixel of padding', [2, 3, 4, 4], { kernel: 2, padding: 1 }],
    ['2x2, one pixel of padding that does not count', [2, 3, 4, 4], { kernel: 2, padding: 1, countIncludePad: false }],
    ['3x3, stride 2, padding 1, rounded up', [2, 6, 8, 8], { kernel: 3, stride: 2, padding: 1, ceilMode: true }],
    ['the same, not counted', [2, 6, 8, 8], { kernel: 3, stride: 2, padding: 1, ceilMode: true, countIncludePad: false }],
    ['asymmetric padding', [1, 1, 5, 6], { kernel: 3, stride: 1, padding: [0, 1, 2, 1] }],
    ['stride larger than the kernel', [1, 5, 9, 8], { kernel: 2, stride: [3, 4] }],
    ['dilation', [1, 4, 7, 8], { kernel: 3, stride: 1, dilation: 2, padding: 2 }],
    ['the whole image', [2, 4, 9, 7], { kernel: [9, 7] }],
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
      countIncludePad: fc.boolean(),
      seed: fc.nat(1000),
    });
    fc.assert(
      fc.property(shapes, ({ images, channels, size, kernel, padding, seed, ...options }) => {
        const half = [Math.floor(kernel[0] / 2), Math.floor(kernel[1] / 2)] as const;
        check([images, channels, ...size], { kernel, padding: padding ? half : 0, ...options }, seed);
      }),
      { numRuns: 60, seed: 7 },
    );
  });

  it('divides by what lies in the image or its padding, never by what hangs over it', () => {
    const engine = new Engine();
    const x = engine.persistent([1, 1, 2, 2], 'lanes').set([4, 4, 4, 4]);
    const options = { kernel: 3, stride: 2, padding: [1, 1, 0, 0], ceilMode: true } as const;
    const mean = (countIncludePad: boolean) => engine.step(() => [...avgPool2d(x, { ...options, countIncludePad }).toArray()]);
    // The one window of rows -1..1: all nine taps are in the image or its padding, four of them in the image.
    expect(mean(true)).toEqual([Math.fround(16 / 9)]);
    expect(mean(false)).toEqual([4]);
    const overhanging = engine.step(() => [
      ...avgPool2d(x, { kernel: [2, 3], ceilMode: true, padding: [0, 1, 0, 1], stride: 2 }).toArray(),
    ]);
    // Columns -1..1 and 1..3, of which column 3 is neither image nor padding.
    expect(overhanging).toEqual([Math.fround(16 / 6), 2]);
  });

  it('says what does not fit', () => {
    const engine = new Engine();
    const images = engine.persistent([2, 3, 4, 4], 'lanes');
    const features = engine.persistent([2, 3], 'lanes');
    expect(() => avgPool2d(features, { kernel: 2 })).toThrow('avg-pool2d: the input is not a batch of images');
    expect(() => avgPool2d(images, { kernel: 5 })).toThrow('avg-pool2d: the kernel is larger than the padded input');
    expect(() => avgPool2d(images, { kernel: 2, padding: 2 })).toThrow('avg-pool2d: some windows would hold nothing but padding');
  });
});
