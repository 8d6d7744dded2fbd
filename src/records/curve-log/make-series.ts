import type { Series } from '../../curves/curve-log.ts';

export interface MadeSeries {
  readonly series: Series;
  /** Values that later ones replaced: a resumed training logged the same steps again. */
  readonly replaced: number;
  /** Whether the values were not in the order of their steps. */
  readonly sorted: boolean;
}

/** Falls of the step among so many values that are taken for resumptions and not for a log without order. */
const VALUES_PER_FALL = 20;

/**
 * A series of values in the order in which they were logged. Where the step falls or repeats, the training was resumed: what
 * was logged before from that step on is replaced. Where it falls all the time and no step comes twice, the log had no order.
 *
 * @param at finite
 */
export function makeSeries(at: Float64Array, values: Float64Array): MadeSeries {
  const { length } = at;
  let falls = 0;
  for (let i = 1; i < length; i++) if ((at[i] as number) <= (at[i - 1] as number)) falls += 1;
  if (falls === 0) return { series: { at, values }, replaced: 0, sorted: false };
  if (falls > Math.max(1, length / VALUES_PER_FALL) && new Set(at).size === length) {
    const order = Uint32Array.from({ length }, (_, i) => i).sort((a, b) => (at[a] as number) - (at[b] as number));
    const pick = (list: Float64Array) => Float64Array.from(order, (i) => list[i] as number);
    return { series: { at: pick(at), values: pick(values) }, replaced: 0, sorted: true };
  }
  const kept = { at: new Float64Array(length), values: new Float64Array(length) };
  let size = 0;
  for (let i = 0; i < length; i++) {
    while (size > 0 && (kept.at[size - 1] as number) >= (at[i] as number)) size -= 1;
    kept.at[size] = at[i] as number;
    kept.values[size] = values[i] as number;
    size += 1;
  }
  const series = { at: kept.at.slice(0, size), values: kept.values.slice(0, size) };
  return { series, replaced: length - size, sorted: false };
}
