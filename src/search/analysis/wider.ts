import type { DomainDescription } from '../../records/study/description.ts';
import { createDimension } from '../space/dimension.ts';

/** An end of a range. */
export type End = 'lower' | 'upper';

/** What a key of the config allows, both included; undefined where there is no limit. */
export interface Limits {
  readonly low?: number | undefined;
  readonly high?: number | undefined;
}

type Interval = Exclude<DomainDescription, { type: 'choice' }>;

/** By how much a range grows, as a part of its width on its own scale. */
const GROWTH = 0.5;
/** On a logarithmic scale: an order of magnitude at most. */
const MOST = 10;

/**
 * The same range, half as wide again beyond one end (on a logarithmic scale at most tenfold); a choice of ascending numbers with
 * one more. What starts at 0 does not go below it, and what starts above 0 stays above, even where no limit is known: sizes, rates
 * and shares are such numbers.
 *
 * @returns undefined where it cannot be wider
 */
export function widerRange(range: DomainDescription, end: End, limits: Limits = {}): DomainDescription | undefined {
  const lowest = Math.max(limits.low ?? Number.NEGATIVE_INFINITY, floorOf(range));
  const highest = limits.high ?? Number.POSITIVE_INFINITY;
  if (range.type === 'choice') {
    const values = range.values.map(Number);
    const next = nextOf(end === 'upper' ? values : values.toReversed());
    if (next < lowest || next > highest || values.includes(next)) return undefined;
    return { type: 'choice', values: end === 'upper' ? [...values, next] : [next, ...values] };
  }
  const from = Number(createDimension({ key: '', ...range }).domain.fromUnit(end === 'upper' ? 1 : 0));
  const room = end === 'upper' ? highest - from : from - lowest;
  const direction = end === 'upper' ? 1 : -1;
  const growth = growthOf(range, end);
  const step = range.type === 'integer' ? (range.step ?? 1) : range.step;
  if (step !== undefined) {
    const steps = Math.min(Math.max(1, Math.round(growth / step)), Math.floor(room / step + ROUNDING));
    // Steps that are not whole have errors, which twelve digits are free of.
    return steps < 1 ? undefined : withEnd(range, end, Number((from + direction * steps * step).toPrecision(12)));
  }
  const value = rounded(from + direction * growth, range);
  const within = Math.min(highest, Math.max(lowest, value));
  return direction * (within - from) > 0 ? withEnd(range, end, within) : undefined;
}

/** A step divides a range only nearly. */
const ROUNDING = 1e-9;

function withEnd(range: Interval, end: End, value: number): Interval {
  return end === 'upper' ? { ...range, high: value } : { ...range, low: value };
}

function isLogarithmic(range: Interval): boolean {
  return range.type === 'logUniform' || (range.type === 'integer' && range.log === true);
}

function growthOf(range: Interval, end: End): number {
  const { low, high } = range;
  if (!isLogarithmic(range)) return GROWTH * (high - low);
  const factor = Math.min(MOST, Math.sqrt(high / low)); // half as wide again
  return end === 'upper' ? high * (factor - 1) : low * (1 - 1 / factor);
}

/** Two digits on a logarithmic scale; on a linear one as many decimals as tell a tenth of the width. */
function rounded(value: number, range: Interval): number {
  if (isLogarithmic(range)) return Number(value.toPrecision(2));
  let decimals = 0;
  for (let width = range.high - range.low; width < 10 && decimals < 30; width *= 10) decimals += 1;
  return Number(value.toFixed(decimals));
}

/** What a range does not go below. */
function floorOf(range: DomainDescription): number {
  const numbers = range.type === 'choice' ? range.values.map(Number) : [range.low, range.high];
  const [first = 0] = numbers;
  if (first <= 0) return first < 0 ? Number.NEGATIVE_INFINITY : 0;
  const isWhole = range.type === 'integer' || (range.type === 'choice' && numbers.every(Number.isInteger));
  if (isWhole) return 1;
  return range.type === 'uniform' ? first / 2 : Number.MIN_VALUE;
}

/** How a row of numbers goes on: by the same difference, or else by the same factor. */
function nextOf(values: readonly number[]): number {
  const [before = Number.NaN, last = Number.NaN] = values.slice(-2);
  const difference = last - before;
  const isEven = values.every(
    (value, i) => i === 0 || Math.abs(value - (values[i - 1] ?? 0) - difference) < 1e-9 * Math.abs(difference),
  );
  const next = isEven || before * last <= 0 ? last + difference : (last * last) / before;
  return values.every(Number.isInteger) ? Math.round(next) : Number(next.toPrecision(6));
}
