/** The middle one of some numbers, or the mean of the two in the middle; NaN when there are none. */
export function median(values: ArrayLike<number>): number {
  const sorted = Float64Array.from(values).sort();
  const half = sorted.length / 2;
  const [below, above] = [sorted[Math.ceil(half) - 1], sorted[Math.floor(half)]];
  return ((below ?? Number.NaN) + (above ?? Number.NaN)) / 2;
}
