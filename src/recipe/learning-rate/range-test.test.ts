import { describe, expect, it } from 'vitest';
import { steepestOf, valleyOf } from './range-test.ts';

/** Rates from 1e-6 to 10, and a loss that falls about `middle` (as a logistic curve of the logarithm) and rises behind 1. */
function curve(middle: number, count = 200) {
  const rates = Array.from({ length: count }, (_, i) => 1e-6 * 10 ** ((7 * i) / (count - 1)));
  const smoothed = rates.map((rate) => {
    const fall = 2 / (1 + Math.exp(-4 * Math.log10(rate / middle)));
    return 2.3 - fall + (rate > 1 ? 5 * Math.log10(rate) : 0);
  });
  return { rates, smoothed };
}

describe('the steepest point', () => {
  it.each([1e-4, 1e-3, 1e-2])('is where the loss falls fastest: %d', (middle) => {
    const { rates, smoothed } = curve(middle);
    expect(Math.abs(Math.log10((steepestOf(rates, smoothed) ?? 0) / middle))).toBeLessThan(0.1);
  });

  it('is nowhere where the loss does not fall, or hardly was measured', () => {
    const { rates } = curve(1e-3, 50);
    expect(
      steepestOf(
        rates,
        rates.map((_, i) => 2 + i / 50),
      ),
    ).toBeUndefined();
    expect(steepestOf(rates.slice(0, 3), [3, 2, 1])).toBeUndefined();
    expect(steepestOf([], [])).toBeUndefined();
    expect(
      steepestOf(
        rates,
        rates.map(() => Number.NaN),
      ),
    ).toBeUndefined();
  });
});

describe('the valley', () => {
  it('is two thirds down the longest fall, whatever single points do', () => {
    const rates = Array.from({ length: 100 }, (_, i) => i + 1);
    // From place 20, still at 3, to place 80.
    const falling = rates.map((_, i) => (i < 20 ? 3 : i < 80 ? 3 - (i - 20) / 30 : 1 + (i - 80)));
    expect(valleyOf(rates, falling)).toBe(61);
    const noisy = falling.map((loss, i) => (i % 10 === 5 ? loss + 1 : loss));
    // Six of its steps are no part of it any more.
    expect(valleyOf(rates, noisy)).toBe(63);
  });

  it('is drawn little to a flat beginning of which single steps are a part', () => {
    const rates = Array.from({ length: 200 }, (_, i) => i + 1);
    const curve = rates.map((_, i) => (i >= 120 ? 3 - (i - 120) / 40 : i % 12 === 0 ? 3.1 - i / 1e4 : 3.2));
    // Its 90 members begin at the first step; two thirds of all steps would be 133.
    expect(valleyOf(rates, curve)).toBe(170);
  });

  it('takes the longer of two falls', () => {
    const rates = Array.from({ length: 100 }, (_, i) => i + 1);
    const two = rates.map((_, i) => (i < 15 ? 100 - i : i < 30 ? 500 : 400 - i));
    expect(valleyOf(rates, two)).toBeGreaterThan(50);
  });

  it('is nowhere where the loss rises, or hardly was measured', () => {
    const rates = Array.from({ length: 100 }, (_, i) => i + 1);
    expect(valleyOf(rates, rates)).toBeUndefined();
    expect(valleyOf([1, 2, 3], [3, 2, 1])).toBeUndefined();
    expect(
      valleyOf(
        rates,
        rates.map(() => Number.NaN),
      ),
    ).toBeUndefined();
  });
});
