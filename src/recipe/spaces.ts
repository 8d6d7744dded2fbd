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

/** Two digits, as one would type it. */
function roundRate(rate: number): number {
  return Number(rate.toPrecision(2));
}

/** Step 4: three rates around the one of step 3, a few weight decays. @param decays how many */
export function coarseSpace(rate: number, decays: number): DimensionDescription[] {
  const rates = [...new Set([rate / HALF_DECADE, rate, rate * HALF_DECADE].map(roundRate))];
  // The rates change fastest, so that a search that is cut short has tried all of them.
  return [
    { key: DECAY, type: 'choice', values: [...(DECAYS[decays - 1] ?? DECAYS[2])] },
    { key: RATE, type: 'choice', values: rates },
  ];
}

/** Step 5: the neighbourhood of the best, on logarithmic scales. */
export function refinedSpace(
  best: Params,
  { rate, decay }: Shift,
  extra: readonly DimensionDescription[],
): DimensionDescription[] {
  const centre = Number(best[RATE]);
  return [
    {
      ...{ key: RATE, type: 'logUniform' },
      low: roundRate(Math.max(RATES.low, centre * rate[0])),
      high: roundRate(Math.min(RATES.high, centre * rate[1])),
    },
    { key: DECAY, ...decaysAround(Number(best[DECAY]), decay) },
    ...extra.map((dimension) => narrowed(dimension, best[dimension.key])),
  ];
}

function decaysAround(centre: number, [low, high]: readonly [number, number]): DomainDescription {
  if (centre > 0) {
    return { type: 'logUniform', low: roundRate(centre * low), high: roundRate(Math.min(HIGHEST_DECAY, centre * high)) };
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
