import { type AxisEnds, linearEnds, logEnds } from './axis-ends.ts';
import { type ChartPlan, edgesOf, type PlanSeries, type Scale } from './plan.ts';

/** A range of an axis. */
export type Range = readonly [low: number, high: number];

/** Of the dots, from which all others are seen. */
const SEEN = 0.995;
/** A linear axis begins at zero where the lowest value is below this part of the highest. */
const NEAR_ZERO = 0.4;

/**
 * The part of the y axis to show. Linear: the curves, and all dots but the highest of them, so that a spike does not flatten
 * the rest. Logarithmic: everything above zero.
 *
 * @param window the part of the x axis that is shown.
 */
export function yAxis(plan: ChartPlan, scale: Scale, [first, last]: Range): AxisEnds {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  const include = (value: number): void => {
    if (scale === 'log' && value <= 0) return;
    if (value < low) low = value;
    if (value > high) high = value;
  };
  for (const series of plan.series) {
    const visible = within(series, scale, first, last);
    if (series.kind === 'dots' && scale === 'linear') visible.sort((a, b) => a - b).splice(Math.ceil(visible.length * SEEN));
    visible.forEach(include);
  }
  for (const { at } of plan.levels) include(at);
  if (low > high) return scale === 'log' ? logEnds(0.1, 1) : linearEnds(0, 1);
  if (scale === 'log') return logEnds(low, high);
  return linearEnds(low >= 0 && low < NEAR_ZERO * high ? 0 : low, high);
}

/** The values between two places on the x axis, and the nearest on either side of them, whose line may cross. */
function within(series: PlanSeries, scale: Scale, first: number, last: number): number[] {
  const { x } = series;
  const [y, low] = edgesOf(series, scale);
  const from = Math.max(0, firstFrom(x, first) - 1);
  const to = Math.min(x.length, firstFrom(x, last) + 1);
  return [...y.slice(from, to), ...low.slice(from, to)];
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
