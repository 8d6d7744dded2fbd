import type { DomainDescription } from '../../records/study/description.ts';
import { createDimension } from '../space/dimension.ts';

/** An end of a range. */
export type End = 'lower' | 'upper';

type Interval = Exclude<DomainDescription, { type: 'choice' }>;

/** By how much a range grows, as a part of its width on its own scale. */
const GROWTH = 0.5;
/** On a logarithmic scale: an order of magnitude at most. */
const MOST = 10;
/** How often half as much is tried where a value is not allowed. */
const HALVINGS = 6;

/**
 * The same range, half as wide again beyond one end (on a logarithmic scale at most tenfold), or less where that is not allowed; a
 * choice of ascending numbers with one more. Whatever is allowed: what starts at 0 does not go below it, what starts above 0 stays
 * above, and a linear range within 0 and 1 stays below 1, since sizes, rates and shares are such numbers.
 *
 * @param isAllowed whether the config takes a value.
 * @returns undefined where it cannot be wider
 */
export function widerRange(
  range: DomainDescription,
  end: End,
  isAllowed: (value: number) => boolean = () => true,
): DomainDescription | undefined {
  const isPossible = (value: number) => isNatural(range, value) && isAllowed(value);
  if (range.type === 'choice') {
    const values = range.values.map(Number);
    const next = nextOf(end === 'upper' ? values : values.toReversed());
    if (values.includes(next) || !isPossible(next)) return undefined;
    return { type: 'choice', values: end === 'upper' ? [...values, next] : [next, ...values] };
  }
  const direction = end === 'upper' ? 1 : -1;
  const from = Number(createDimension({ key: '', ...range }).domain.fromUnit(end === 'upper' ? 1 : 0));
  for (let i = 0, growth = growthOf(range, end); i <= HALVINGS; i++, growth /= 2) {
    const value = beyond(range, from, direction, growth);
    if (direction * (value - from) > 0 && isPossible(value))
      return end === 'upper' ? { ...range, high: value } : { ...range, low: value };
  }
  return undefined;
}

/** Whether a range of this kind goes there, as far as can be told from the range itself. */
function isNatural(range: DomainDescription, value: number): boolean {
  const numbers = range.type === 'choice' ? range.values.map(Number) : [range.low, range.high];
  const [first = 0, last = 0] = [numbers[0], numbers.at(-1)];
  if (first === 0 && value < 0) return false;
  if (first > 0 && value <= 0) return false;
  const isShare = range.type === 'uniform' && first >= 0 && last <= 1;
  return !isShare || value < 1;
}

export function isLogarithmic(range: Interval): boolean {
  return range.type === 'logUniform' || (range.type === 'integer' && range.log === true);
}

function growthOf(range: Interval, end: End): number {
  const { low, high } = range;
  if (!isLogarithmic(range)) return GROWTH * (high - low);
  const factor = Math.min(MOST, Math.sqrt(high / low)); // half as wide again
  return end === 'upper' ? high * (factor - 1) : low * (1 - 1 / factor);
}

function beyond(range: Interval, from: number, direction: 1 | -1, growth: number): number {
  const step = range.type === 'integer' ? (range.step ?? 1) : range.step;
  // Steps that are not whole have errors, which twelve digits are free of.
  if (step !== undefined) return Number((from + direction * Math.max(1, Math.round(growth / step)) * step).toPrecision(12));
  const value = from + direction * growth;
  if (isLogarithmic(range)) return Number(value.toPrecision(2));
  let decimals = 0;
  for (let tenth = growth / 10; tenth < 1 && decimals < 30; tenth *= 10) decimals += 1;
  return Number(value.toFixed(decimals));
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
