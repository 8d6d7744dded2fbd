import { type AxisEnds, linearEnds, logEnds } from './axis-ends.ts';
import { type ChartPlan, canShow, edgesOf, type PlanSeries, type Scale } from './plan.ts';

/** A range of an axis. */
export type Range = readonly [low: number, high: number];

/** Of the dots, those that have to be seen. */
const SEEN = 0.995;
/** What a linear axis shows of a curve, times its first value or what all but its highest parts are below. */
const MOST = 1.5;
const USUAL = 0.95;
/** What a linear axis shows of a bundle, times what most of its values are below. */
const MOST_OF_BUNDLE = 0.8;
/** A curve of fewer points is shown whole. */
const FEW = 20;
/** A linear axis begins at zero where the lowest value is below this part of the highest. */
const NEAR_ZERO = 0.4;

/** The part of the y axis to show. */
export interface YAxis extends AxisEnds {
  /** The highest value, where it is beyond the end. */
  readonly beyond: number | undefined;
}

/**
 * Linear: everything, but for spikes, which would flatten the rest; a curve that explodes and comes back is one, too.
 * Logarithmic: everything above zero.
 *
 * @param window the part of the x axis that is shown.
 */
export function yAxis(plan: ChartPlan, scale: Scale, [first, last]: Range): YAxis {
  const visible = plan.series
    .map((series) => ({ kind: series.kind, values: within(series, scale, first, last) }))
    .filter(({ values }) => values.length > 0);
  const all = visible.flatMap(({ values }) => values);
  const levels = plan.levels.map(({ at }) => at);
  const [low, highest] = extremes([...all, ...levels]);
  if (low > highest) return { ...(scale === 'log' ? logEnds(0.1, 1) : linearEnds(0, 1)), beyond: undefined };
  if (scale === 'log') return { ...logEnds(low, highest), beyond: undefined };
  const [, high] = extremes([...visible.map(({ kind, values }) => mostOf(kind, values, limitOf(visible))), ...levels]);
  const ends = linearEnds(low >= 0 && low < NEAR_ZERO * high ? 0 : low, Math.max(low, high));
  return { ...ends, beyond: highest > ends.max ? highest : undefined };
}

interface Visible {
  readonly kind: PlanSeries['kind'];
  readonly values: readonly number[];
}

/** What no dot and no band raises the axis above: the limit of the curves among them, where there is one. */
function limitOf(visible: readonly Visible[]): number {
  const limits = visible.filter(({ kind }) => kind === 'line').map(({ values }) => limitOfCurve(values));
  return limits.length === 0 ? Number.POSITIVE_INFINITY : Math.max(...limits);
}

function limitOfCurve(values: readonly number[]): number {
  if (values.length < FEW) return Number.POSITIVE_INFINITY;
  const limit = MOST * Math.max(values[0] as number, quantile(values, USUAL));
  return limit > 0 ? limit : Number.POSITIVE_INFINITY;
}

/** The highest value that is shown. */
function mostOf(kind: PlanSeries['kind'], values: readonly number[], limit: number): number {
  if (kind === 'dots') return Math.min(limit, quantile(values, SEEN));
  const [, highest] = extremes(values);
  if (kind === 'bundle') return Math.min(highest, MOST * quantile(values, MOST_OF_BUNDLE));
  return Math.min(highest, kind === 'line' ? limitOfCurve(values) : kind === 'band' ? limit : highest);
}

function quantile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.ceil(sorted.length * part) - 1] as number;
}

function extremes(values: readonly number[]): readonly [low: number, high: number] {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return [low, high];
}

/** The values that can be drawn between two places on the x axis, and the nearest on either side of them, whose line may cross. */
function within(series: PlanSeries, scale: Scale, first: number, last: number): number[] {
  const { x, members } = series;
  const from = Math.max(0, firstFrom(x, first) - 1);
  const to = Math.min(x.length, firstFrom(x, last) + 1);
  const lists = members === undefined ? edgesOf(series, scale) : members.map(({ y }) => y);
  return lists.flatMap((list) => list.slice(from, to)).filter((value): value is number => canShow(value, scale));
}

/** The first index at which an ascending list is not below a value; the length where there is none. */
export function firstFrom(list: readonly number[], value: number): number {
  let [low, high] = [0, list.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((list[middle] as number) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The index of the value nearest to a place; -1 in an empty list. */
export function nearest(list: readonly number[], place: number): number {
  const next = firstFrom(list, place);
  if (next === 0) return list.length === 0 ? -1 : 0;
  if (next === list.length) return next - 1;
  return place - (list[next - 1] as number) <= (list[next] as number) - place ? next - 1 : next;
}
