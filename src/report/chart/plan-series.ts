import type { Series } from '../../curves/curve-log.ts';
import { outline } from '../../curves/downsample.ts';
import { smooth, usualSpan } from '../../curves/smooth.ts';
import type { ColourName, PlanSeries } from './plan.ts';

/** Points that a curve is drawn with, at most: more would be on top of one another, and make a page large. */
const MOST_DOTS = 4000;
const MOST_OF_AVERAGE = 1000;
/** From so many values on a curve is an average with dots around it, else a line through the values. */
const FEW = 40;

/** Whether values are so many that they are drawn as dots around their average. */
export function isNoisy({ values }: Series): boolean {
  return values.length >= FEW;
}

export interface Naming {
  readonly name: string;
  readonly colour: ColourName;
}

/** The values as dots, a moving average as a line, and the band that about two thirds of the values lie in. */
export function noisySeries(series: Series, { name, colour }: Naming): PlanSeries[] {
  const { at, values } = series;
  if (!isNoisy(series)) return [exactSeries(series, { name, colour })].filter(({ x }) => x.length > 0);
  const dots = outline(at, values, MOST_DOTS);
  if (dots.length === 0) return [];
  const { centre, low, high } = smooth(values, { method: 'exponential', span: usualSpan(values.length) });
  const kept = outline(at, centre, MOST_OF_AVERAGE);
  const x = chosen(at, kept);
  return [
    { name: 'single values', kind: 'dots', colour, x: chosen(at, dots), y: chosen(values, dots) },
    { name: 'standard deviation', kind: 'band', colour, x, y: chosen(high, kept), low: chosen(low, kept) },
    { name, kind: 'line', colour, x, y: chosen(centre, kept) },
  ];
}

/** The values as they are: a line, with a mark at each where they are few. */
export function exactSeries({ at, values }: Series, { name, colour }: Naming, isDashed = false): PlanSeries {
  const kept = outline(at, values, MOST_OF_AVERAGE);
  const kind = kept.length < FEW ? 'points' : 'line';
  return { name, kind, colour, isDashed, x: chosen(at, kept), y: chosen(values, kept) };
}

/** With as many digits as can be seen: a page holds tens of thousands of numbers. */
function chosen(list: ArrayLike<number>, indices: readonly number[]): number[] {
  return indices.map((i) => (Number.isInteger(list[i]) ? (list[i] as number) : Number((list[i] as number).toPrecision(5))));
}
