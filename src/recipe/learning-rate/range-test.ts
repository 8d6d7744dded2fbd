import { exactExp, exactLog } from '../../base/exact-math.ts';
import type { TimeLimit } from '../../base/time-limit.ts';
import { MovingAverage, movingAverage } from '../../curves/moving-average.ts';
import { trainingBatches } from '../../train/short-training.ts';
import type { Trials } from '../../train/trials.ts';

/** Where the ramp begins and ends. */
const FROM = 1e-6;
const TO = 10;
/** How much the average keeps of its past. */
const SMOOTHING = { beta: 0.9 };
/** The test ends where the average is this many times its least. */
const STOP = 4;
/** Steps to either side over which a slope is taken. */
const REACH = 3;
/** Fewer points show nothing. */
const LEAST = 10;

/** The loss while the learning rate rises from step to step. */
export interface RangeTest {
  readonly rates: readonly number[];
  readonly losses: readonly number[];
  /** Their exponential moving average with bias correction. */
  readonly smoothed: readonly number[];
  /** The rate at which the average falls fastest, by the logarithm of the rate. */
  readonly steepest: number | undefined;
  /** The rate two thirds down the longest fall. */
  readonly valley: number | undefined;
}

/**
 * The learning rate range test (Smith, "Cyclical Learning Rates for Training Neural Networks", 2017): one training whose rate rises
 * exponentially from step to step, until the loss explodes.
 */
export async function rangeTest(trials: Trials, steps: number, limit: TimeLimit): Promise<RangeTest> {
  const rateOf = (step: number) => FROM * exactExp((exactLog(TO / FROM) * step) / Math.max(1, steps - 1));
  const average = new MovingAverage(SMOOTHING);
  let least = Number.POSITIVE_INFINITY;
  const { results } = await trials.runInTurns({
    steps,
    rate: rateOf,
    batches: trainingBatches(trials.experiment),
    isEnough: (step, so) => {
      const value = average.push(so.at(-1)?.loss ?? Number.NaN);
      least = Math.min(least, value);
      return (step >= LEAST && value > STOP * Math.abs(least)) || limit.isOver;
    },
  });
  trials.restore();
  const losses = results.map(({ loss }) => loss);
  const rates = losses.map((_, step) => rateOf(step));
  const smoothed = [...movingAverage(losses, SMOOTHING)];
  return { rates, losses, smoothed, steepest: steepestOf(rates, smoothed), valley: valleyOf(rates, smoothed) };
}

/**
 * The rate where the slope of the average by the logarithm of the rate is least, on the way to the least average: behind that,
 * the loss falls steeply only from where it has jumped to. Undefined where it falls nowhere.
 */
export function steepestOf(rates: readonly number[], smoothed: readonly number[]): number | undefined {
  if (smoothed.length < LEAST) return undefined;
  const least = smoothed.reduce((at, loss, i) => (loss < (smoothed[at] as number) ? i : at), 0);
  let [best, at] = [0, -1];
  for (let i = REACH; i + REACH <= least; i++) {
    const run = exactLog((rates[i + REACH] as number) / (rates[i - REACH] as number));
    const slope = ((smoothed[i + REACH] as number) - (smoothed[i - REACH] as number)) / run;
    if (slope < best) [best, at] = [slope, i];
  }
  return rates[at];
}

/**
 * The rate two thirds down the longest fall of the average, a fall being a decreasing subsequence, so that noise may interrupt it.
 * It begins as many steps before its end as it has members: counted like this, the flat beginning of the curve, of which
 * single steps may belong to it, hardly counts. The idea of fastai's suggestion "valley" (callback/schedule.py), after
 * its documentation, which says "roughly 2/3 through the longest valley". Its code takes the middle, which on the networks of our
 * configs lies two to nine times below the rate that trials find best; two thirds come within a factor of three.
 */
export function valleyOf(rates: readonly number[], smoothed: readonly number[]): number | undefined {
  if (smoothed.length < LEAST) return undefined;
  // The length of the longest fall that ends at each place.
  const lengths: number[] = [];
  let end = 0;
  for (const [i, loss] of smoothed.entries()) {
    let length = 1;
    for (let j = 0; j < i; j++) if (loss < (smoothed[j] as number)) length = Math.max(length, (lengths[j] as number) + 1);
    lengths.push(length);
    if (length > (lengths[end] as number)) end = i;
  }
  const steps = (lengths[end] as number) - 1;
  if (steps + 1 < LEAST / 2) return undefined;
  return rates[Math.round(end - steps / 3)];
}
