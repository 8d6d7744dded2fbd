import type { DimensionDescription, ParamValue } from '../../records/study/description.ts';
import type { PlotTick } from '../chart/plot-axis.ts';
import { dimensionAxis } from '../chart/study/dimension-axis.ts';

/** An axis that several searches have together. */
export interface UnionAxis {
  readonly ticks: readonly PlotTick[];
  readonly isOrdered: boolean;
  /** 0..1; undefined for a value that is not on it. */
  readonly placeOf: (value: ParamValue | undefined) => number | undefined;
}

/** Where a logarithmic axis begins that has a place for zero before it. */
const AFTER_ZERO = 0.16;
/** Numbers so many times apart are on a logarithmic axis. */
const WIDE = 10;

/**
 * The axis on which all ranges and values of one hyperparameter have a place: logarithmic where one of the searches is, or where
 * numbers are far apart. Zero, which has no logarithm, then has a place of its own before the others.
 */
export function unionAxis(key: string, dimensions: readonly DimensionDescription[], values: readonly ParamValue[]): UnionAxis {
  const ends = dimensions.flatMap((one): readonly ParamValue[] => (one.type === 'choice' ? one.values : [one.low, one.high]));
  const all = [...ends, ...values];
  const numbers = all.filter((value) => typeof value === 'number');
  if (numbers.length < all.length || numbers.length === 0) {
    const distinct = new Map(all.map((value) => [JSON.stringify(value), value]));
    return { ...dimensionAxis({ key, type: 'choice', values: [...distinct.values()] }), isOrdered: false };
  }
  const positive = numbers.filter((value) => value > 0);
  const [low, high] = [Math.min(...positive), Math.max(...positive)];
  const isLog = dimensions.some((one) => one.type === 'logUniform' || (one.type === 'integer' && one.log === true));
  if (positive.length === 0 || numbers.some((value) => value < 0) || !(isLog || high >= WIDE * low)) {
    return dimensionAxis({ key, type: 'uniform', low: Math.min(...numbers), high: Math.max(...numbers) });
  }
  const axis = dimensionAxis({ key, type: 'logUniform', low, high });
  return numbers.includes(0) ? withZero(axis) : axis;
}

function withZero({ ticks, placeOf }: UnionAxis): UnionAxis {
  const shifted = (at: number) => Number((AFTER_ZERO + (1 - AFTER_ZERO) * at).toFixed(4));
  return {
    isOrdered: true,
    ticks: [{ at: 0, text: '0' }, ...ticks.map(({ at, text }) => ({ at: shifted(at), text }))],
    placeOf: (value) => {
      if (value === 0) return 0;
      const at = placeOf(value);
      return at === undefined ? undefined : shifted(at);
    },
  };
}
