import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InternalError } from '../base/errors.ts';
import { MovingAverage, movingAverage } from './moving-average.ts';

describe('MovingAverage', () => {
  it('is the weighted mean with weights beta^age', () => {
    // (0.5 * 1 + 1 * 4) / 1.5 and (0.25 * 1 + 0.5 * 4 + 1 * 2) / 1.75
    expect([...movingAverage([1, 4, 2], { beta: 0.5 })]).toEqual([1, 3, 4.25 / 1.75]);
  });

  it('agrees with the formula of Adam', () => {
    const finite = fc.double({ min: -1e3, max: 1e3, noNaN: true });
    fc.assert(
      fc.property(
        fc.array(finite, { minLength: 1, maxLength: 50 }),
        fc.double({ min: 0, max: 0.99, noNaN: true }),
        (values, beta) => {
          const average = new MovingAverage({ beta });
          let moment = 0;
          values.forEach((value, i) => {
            moment = beta * moment + (1 - beta) * value;
            expect(average.push(value)).toBeCloseTo(moment / (1 - beta ** (i + 1)), 6);
          });
        },
      ),
      { seed: 1 },
    );
  });

  it('keeps to a constant from the first value on', () => {
    for (const value of movingAverage(new Array(1000).fill(2.5), { halfLife: 30 })) expect(value).toBeCloseTo(2.5, 12);
  });

  it('forgets half of a step within the half-life', () => {
    const values = [...new Array(10_000).fill(0), ...new Array(40).fill(1)];
    expect(movingAverage(values, { halfLife: 40 }).at(-1)).toBeCloseTo(0.5, 12);
  });

  it('skips what is not finite, and counts it', () => {
    const average = new MovingAverage({ beta: 0.5 });
    expect(average.value).toBeNaN();
    expect(average.push(Number.NaN)).toBeNaN();
    expect([1, Number.POSITIVE_INFINITY, 4, Number.NEGATIVE_INFINITY, Number.NaN].map((value) => average.push(value))).toEqual([
      1, 1, 3, 3, 3,
    ]);
    expect(average.skipped).toBe(4);
  });

  it.each([
    [{ beta: 1 }, 'A moving average needs a beta in [0, 1), not 1.'],
    [{ beta: Number.NaN }, 'A moving average needs a beta in [0, 1), not NaN.'],
    [{ halfLife: 0 }, 'A moving average needs a positive half-life, not 0.'],
    [{ halfLife: Number.POSITIVE_INFINITY }, 'A moving average needs a positive half-life, not Infinity.'],
  ])('refuses %o', (smoothing, message) => {
    expect(() => new MovingAverage(smoothing)).toThrow(new InternalError(message));
  });
});
