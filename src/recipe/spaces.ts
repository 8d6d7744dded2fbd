import type { DimensionDescription, DomainDescription, Params, ParamValue } from '../records/study/description.ts';
import { createSpace } from '../search/space/space.ts';

export const RATE = 'optimizer.lr';
export const DECAY = 'optimizer.weightDecay';

/** "Good weight decays to try": all three, or two or one of them where time is short. */
const DECAYS = [[1e-4], [1e-4, 0], [1e-4, 1e-5, 0]] as const;
/** Half a decade to either side of the rate of step 3. */
const HALF_DECADE = Math.sqrt(10);
/** What a rate or a weight decay cannot be beyond, whatever is tried. */
const RATES = { low: 1e-7, high: 100 };
const HIGHEST_DECAY = 1;

/** How the next refined search differs from the last one, as its curves say. */
export interface Shift {
  /** The range of rates, as factors of the centre. */
  readonly rate: readonly [low: number, high: number];
  /** The same of weight decays. */
  readonly decay: readonly [low: number, high: number];
}

/** A third to three times the rate; a tenth to ten times the weight decay. */
export const AROUND: Shift = { rate: [1 / 3, 3], decay: [1 / 10, 10] };

/** Weight decays that are tried where the best so far is none. */
const FROM_NONE = { low: 1e-6, high: 1e-4 };

/** A tenth of 0.03 is no less than 0.003, whatever the last bit says. */
const ROUNDING = 1e-9;

/** Two digits, as one would type it. */
function roundRate(rate: number): number {
  return Number(rate.toPrecision(2));
}

/** The same, for the ends of a range: what it is around must not be outside of it. */
function roundDown(rate: number): number {
  const rounded = roundRate(rate);
  return rounded <= rate * (1 + ROUNDING) ? rounded : roundRate(rounded - digitOf(rate));
}

function roundUp(rate: number): number {
  const rounded = roundRate(rate);
  return rounded >= rate * (1 - ROUNDING) ? rounded : roundRate(rounded + digitOf(rate));
}

/** What the second digit of a number counts. */
function digitOf(rate: number): number {
  return Number(`1e${Number(rate.toExponential().split('e')[1]) - 1}`);
}

/**
 * Step 4: three rates around the one of step 3, a few weight decays.
 * @param decays how many
 * @param given what the config says of rates and weight decays: then nothing beyond that
 */
export function coarseSpace(rate: number, decays: number, given: readonly DimensionDescription[] = []): DimensionDescription[] {
  const rates = [rate / HALF_DECADE, rate, rate * HALF_DECADE].map(roundRate);
  const usual = DECAYS[decays - 1] ?? DECAYS[2];
  // The rates change fastest, so that a search that is cut short has tried all of them.
  return [
    { key: DECAY, type: 'choice', values: someWithin(ofKey(given, DECAY), usual) },
    { key: RATE, type: 'choice', values: someWithin(ofKey(given, RATE), rates) },
  ];
}

/** Step 5: the neighbourhood of the best, on logarithmic scales. @param given as for the coarse search */
export function refinedSpace(
  best: Params,
  { rate, decay }: Shift,
  extra: readonly DimensionDescription[],
  given: readonly DimensionDescription[] = [],
): DimensionDescription[] {
  const centre = Number(best[RATE]);
  const rates: DomainDescription = {
    type: 'logUniform',
    low: roundDown(Math.max(RATES.low, centre * rate[0])),
    high: roundUp(Math.min(RATES.high, centre * rate[1])),
  };
  return [
    { key: RATE, ...within(ofKey(given, RATE), rates) },
    { key: DECAY, ...within(ofKey(given, DECAY), decaysAround(Number(best[DECAY]), decay)) },
    ...extra.map((dimension) => narrowed(dimension, best[dimension.key])),
  ];
}

function ofKey(given: readonly DimensionDescription[], key: string): DimensionDescription | undefined {
  return given.find((dimension) => dimension.key === key);
}

/** As many values as were wanted, of what is given: those themselves where all are in it, else such as lie evenly in it. */
function someWithin(given: DimensionDescription | undefined, wanted: readonly number[]): readonly ParamValue[] {
  if (given === undefined) return [...new Set(wanted)];
  if (given.type === 'choice') {
    const left = Math.floor((given.values.length - wanted.length) / 2);
    return left <= 0 ? given.values : given.values.slice(left, left + wanted.length);
  }
  if (wanted.every((value) => value >= given.low && value <= given.high)) return [...new Set(wanted)];
  const [{ domain } = { domain: undefined }] = createSpace([{ ...given, when: undefined }]).dimensions;
  const places = wanted.map((_, i) => (i + 0.5) / wanted.length);
  return [...new Set(places.map((place) => domain?.fromUnit(place) ?? given.low))];
}

/** What of a range is in the one that is given; that one where nothing is. */
function within(given: DimensionDescription | undefined, wanted: DomainDescription): DomainDescription {
  if (given === undefined) return wanted;
  const { key: _, when: __, ...all } = given;
  if (all.type === 'choice') return all;
  if (wanted.type === 'choice') {
    const values = wanted.values.filter((value) => Number(value) >= all.low && Number(value) <= all.high);
    return values.length === 0 ? all : { ...wanted, values };
  }
  const [low, high] = [Math.max(all.low, wanted.low), Math.min(all.high, wanted.high)];
  return low < high ? { ...wanted, low, high } : all;
}

function decaysAround(centre: number, [low, high]: readonly [number, number]): DomainDescription {
  if (centre > 0) {
    return { type: 'logUniform', low: roundDown(centre * low), high: roundUp(Math.min(HIGHEST_DECAY, centre * high)) };
  }
  // A logarithm does not reach 0: none, and some that are small.
  const most = high > AROUND.decay[1] ? FROM_NONE.high * 10 : FROM_NONE.high;
  const values: number[] = [0];
  for (let value = FROM_NONE.low; value <= most * 1.01; value *= 10) values.push(Number(value.toPrecision(1)));
  return { type: 'choice', values };
}

/** The middle half of a range, or what of it is left, around a value; a choice stays as it is. */
function narrowed(dimension: DimensionDescription, value: ParamValue | undefined): DimensionDescription {
  if (dimension.type === 'choice' || value === undefined) return dimension;
  const [side] = createSpace([{ ...dimension, when: undefined }]).dimensions;
  if (side === undefined) return dimension;
  const { domain } = side;
  const middle = domain.toUnit(value);
  const low = domain.fromUnit(Math.max(0, middle - 0.25));
  const high = domain.fromUnit(Math.min(1, middle + 0.25));
  return typeof low === 'number' && typeof high === 'number' && low < high ? { ...dimension, low, high } : dimension;
}
