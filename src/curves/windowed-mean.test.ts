import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InternalError } from '../base/errors.ts';
import { windowedMean } from './windowed-mean.ts';

describe('windowedMean', () => {
  it('looks back over the window, and over what there is at the start', () => {
    expect([...windowedMean([1, 3, 5, 7, 9, 11], 3)]).toEqual([1, 2, 3, 5, 7, 9]);
    expect([...windowedMean([1, 3, 5], 1)]).toEqual([1, 3, 5]);
    expect([...windowedMean([1, 3, 5], 100)]).toEqual([1, 2, 3]);
    expect([...windowedMean([], 4)]).toEqual([]);
  });

  it('leaves out what is not finite', () => {
    expect([...windowedMean([Number.NaN, 2, Number.POSITIVE_INFINITY, 4, Number.NaN, Number.NaN], 2)]).toEqual([
      Number.NaN,
      2,
      2,
      4,
      4,
      Number.NaN,
    ]);
  });

  it('is as exact after a huge value as before', () => {
    expect([...windowedMean([0.1, 1e300, 0.1, 0.2, 0.3], 2)].slice(3)).toEqual([(0.1 + 0.2) / 2, 0.25]);
  });

  it('agrees with the plain definition', () => {
    const value = fc.oneof(fc.integer({ min: -100, max: 100 }), fc.constant(Number.NaN));
    fc.assert(
      fc.property(fc.array(value, { maxLength: 60 }), fc.integer({ min: 1, max: 20 }), (values, window) => {
        const expected = values.map((_, i) => {
          const seen = values.slice(Math.max(0, i + 1 - window), i + 1).filter(Number.isFinite);
          return seen.reduce((a, b) => a + b, 0) / seen.length;
        });
        expect([...windowedMean(values, window)].map((mean) => mean + 0)).toEqual(expected.map((mean) => mean + 0));
      }),
      { seed: 1 },
    );
  });

  it.each([0, 1.5, -3, Number.NaN])('refuses a window of %d', (window) => {
    expect(() => windowedMean([1], window)).toThrow(
      new InternalError(`A windowed mean needs a window from 1 up, not ${window}.`),
    );
  });
});
