import { z } from 'zod';
import type { Observation } from '../samplers/sampler.ts';
import type { PruningThreshold } from './pruner.ts';
import { scoreAfter, WORST } from './scores.ts';

export const halvingOptions = z.strictObject({
  reductionFactor: z.int().min(2).default(3).describe('At each rung the best of so many trials goes on.'),
  minEpochs: z.int().min(1).default(1).describe('The epoch of the first rung; the others are at powers of the factor times it.'),
});

export type HalvingOptions = Readonly<z.output<typeof halvingOptions>>;

/** The epochs after which trials are compared: minEpochs * factor^k for k = 0, 1, ..., all before the last epoch. */
export function rungsOf({ reductionFactor, minEpochs }: HalvingOptions, epochs: number): readonly number[] {
  const rungs: number[] = [];
  for (let epoch = minEpochs; epoch < epochs; epoch *= reductionFactor) rungs.push(epoch);
  return rungs;
}

/**
 * Successive halving, the stopping type: a trial goes on at a rung when it is among the best 1/factor (rounded down, at least
 * one) of the trials seen there, itself included.
 *
 * How those count that did not come so far: a diverged trial is worse than all, at the rungs that it passed and at the next,
 * where it would have been stopped; so is one that was stopped between two rungs (by a diagnosis). At later rungs they are not, or the
 * many that diverge at once would make room there for everyone. A failed trial counts at the rungs that it reached: an error is no score.
 *
 * @param whose follows "trials" in the reason.
 */
export function halvingThresholds(
  view: readonly Observation[],
  rungs: readonly number[],
  factor: number,
  whose = '',
): readonly PruningThreshold[] {
  return rungs.flatMap((epoch, rung) => {
    const seen = view.map((trial) => standing(trial, epoch, rungs[rung - 1])).filter((score) => score !== undefined);
    const going = Math.max(1, Math.floor((seen.length + 1) / factor));
    const atLeast = Float64Array.from(seen).sort().at(-going) ?? WORST;
    if (atLeast === WORST) return [];
    const reason = `not among the best ${going} of ${seen.length + 1} trials${whose} after epoch ${epoch}`;
    return [{ epoch, atLeast, reason }];
  });
}

/** The score of a trial at a rung, undefined where it does not count. @param before the epoch of the rung before, if there is one */
function standing(trial: Observation, epoch: number, before = 0): number | undefined {
  const epochs = trial.scores.length;
  if (trial.state === 'diverged') return epochs >= before ? WORST : undefined;
  const isStoppedBetween = trial.state === 'pruned' && epochs < epoch && (epochs > before || before === 0);
  return isStoppedBetween ? WORST : scoreAfter(trial, epoch);
}
