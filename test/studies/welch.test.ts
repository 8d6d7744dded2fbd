import { describe, expect, it } from 'vitest';
import { describeSample, studentQuantile, welch } from './welch.ts';

describe('Welch', () => {
  it.each([
    [1, 12.706],
    [2, 4.303],
    [4, 2.776],
    [8, 2.306],
    [30, 2.042],
  ])('the quantile of %d degrees of freedom is that of the tables', (freedom, expected) => {
    expect(studentQuantile(freedom)).toBeCloseTo(expected, 3);
  });

  it('the interval of two samples', () => {
    // Equal variances of 1 and equal numbers: 2 (n - 1) = 4 degrees of freedom.
    const { difference, from, to } = welch([1, 2, 3], [2, 3, 4]);
    expect([difference, from, to].map((value) => value.toFixed(3))).toEqual(['1.000', '-1.267', '3.267']);
  });

  it('of samples without spread is a point', () => {
    expect(welch([1, 1], [2, 2])).toEqual({ difference: 1, from: 1, to: 1 });
    expect(describeSample([1, 1])).toEqual({ mean: 1, deviation: 0 });
  });
});
