import { describe, expect, it } from 'vitest';
import { overlapping, placePooling } from './geometry.ts';

/** Expected sizes are those that PyTorch's MaxPool2d gives. */
describe('placePooling', () => {
  it.each([
    { size: 5, kernel: 2, padding: 0, outputs: 2, rounded: 3 },
    { size: 6, kernel: 2, padding: 0, outputs: 3, rounded: 3 },
    { size: 6, kernel: 3, stride: 2, padding: 1, outputs: 3, rounded: 4 },
    { size: 7, kernel: 3, stride: 2, padding: 1, outputs: 4, rounded: 4 },
    // The fourth window would begin in the padding after the image.
    { size: 5, kernel: 2, stride: 2, padding: 1, outputs: 3, rounded: 3 },
    { size: 2, kernel: 1, stride: 2, padding: 0, outputs: 1, rounded: 1 },
  ])('size $size, kernel $kernel, padding $padding', ({ size, kernel, stride, padding, outputs, rounded }) => {
    const options = { kernel, padding, ...(stride === undefined ? {} : { stride }) };
    expect(placePooling('pool', [1, 1, size, size], options)).toMatchObject({ outHeight: outputs, outWidth: outputs });
    const ceil = placePooling('pool', [1, 1, size, size], { ...options, ceilMode: true });
    expect(ceil).toMatchObject({ outHeight: rounded, outWidth: rounded });
  });

  it('knows when windows share pixels', () => {
    const place = (options: object) => overlapping(placePooling('pool', [1, 1, 9, 9], { kernel: 3, ...options }));
    expect(place({})).toBe(0);
    expect(place({ stride: 2 })).toBe(1);
    expect(place({ stride: [3, 2] })).toBe(1);
    expect(place({ dilation: 2 })).toBe(1);
    expect(place({ dilation: 2, stride: 5 })).toBe(0);
  });

  it('finds windows without a pixel between the taps of a dilated kernel', () => {
    expect(() => placePooling('pool', [1, 1, 1, 4], { kernel: 2, dilation: 2, padding: 1 })).toThrow(
      'pool: some windows would hold nothing but padding',
    );
  });
});
