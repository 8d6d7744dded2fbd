import type { Series } from '../curve-log.ts';

/** The finite values of a series, and where they are. */
export function finite({ at, values }: Series): { readonly at: readonly number[]; readonly values: readonly number[] } {
  const kept = Array.from(values.keys()).filter((i) => Number.isFinite(values[i]));
  return { at: kept.map((i) => at[i] as number), values: kept.map((i) => values[i] as number) };
}
