import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pass, passOverFloats, rangesOf } from './work.ts';

const lengths = (work: Parameters<typeof rangesOf>[0], size: number) => rangesOf(work, size).map(([from, to]) => to - from);

describe('rangesOf', () => {
  it('covers all units once, in whole grains but for the last, none shorter than is worthwhile', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 500 }),
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: 1, max: 60 }),
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 1, max: 8 }),
        (units, grain, least, partsPerThread, size) => {
          const ranges = rangesOf({ units, grain, least, partsPerThread }, size);
          expect(ranges[0]?.[0]).toBe(0);
          expect(ranges.at(-1)?.[1]).toBe(units);
          ranges.slice(1).forEach(([from], i) => {
            expect(from).toBe(ranges[i]?.[1]);
            expect(from % grain).toBe(0);
          });
          expect(ranges.every(([from, to]) => to > from)).toBe(true);
          expect(ranges.length).toBeLessThanOrEqual(size * partsPerThread);
          // The last grain may be cut short.
          if (ranges.length > 1) expect(ranges.every(([from, to]) => to - from + grain - 1 >= least)).toBe(true);
        },
      ),
      { numRuns: 300, seed: 1 },
    );
  });

  it('begins with the larger ranges, so that two threads that take turns end together', () => {
    expect(lengths({ units: 8, grain: 1 }, 2)).toEqual([2, 2, 1, 1, 1, 1]);
    expect(lengths({ units: 64, grain: 5 }, 2)).toEqual([15, 10, 10, 10, 10, 9]);
  });

  it('leaves whole what is not worth a barrier', () => {
    expect(rangesOf(passOverFloats(10_000, 3), 8)).toEqual([[0, 10_000]]);
    expect(lengths(passOverFloats(12_000, 3), 2)).toEqual([6000, 6000]);
    expect(rangesOf(pass(64, 100), 2)).toEqual([[0, 64]]);
    expect(rangesOf(pass(3, 1_000_000), 2).length).toBe(3);
  });
});
