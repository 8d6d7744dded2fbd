import { InternalError } from '../base/errors.ts';
import { movingAverage } from './moving-average.ts';
import { OrderStatistics } from './order-statistics.ts';
import { windowedMean } from './windowed-mean.ts';

/** `exponential`: weights that fall off with age; `mean` and `median`: of a window that looks back. */
export const SMOOTHINGS = ['exponential', 'mean', 'median'] as const;

export type SmoothingMethod = (typeof SMOOTHINGS)[number];

export interface SmoothingChoice {
  readonly method: SmoothingMethod;
  /** Values that count: the half-life of `exponential`, the window of the others; from 1 up. Of the windows a whole number. */
  readonly span: number;
}

/** A curve without its noise, and how far the noise reaches. As many numbers in each as there were values. */
export interface Smoothed {
  readonly centre: Float64Array;
  /** About two thirds of the values lie between `low` and `high`: one standard deviation to each side, for `median` the 16th and 84th per cent. */
  readonly low: Float64Array;
  readonly high: Float64Array;
}

/** The part of a normal distribution that is more than a standard deviation below its mean. */
const TAIL = 0.158655;

/**
 * A moving average of `values` with its noise band. What is NaN or infinite is left out, as if it had not been logged; before
 * the first finite value all three are NaN.
 *
 * The spread of `exponential` and `mean` is that of the values around their own averages, averaged in the same way, so that a
 * trend within the window does not widen the band much.
 *
 * @throws InternalError for a span below 1, or a window that is not a whole number.
 */
export function smooth(values: ArrayLike<number>, choice: SmoothingChoice): Smoothed {
  const { method, span } = choice;
  if (!(span >= 1)) throw new InternalError(`A smoothing needs a span from 1 up, not ${span}.`);
  if (method === 'median') return windowedQuantiles(values, span);
  const average: (list: ArrayLike<number>) => Float64Array =
    method === 'exponential' ? (list) => movingAverage(list, { halfLife: span }) : (list) => windowedMean(list, span);
  const centre = average(values);
  const squares = centre.map((mean, i) => ((values[i] as number) - mean) ** 2);
  const spread = average(squares).map(Math.sqrt);
  return {
    centre,
    low: centre.map((mean, i) => mean - (spread[i] as number)),
    high: centre.map((mean, i) => mean + (spread[i] as number)),
  };
}

/** A span that shows the trend of so many values: a fiftieth of them. */
export function usualSpan(length: number): number {
  return Math.max(1, Math.round(length / 50));
}

function windowedQuantiles(values: ArrayLike<number>, window: number): Smoothed {
  if (!Number.isInteger(window)) throw new InternalError(`A windowed median needs a window of whole values, not ${window}.`);
  const members = new OrderStatistics(values);
  const { length } = values;
  const smoothed = { centre: new Float64Array(length), low: new Float64Array(length), high: new Float64Array(length) };
  for (let i = 0; i < length; i++) {
    if (Number.isFinite(values[i])) members.add(i);
    if (i >= window && Number.isFinite(values[i - window])) members.remove(i - window);
    smoothed.centre[i] = members.quantile(0.5);
    smoothed.low[i] = members.quantile(TAIL);
    smoothed.high[i] = members.quantile(1 - TAIL);
  }
  return smoothed;
}
