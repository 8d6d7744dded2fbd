import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { residuesOf } from './residues.ts';

describe('the residues of an axis', () => {
  it('of a 3-tap kernel with stride 2 take one tap and two', () => {
    const taps = residuesOf(8, 3, 2, 1, 1).map(({ first, count, taps }) => ({ first, count, taps }));
    expect(taps).toEqual([
      { first: 0, count: 4, taps: 1 },
      { first: 1, count: 4, taps: 2 },
    ]);
  });

  it('hold every pair of pixel and tap that meets an output pixel, once, and the place where', () => {
    const size = fc.integer({ min: 1, max: 12 });
    const small = fc.integer({ min: 1, max: 6 });
    fc.assert(
      fc.property(size, small, small, small, fc.integer({ min: 0, max: 5 }), (length, kernel, stride, dilation, padding) => {
        const expected: string[] = [];
        for (let pixel = 0; pixel < length; pixel++) {
          for (let tap = 0; tap < kernel; tap++) {
            const output = (pixel + padding - tap * dilation) / stride;
            if (Number.isInteger(output)) expected.push(`${pixel} ${tap} ${output}`);
          }
        }
        const found = residuesOf(length, kernel, stride, dilation, padding).flatMap((residue) =>
          Array.from({ length: residue.count * residue.taps }, (_, i) => {
            const [index, turned] = [Math.floor(i / residue.taps), i % residue.taps];
            const tap = residue.firstTap + (residue.taps - 1 - turned) * residue.tapStep;
            return `${residue.first + index * stride} ${tap} ${residue.start + index + turned * residue.dilation}`;
          }),
        );
        expect(found.sort()).toEqual(expected.sort());
      }),
      { numRuns: 300, seed: 7 },
    );
  });
});
