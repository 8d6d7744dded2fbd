import type { Observation } from './sampler.ts';

/**
 * Whether anything speaks for the trial. One that diverged or failed is a bad place, whatever it had reached before.
 */
export function isPromising({ state, score }: Observation): boolean {
  return (state === 'completed' || state === 'pruned') && score !== undefined && Number.isFinite(score);
}

/**
 * Below zero when `a` went better than `b`. A completed trial is better than a pruned one, since the pruner has compared the two at
 * the same epoch. Of two pruned ones the better is the one that got further, as it passed a threshold at which the other
 * one stopped; after as many epochs the score decides. So scores are compared after the same number of epochs only, as in
 * BOHB (Falkner, Klein, Hutter, 2018), whose model is that of the largest budget. What is not promising comes last; the earlier trial before the later one.
 */
export function compareTrials(a: Observation, b: Observation): number {
  const [worthOfA, worthOfB] = [worthOf(a), worthOf(b)];
  if (worthOfA !== worthOfB) return worthOfB - worthOfA;
  return (worthOfA > 0 ? (b.score ?? 0) - (a.score ?? 0) : 0) || a.index - b.index;
}

/** Infinity for a completed trial, the epochs of a pruned one, zero for what is not promising. */
function worthOf(trial: Observation): number {
  if (!isPromising(trial)) return 0;
  return trial.state === 'completed' ? Number.POSITIVE_INFINITY : Math.max(1, trial.scores.length);
}
