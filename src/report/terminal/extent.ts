/** Where values lie. */
export interface Extent {
  readonly low: number;
  readonly high: number;
  /** How many different values there are. */
  readonly different: number;
}

export function extentOf(values: Iterable<number>): Extent {
  const different = new Set(values);
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const value of different) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return { low, high, different: different.size };
}

/** A range that an axis can have: around a constant, a little to both sides. */
export function widened(low: number, high: number): { readonly low: number; readonly high: number } {
  if (high - low > 1e-9 * Math.max(Math.abs(low), Math.abs(high))) return { low, high };
  const margin = Math.abs(high) * 0.05 || 0.5;
  return { low: low - margin, high: high + margin };
}
