import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { linearEnds, logEnds } from './axis-ends.ts';

describe('linearEnds', () => {
  it('are round', () => {
    expect(linearEnds(0, 2.78)).toEqual({ min: 0, max: 3, interval: 0.5 });
    expect(linearEnds(0.93, 1)).toEqual({ min: 0.92, max: 1, interval: 0.02 });
    expect(linearEnds(-3, 17)).toEqual({ min: -5, max: 20, interval: 5 });
    expect(linearEnds(0.2, 0.2)).toEqual({ min: 0, max: 0.2, interval: 0.05 });
    expect(linearEnds(0, 0)).toEqual({ min: 0, max: 1, interval: 0.2 });
  });

  it('enclose the range with few ticks, whatever it is', () => {
    const values = fc.double({ min: -1e9, max: 1e9, noNaN: true });
    fc.assert(
      fc.property(values, values, (a, b) => {
        const [low, high] = [Math.min(a, b), Math.max(a, b)];
        const { min, max, interval = 0 } = linearEnds(low, high);
        const slack = 1e-5 * interval;
        expect(max).toBeGreaterThan(min);
        expect(min).toBeLessThanOrEqual(low + slack);
        expect(max).toBeGreaterThanOrEqual(high - slack);
        expect((max - min) / interval).toBeLessThan(9);
      }),
    );
  });
});

describe('logEnds', () => {
  it('are 1, 2 or 5 times a power of ten', () => {
    expect(logEnds(0.0157, 0.3)).toMatchObject({ min: 0.01, max: 0.5 });
    expect(logEnds(0.001, 10)).toMatchObject({ min: 0.001, max: 10 });
    expect(logEnds(0.07, 7)).toMatchObject({ min: 0.05, max: 10 });
    expect(logEnds(5e-324, 1e308)).toMatchObject({ min: 1e-300, max: 1e300 });
    expect(logEnds(1, 1)).toMatchObject({ min: 0.1, max: 10 });
  });
});
