import { exactLog } from '../../../base/exact-math.ts';
import type { DimensionDescription, DomainDescription, ParamValue } from '../../../records/study/description.ts';
import { shortTexts } from '../../study/param-text.ts';
import { linearEnds } from '../axis-ends.ts';
import { valueText } from '../number-text.ts';
import type { PlotAxis } from '../plot-axis.ts';

/** The axis of a hyperparameter, and where its values are. */
export interface DimensionAxis extends PlotAxis {
  readonly key: string;
  /** Whether what is near on it is alike. */
  readonly isOrdered: boolean;
  /** From a value to the next, where they are few, else 0. */
  readonly spacing: number;
  /** 0..1; undefined for a value that it does not have. */
  readonly placeOf: (value: ParamValue | undefined) => number | undefined;
}

/** Letters of the names of values along an axis, all together. */
const LETTERS = 44;
const SHORTEST = 4;
/** Ticks nearer than this to the end of a range give way to it. */
const NEAR = 0.09;
/** Values that are drawn apart. */
const FEW = 20;
/** Of a range, whose ends are at the ends of the axis: so that nothing is drawn beyond. */
const WIDEST = 0.12;
const TICKS_OF_FEW_POWERS = [1, 2, 5];

/** The axis of a hyperparameter on the scale of its range; a choice among numbers is in their order. */
export function dimensionAxis(dimension: DimensionDescription): DimensionAxis {
  return dimension.type === 'choice' ? choiceAxis(dimension) : rangeAxis(dimension);
}

function choiceAxis({ key, values }: DimensionDescription & { readonly type: 'choice' }): DimensionAxis {
  const isOrdered = values.every((value) => typeof value === 'number');
  const sorted = isOrdered ? [...values].sort((a, b) => Number(a) - Number(b)) : values;
  const keys = sorted.map((value) => JSON.stringify(value));
  const most = Math.max(SHORTEST, Math.floor(LETTERS / sorted.length));
  const texts = shortTexts(sorted, most);
  const at = (i: number) => rounded((i + 0.5) / sorted.length);
  return {
    ...{ key, name: key, isOrdered, spacing: 1 / sorted.length },
    ticks: texts.map((text, i) => ({ at: at(i), text })),
    placeOf: (value) => {
      const i = value === undefined ? -1 : keys.indexOf(JSON.stringify(value));
      return i < 0 ? undefined : at(i);
    },
  };
}

function rangeAxis(dimension: Exclude<DimensionDescription, { readonly type: 'choice' }>): DimensionAxis {
  const { key, type, low, high } = dimension;
  const isLog = type === 'logUniform' || (type === 'integer' && dimension.log === true);
  const on = isLog ? exactLog : (value: number) => value;
  const width = on(high) - on(low);
  const place = (value: number) => rounded(width > 0 ? (on(value) - on(low)) / width : 0.5);
  const inside = isLog ? powers(low, high) : rounds(low, high, type === 'integer');
  const ends = [low, high].map((value) => ({ at: place(value), text: tickText(value) }));
  const between = inside
    .map((value) => ({ at: place(value), text: tickText(value) }))
    .filter(({ at }) => ends.every((end) => Math.abs(end.at - at) > NEAR));
  return {
    ...{ key, name: key, isOrdered: true, spacing: isLog ? 0 : spacingOf(dimension) },
    ticks: width > 0 ? [...ends, ...between].sort((a, b) => a.at - b.at) : ends.slice(0, 1),
    placeOf: (value) => (typeof value === 'number' ? place(value) : undefined),
  };
}

function spacingOf({
  type,
  low,
  high,
  step = type === 'integer' ? 1 : 0,
}: Exclude<DomainDescription, { readonly type: 'choice' }>) {
  return high > low && step > (high - low) / FEW ? Math.min(WIDEST, step / (high - low)) : 0;
}

/** The powers of ten in a range; where they are few, their double and fivefold, too. */
export function powers(low: number, high: number): number[] {
  const found = (multiples: readonly number[]) => {
    const values: number[] = [];
    for (let exponent = Math.floor(Math.log10(low)); exponent <= Math.ceil(Math.log10(high)); exponent++) {
      values.push(...multiples.map((multiple) => Number(`${multiple}e${exponent}`)));
    }
    return values.filter((value) => value >= low && value <= high);
  };
  const few = found([1]);
  return few.length < 3 ? found(TICKS_OF_FEW_POWERS) : few;
}

function rounds(low: number, high: number, isWhole: boolean): number[] {
  const { min, max, interval } = linearEnds(low, high);
  if (interval === undefined) return [];
  const values = Array.from({ length: Math.round((max - min) / interval) + 1 }, (_, i) =>
    Number((min + i * interval).toPrecision(12)),
  );
  return values.filter((value) => value >= low && value <= high && (!isWhole || Number.isInteger(value)));
}

function tickText(value: number): string {
  return valueText(value, 'plain', 4);
}

/** A place with as many digits as can be seen. */
export function rounded(place: number): number {
  return Number(place.toFixed(4));
}
