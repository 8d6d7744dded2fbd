/** Numbers in buckets, as TensorBoard draws them. */
export interface Histogram {
  readonly min: number;
  readonly max: number;
  readonly count: number;
  readonly sum: number;
  readonly sumOfSquares: number;
  /** Upper ends of the buckets, ascending. */
  readonly limits: readonly number[];
  readonly counts: readonly number[];
}

/** Each bucket is a tenth wider than the one before, from 1e-12 to 1e20 on both sides of 0: the buckets that TensorFlow uses. */
const POSITIVE: readonly number[] = positiveLimits();
const LIMITS = Float64Array.from([...POSITIVE.toReversed().map((limit) => -limit), 0, ...POSITIVE, Number.MAX_VALUE]);

/** What is not finite is left out. @returns undefined when nothing is left. */
export function histogramOf(values: ArrayLike<number>): Histogram | undefined {
  const counts = new Float64Array(LIMITS.length);
  let [min, max, count, sum, sumOfSquares] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, 0, 0];
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    if (!Number.isFinite(value)) continue;
    min = Math.min(min, value);
    max = Math.max(max, value);
    count += 1;
    sum += value;
    sumOfSquares += value * value;
    const bucket = bucketOf(value);
    counts[bucket] = (counts[bucket] as number) + 1;
  }
  if (count === 0) return undefined;
  const first = Math.max(0, bucketOf(min) - 1); // its end is where the first that is not empty begins
  const end = bucketOf(max) + 1;
  return {
    ...{ min, max, count, sum, sumOfSquares },
    limits: Array.from(LIMITS.subarray(first, end)),
    counts: Array.from(counts.subarray(first, end)),
  };
}

/** The first bucket whose end is above the value. */
function bucketOf(value: number): number {
  let low = 0;
  let high = LIMITS.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (value < (LIMITS[middle] as number)) high = middle;
    else low = middle + 1;
  }
  return low;
}

function positiveLimits(): number[] {
  const limits: number[] = [];
  for (let limit = 1e-12; limit < 1e20; limit *= 1.1) limits.push(limit);
  return limits;
}
