import { stringify } from 'csv-stringify/sync';
import { type CurveLog, SERIES } from '../curves/curve-log.ts';
import { type SmoothingMethod, smooth, usualSpan } from '../curves/smooth.ts';

/** Rows that are formatted at a time. */
const SLAB = 10_000;
const HEADER = ['run', 'series', 'unit', 'at', 'value', 'average', 'low', 'high'];

/**
 * Every series of the logs as a table: each value, the moving average up to it, and the band in which about two thirds of the
 * values lie. What is not finite is written as `NaN` or `Infinity`.
 *
 * @param averaging the span follows from the length of each series where it is not given.
 */
export function curvesCsv(
  logs: readonly CurveLog[],
  { method, span }: { readonly method: SmoothingMethod; readonly span?: number | undefined },
): string {
  const parts = [stringify([HEADER])];
  for (const { name, unit, series } of logs) {
    for (const key of SERIES) {
      const found = series[key];
      if (found === undefined) continue;
      const { centre, low, high } = smooth(found.values, { method, span: span ?? usualSpan(found.values.length) });
      for (let from = 0; from < found.at.length; from += SLAB) {
        const rows = Array.from({ length: Math.min(SLAB, found.at.length - from) }, (_, k) => {
          const i = from + k;
          return [name, key, unit, ...[found.at, found.values, centre, low, high].map((list) => String(list[i]))];
        });
        parts.push(stringify(rows));
      }
    }
  }
  return parts.join('');
}
