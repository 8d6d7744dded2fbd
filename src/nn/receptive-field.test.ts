import { describe, expect, it } from 'vitest';
import { ONE_PIXEL, type ReceptiveField, seenThrough, seenTogether } from './receptive-field.ts';

function through(
  ...layers: readonly (readonly [kernel: number, stride?: number, padding?: number, dilation?: number])[]
): ReceptiveField {
  return layers.reduce(
    (field, [kernel, stride = 1, padding = 0, dilation = 1]) =>
      seenThrough(field, {
        kernel: [kernel, kernel],
        stride: [stride, stride],
        padding: [padding, padding],
        dilation: [dilation, dilation],
      }),
    ONE_PIXEL,
  );
}

describe('the receptive field', () => {
  it('of three 3x3 convolutions is 7', () => {
    expect(through([3], [3], [3]).size).toEqual([7, 7]);
  });

  it('of dilations 1, 2, 4 is 15', () => {
    expect(through([3, 1, 0, 1], [3, 1, 0, 2], [3, 1, 0, 4]).size).toEqual([15, 15]);
  });

  it('of VGG-16 up to its last pooling is 212, stride 32, padding 90 (Distill 2019)', () => {
    const conv = [3, 1, 1] as const;
    const pool = [2, 2] as const;
    const field = through(
      conv,
      conv,
      pool,
      conv,
      conv,
      pool,
      conv,
      conv,
      conv,
      pool,
      conv,
      conv,
      conv,
      pool,
      conv,
      conv,
      conv,
      pool,
    );
    expect(field).toEqual({ size: [212, 212], stride: [32, 32], padding: [90, 90] });
  });

  it('of AlexNet v2 is 195, stride 32, padding 64 (Distill 2019)', () => {
    const field = through([11, 4, 0], [3, 2], [5, 1, 2], [3, 2], [3, 1, 1], [3, 1, 1], [3, 1, 1], [3, 2]);
    expect(field).toEqual({ size: [195, 195], stride: [32, 32], padding: [64, 64] });
  });
});

describe('what a sum sees', () => {
  it('is the larger of two windows with one centre', () => {
    const [large, small] = [through([3, 1, 1], [3, 2, 1]), through([1, 2])];
    expect(seenTogether([large, small])).toEqual(large);
    expect(seenTogether([small, large])).toEqual(large);
  });

  it('reaches from the first pixel of one to the last of the other', () => {
    // Pixels -2 to 0, and 0 to 4.
    expect(seenTogether([through([3, 1, 2]), through([5])])).toEqual({ size: [7, 7], stride: [1, 1], padding: [2, 2] });
  });
});
