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

/** The lowest and highest of many values, which are not NaN. */
export function boundsOf(values: ArrayLike<number>): Pick<Extent, 'low' | 'high'> {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < values.length; i++) {
    low = Math.min(low, values[i] as number);
    high = Math.max(high, values[i] as number);
  }
  return { low, high };
}

/** Smaller than any loss or accuracy that means something, and large enough to divide by. */
const NOTHING = 1e-30;

/** A range that an axis can have: around a constant, a little to both sides, but not from positive to negative. */
export function widened(low: number, high: number): { readonly low: number; readonly high: number } {
  const size = Math.max(Math.abs(low), Math.abs(high));
  if (size > NOTHING && high - low > 1e-9 * size) return { low, high };
  const margin = size > NOTHING ? size * 0.05 : 0.5;
  return { low: low >= 0 ? Math.max(0, low - margin) : low - margin, high: high + margin };
}
