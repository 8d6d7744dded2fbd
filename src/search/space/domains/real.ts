import { InternalError } from '../../../base/errors.ts';
import type { DomainDescription } from '../../../records/study/description.ts';
import type { Domain } from '../domain.ts';
import type { Scale } from '../scale.ts';

/** How many different values a range of real numbers keeps at least when they are rounded. */
const LEAST_VALUES = 10_000;

/** On a logarithmic scale. Four tell a reader all that a learning rate decides. */
const LEAST_DIGITS = 4;

type Range = DomainDescription & { readonly low: number; readonly high: number };

/**
 * A range of real numbers. They come out rounded (to the fewest digits that leave ten thousand values), since a trial is something
 * that people read, type and compare: 0.003162, and not 0.0031622776601683794. The rounded number is the value that is trained with.
 */
export function realDomain(description: Range, scale: Scale, rounded: (value: number) => number): Domain {
  const { low, high } = description;
  const fromUnit = (u: number): number => {
    const value = rounded(scale.at(u));
    // Rounding may lead beyond an end, or so near to it that both have the same place.
    const at = scale.of(value);
    if (u <= 0 || at <= 0) return low;
    return u >= 1 || at >= 1 ? high : value;
  };
  return {
    description,
    isOrdered: true,
    size: Number.POSITIVE_INFINITY,
    fromUnit,
    toUnit: (value) => scale.of(Math.min(high, Math.max(low, Number(value)))),
    has: (value) => typeof value === 'number' && value >= low && value <= high,
    grid: (points) => [...new Set(evenly(points).map(fromUnit))],
    values() {
      throw new InternalError('the values of a range of real numbers cannot be counted');
    },
  };
}

/** So many points of the unit interval, both ends included; one alone is the middle. */
export function evenly(points: number): number[] {
  return points === 1 ? [0.5] : Array.from({ length: points }, (_, i) => i / (points - 1));
}

/** Rounds to decimals: on a linear scale all numbers are equally far apart. */
export function toDecimals(low: number, high: number): (value: number) => number {
  let decimals = 0;
  while ((high - low) * Number(`1e${decimals}`) < LEAST_VALUES) decimals += 1;
  return (value) => Number(value.toFixed(decimals)) + 0; // no -0
}

/** Rounds to significant digits: on a logarithmic scale numbers are far apart in proportion. */
export function toDigits(low: number, high: number): (value: number) => number {
  const decades = position(high) - position(low);
  let digits = LEAST_DIGITS;
  while (decades * Number(`1e${digits - 1}`) < LEAST_VALUES) digits += 1;
  return (value) => Number(value.toPrecision(digits));
}

/** Numbers of d significant digits up to `value`, in units of 10^(d - 1), counted from 1. */
function position(value: number): number {
  const [mantissa, exponent] = value.toExponential().split('e');
  return 9 * Number(exponent) + Number(mantissa) - 1;
}
