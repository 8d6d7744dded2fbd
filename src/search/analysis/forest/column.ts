/** One hyperparameter of all trials, as the trees see it. */
export interface Column {
  /** For each trial a coordinate in [0, 1], or the number of a category, counted from 0; NaN where the trial has none. */
  readonly values: Float64Array;
  /** How many categories there are; 0: the values have an order. */
  readonly categories: number;
}

/** A part of the range of one column. */
export type Side =
  /** Coordinates, as a part of [0, 1]. */
  | { readonly low: number; readonly high: number }
  /** For each category 1 where it belongs to the part. */
  | { readonly has: Uint8Array };

/** All values of a column. */
export function wholeSide({ categories }: Column): Side {
  return categories === 0 ? { low: 0, high: 1 } : { has: new Uint8Array(categories).fill(1) };
}

/** The part of all values that belong to a side, each category the same. */
export function lengthOf(side: Side): number {
  if (!('has' in side)) return side.high - side.low;
  let count = 0;
  for (const has of side.has) count += has;
  return count / side.has.length;
}
