import fc from 'fast-check';
import { expect, it } from 'vitest';
import { median } from './median.ts';

it.each([
  [[3], 3],
  [[4, 1], 2.5],
  [[10, -1, 2], 2],
  [[1, 100, 2, 3], 2.5],
  [[], Number.NaN],
])('of %j is %d', (values, expected) => {
  expect(median(values)).toBe(expected);
});

it('has as many below as above, and leaves the values as they are', () => {
  fc.assert(
    fc.property(fc.array(fc.integer(), { minLength: 1 }), (values) => {
      const before = [...values];
      const middle = median(values);
      expect(values).toEqual(before);
      const below = values.filter((value) => value < middle).length;
      expect(below).toBeLessThanOrEqual(values.length / 2);
      expect(values.filter((value) => value > middle).length).toBeLessThanOrEqual(values.length / 2);
    }),
    { seed: 1 },
  );
});
