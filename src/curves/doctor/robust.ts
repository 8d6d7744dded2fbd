import type { Series } from '../curve-log.ts';

/** The middle value; of two, their mean; NaN of none. */
export function median(values: readonly number[]): number {
  if (values.length === 0) return Number.NaN;
  const sorted = Float64Array.from(values).sort();
  const middle = sorted.length >> 1;
  const above = sorted[middle] as number;
  return sorted.length % 2 === 1 ? above : (above + (sorted[middle - 1] as number)) / 2;
}

/** The finite values of a series, and where they are. */
export function finite({ at, values }: Series): { readonly at: readonly number[]; readonly values: readonly number[] } {
  const kept = Array.from(values.keys()).filter((i) => Number.isFinite(values[i]));
  return { at: kept.map((i) => at[i] as number), values: kept.map((i) => values[i] as number) };
}
