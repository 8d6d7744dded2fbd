import type { Observation } from '../samplers/sampler.ts';

/** The score of what is worse than every trial. */
export const WORST = Number.NEGATIVE_INFINITY;

/**
 * The best score of a trial up to the end of an epoch, counted from 1. A completed trial that was shorter (it stopped early)
 * keeps the score that it ended with. Undefined for any other trial that did not get so far.
 */
export function scoreAfter({ state, scores }: Observation, epoch: number): number | undefined {
  const score = state === 'completed' ? scores[Math.min(epoch, scores.length) - 1] : scores[epoch - 1];
  return Number.isNaN(score) ? WORST : score;
}
