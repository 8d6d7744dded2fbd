import { Random } from '../base/random.ts';
import type { DataPart } from '../data/prepare.ts';
import { type Experiment, evaluationBatchSize } from '../train/experiment.ts';
import type { Examples } from '../train/probe.ts';

/** Up to `count` positions of a part, drawn by seed and ascending; the whole part where it has no more. */
export function drawFrom({ indices }: Pick<DataPart, 'indices'>, count: number, seed: number, label: string): Uint32Array {
  if (indices.length <= count) return indices;
  const random = Random.derive(seed, 'check', label);
  const pool = indices.slice();
  for (let i = 0; i < count; i++) {
    const j = i + random.below(pool.length - i);
    const kept = pool[i] as number;
    pool[i] = pool[j] as number;
    pool[j] = kept;
  }
  return pool.slice(0, count).sort();
}

/** The part of the time that is left, if there is a limit, that a check may take which only looks at some batches. */
export const LOOKING = 0.03;

/**
 * Some examples of a part in batches no larger than those of an evaluation, and all of nearly the same size: none of a single
 * example, which cannot be normalised, and none that counts for more than others.
 */
export function batchesOf({ config }: Experiment, part: DataPart, count: number): Examples[] {
  const order = drawFrom(part, count, config.seed, 'sample');
  const size = Math.min(evaluationBatchSize(config.train), order.length);
  const batches = Math.ceil(order.length / size);
  const start = (i: number) => Math.floor((i * order.length) / batches);
  return Array.from({ length: batches }, (_, i) => ({ set: part.set, order, from: start(i), to: start(i + 1) }));
}
