import { smooth } from '../curves/smooth.ts';

/** A short training at one learning rate. */
export interface TrialCurve {
  readonly lr: number;
  /** Of each step; may hold NaN and infinities, and may be shorter than others where it exploded. */
  readonly losses: ArrayLike<number>;
  /** `too low`, `good`, `too high` or `explodes`. */
  readonly verdict: string;
  readonly suggested: boolean;
}

/**
 * A training whose learning rate rises from step to step (Smith, "Cyclical Learning Rates for Training Neural Networks",
 * 2017, section 3.3).
 */
export interface RangeCurve {
  /** Ascending; one for each of `losses` and `smoothed`. */
  readonly rates: ArrayLike<number>;
  readonly losses: ArrayLike<number>;
  readonly smoothed: ArrayLike<number>;
  /** The rate at which the smoothed loss falls fastest. */
  readonly steepest: number | undefined;
  /** The rate within its longest fall. */
  readonly valley: number | undefined;
  /** The lowest and highest rate worth trying. */
  readonly window: readonly [number, number] | undefined;
  readonly suggested: number | undefined;
}

/** A place on a curve. */
interface LossPoint {
  /** Step or learning rate. */
  readonly at: number;
  readonly loss: number;
  readonly average: number;
}

export interface LossCurves {
  /** For each trial the steps with a finite loss; those of one that explodes end with the first above `high`. */
  readonly curves: readonly (readonly LossPoint[])[];
  /** What to draw: from the lowest average to the highest, but at most 1.5 times the loss of the first step. */
  readonly low: number;
  readonly high: number;
  readonly halfLife: number;
}

const HIGHEST = 1.5;
/** Of the steps of the longest trial: short trainings are noisy. */
const HALF_LIVES = 40;

/** The moving averages of trials, and what of them is worth drawing. @returns undefined where no loss is finite. */
export function trialCurves(trials: readonly TrialCurve[]): LossCurves | undefined {
  const longest = Math.max(0, ...trials.map(({ losses }) => losses.length));
  const halfLife = Math.max(1, Math.round(longest / HALF_LIVES));
  const all = trials.map(({ losses }) => {
    const averages = smooth(losses, { method: 'exponential', span: halfLife }).centre;
    return points(losses, averages, (i) => i + 1);
  });
  return clipped(all, halfLife);
}

/** The same of a range test, whose smoothed losses are given. */
export function rangeCurve({ rates, losses, smoothed }: RangeCurve): LossCurves | undefined {
  return clipped([points(losses, smoothed, (i) => rates[i] ?? Number.NaN).filter(({ at }) => at > 0)], 0);
}

/** As float32, which losses are: beyond its range they are infinite. */
function points(losses: ArrayLike<number>, averages: ArrayLike<number>, at: (i: number) => number): LossPoint[] {
  return Array.from(losses, (loss, i) => ({
    at: Math.fround(at(i)),
    loss: Math.fround(loss),
    average: Math.fround(averages[i] ?? Number.NaN),
  })).filter((point) => Object.values(point).every(Number.isFinite));
}

function clipped(all: readonly (readonly LossPoint[])[], halfLife: number): LossCurves | undefined {
  const first = all.find((curve) => curve.length > 0)?.[0]?.average;
  if (first === undefined) return undefined;
  const averages = all.flat().map(({ average }) => average);
  const least = averages.reduce((a, b) => Math.min(a, b));
  const most = averages.reduce((a, b) => Math.max(a, b));
  // Of a loss that is 0 or negative nothing can be said.
  const high = first > 0 ? Math.min(most, HIGHEST * first) : most;
  return { curves: all.map((curve) => untilAbove(curve, high)), low: Math.min(least, high), high, halfLife };
}

/** Without what comes after the last return from above `high`, but for one point. */
function untilAbove(curve: readonly LossPoint[], high: number): readonly LossPoint[] {
  return curve.slice(0, curve.findLastIndex(({ average }) => average <= high) + 2);
}
