import { InternalError } from '../base/errors.ts';

/**
 * The mean of the last `window` values at each place, of fewer at the start. NaN and infinite values are left out of
 * their windows; where a window has no others, the mean is NaN.
 *
 * Takes time in proportion to the number of values, whatever the window, and never subtracts, so that one huge value
 * leaves no rounding error behind: with the values cut into blocks as long as the window, every window is the end of one
 * block and the start of the next (van Herk, "A fast algorithm for local minimum and maximum filters", 1992, with sums).
 *
 * @throws InternalError unless `window` is a whole number from 1 up.
 */
export function windowedMean(values: ArrayLike<number>, window: number): Float64Array {
  if (!Number.isInteger(window) || window < 1)
    throw new InternalError(`A windowed mean needs a window from 1 up, not ${window}.`);
  const { length } = values;
  // Sums and counts of finite values from here to the end of the block.
  const sumsToEnd = new Float64Array(length);
  const countsToEnd = new Uint32Array(length);
  let sum = 0;
  let count = 0;
  for (let i = length - 1; i >= 0; i--) {
    if ((i + 1) % window === 0) sum = count = 0;
    const value = values[i] as number;
    if (Number.isFinite(value)) {
      sum += value;
      count += 1;
    }
    sumsToEnd[i] = sum;
    countsToEnd[i] = count;
  }
  const means = new Float64Array(length);
  sum = count = 0;
  for (let i = 0; i < length; i++) {
    if (i % window === 0) sum = count = 0;
    const value = values[i] as number;
    if (Number.isFinite(value)) {
      sum += value;
      count += 1;
    }
    const start = i + 1 - window;
    const reachesBack = start >= 0 && start % window !== 0;
    const before = reachesBack ? start : -1;
    means[i] = (sum + (sumsToEnd[before] ?? 0)) / (count + (countsToEnd[before] ?? 0));
  }
  return means;
}
