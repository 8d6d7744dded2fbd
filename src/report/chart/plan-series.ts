import type { Series } from '../../curves/curve-log.ts';
import { outline } from '../../curves/downsample.ts';
import { type Smoothed, smooth, usualSpan } from '../../curves/smooth.ts';
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

/** Which kinds of axes a curve is made for. */
export type Axes = 'linear' | 'log' | 'both';

/**
 * The values as dots, a moving average as a line, and the band that about two thirds of the values lie in: within the values,
 * for a loss is not below zero nor an accuracy above one.
 *
 * @param each what a dot is: "each step".
 * @param axes that it is drawn on. For a logarithmic one alone the logarithms are averaged, else only their band is used.
 */
export function noisySeries(series: Series, { name, colour }: Naming, each: string, axes: Axes): PlanSeries[] {
  const { at, values } = series;

  const dots = outline(at, values, MOST_DOTS);
  if (dots.length === 0) return [];
  const [least, most] = extremes(values);
  const linear = axes === 'log' ? geometric(values) : smooth(values, smoothingOf(values));
  const kept = outline(at, linear.centre, MOST_OF_AVERAGE);
  const x = chosen(at, kept);
  const edge = (list: Float64Array) =>
    chosen(
      list.map((value) => Math.max(least, Math.min(most, value))),
      kept,
    );
  const logarithmic = axes === 'both' ? geometric(values) : undefined;
  const onLog = logarithmic && { y: edge(logarithmic.high), low: edge(logarithmic.low) };
  return [
    { name: each, kind: 'dots', colour, x: chosen(at, dots), y: chosen(values, dots) },
    { name: 'standard deviation', kind: 'band', colour, x, y: edge(linear.high), low: edge(linear.low), onLog },
    { name, kind: 'line', colour, x, y: chosen(linear.centre, kept) },
  ];
}

function smoothingOf({ length }: Float64Array) {
  return { method: 'exponential', span: usualSpan(length) } as const;
}

function geometric(values: Float64Array): Smoothed {
  const { centre, low, high } = smooth(values.map(Math.log), smoothingOf(values));
  return { centre: centre.map(Math.exp), low: low.map(Math.exp), high: high.map(Math.exp) };
}

function extremes(values: Float64Array): readonly [least: number, most: number] {
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    if (value < least) least = value;
    if (value > most) most = value;
  }
  return [least, most];
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
