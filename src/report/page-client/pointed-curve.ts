import type { ChartPlan } from '../chart/plan.ts';
import { firstFrom } from '../chart/view.ts';

/** The curve of a trial, by itself or in a bundle. */
interface TrialCurve {
  readonly trial: number;
  readonly x: readonly number[];
  readonly y: readonly (number | null)[];
}

/** How near the pointer has to be, in pixels. */
const REACH = 24;

/** The curves of trials that are shown; none where curves are of something else. */
export function curvesOfTrials({ series }: ChartPlan, hidden: ReadonlySet<number>): TrialCurve[] {
  return series.flatMap(({ trial, x, y, members = [] }, i): TrialCurve[] => {
    if (hidden.has(i)) return [];
    return [...(trial === undefined ? [] : [{ trial, x, y }]), ...members.map((member) => ({ ...member, x }))];
  });
}

/**
 * The trial whose curve passes nearest to a place.
 * @param up where the pointer is from above, in pixels, and
 * @param toPixels where a value is.
 */
export function trialNear(
  curves: readonly TrialCurve[],
  place: number,
  up: number,
  toPixels: (value: number) => number,
): number | undefined {
  let found: number | undefined;
  let reach = REACH;
  for (const { trial, x, y } of curves) {
    const value = valueAt(x, y, place);
    const distance = value === undefined ? Number.POSITIVE_INFINITY : Math.abs(toPixels(value) - up);
    if (distance < reach) [found, reach] = [trial, distance];
  }
  return found;
}

/** What a curve is at a place between two of its values; undefined beyond its ends. */
function valueAt(x: readonly number[], y: readonly (number | null)[], place: number): number | undefined {
  const next = firstFrom(x, place);
  const [right, left] = [y[next] ?? undefined, y[next - 1] ?? undefined];
  if (right === undefined) return x.length === 1 ? (y[0] ?? undefined) : undefined;
  const [to, from] = [x[next] ?? 0, x[next - 1]];
  if (to === place || from === undefined || left === undefined) return to === place ? right : undefined;
  return left + ((right - left) * (place - from)) / (to - from);
}
