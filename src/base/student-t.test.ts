import { describe, expect, it } from 'vitest';
import { criticalT, twoSidedP } from './student-t.ts';

describe('twoSidedP', () => {
  it('is that of Cauchy with one degree of freedom, and has a closed form with two', () => {
    for (let t = 0; t < 50; t += 0.37) {
      expect(twoSidedP(t, 1)).toBeCloseTo(1 - (2 / Math.PI) * Math.atan(t), 13);
      expect(twoSidedP(t, 2)).toBeCloseTo(1 - t / Math.sqrt(2 + t * t), 13);
    }
  });

  it.each([3, 4.5, 9, 30, 200])('is the integral of the density, with %d degrees of freedom', (degrees) => {
    const density = (x: number) => (1 + (x * x) / degrees) ** (-(degrees + 1) / 2);
    // Simpson's rule, on x = s / (1 - s) from 0 to infinity.
    const integral = (from: number) => {
      const steps = 4000;
      const start = from / (1 + from);
      let sum = 0;
      for (let i = 0; i < steps; i++) {
        const s = start + ((1 - start) * i) / steps;
        sum += (i === 0 ? 1 : i % 2 === 1 ? 4 : 2) * (density(s / (1 - s)) / (1 - s) ** 2);
      }
      return (sum * (1 - start)) / steps / 3;
    };
    for (const t of [0.1, 0.5, 1, 2, 3, 6, 15]) expect(twoSidedP(t, degrees)).toBeCloseTo(integral(t) / integral(0), 9);
  });

  it('is even, 1 at 0, falls, and is 0 at infinity', () => {
    expect(twoSidedP(0, 4)).toBe(1);
    expect(twoSidedP(-2, 4)).toBe(twoSidedP(2, 4));
    expect(twoSidedP(Number.POSITIVE_INFINITY, 4)).toBe(0);
    expect(twoSidedP(1e200, 4)).toBe(0);
    expect(twoSidedP(40, 30)).toBeGreaterThan(0);
    const falling = Array.from({ length: 100 }, (_, i) => twoSidedP(i / 5, 3.3));
    expect(falling).toEqual(falling.toSorted((a, b) => b - a));
    expect([twoSidedP(Number.NaN, 4), twoSidedP(1, 0)]).toEqual([Number.NaN, Number.NaN]);
  });
});

describe('criticalT', () => {
  // The tables at the end of any book of statistics.
  it.each([
    [0.05, 1, 12.7062],
    [0.05, 2, 4.3027],
    [0.05, 4, 2.7764],
    [0.05, 9, 2.2622],
    [0.05, 30, 2.0423],
    [0.05, 1000, 1.9623],
    [0.01, 4, 4.6041],
    [0.1, 120, 1.6577],
  ])('of %d with %d degrees of freedom is %d', (p, degrees, expected) => {
    expect(criticalT(p, degrees)).toBeCloseTo(expected, 4);
  });

  it('takes twoSidedP back', () => {
    for (const degrees of [1, 3.7, 12])
      for (const p of [0.9, 0.2, 1e-6]) {
        expect(twoSidedP(criticalT(p, degrees), degrees) / p).toBeCloseTo(1, 9);
      }
  });
});
