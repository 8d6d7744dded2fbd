import { bestTrial } from '../records/study/ranking.ts';
import type { TrialRecord } from '../records/study/trial-record.ts';

/** What float32 accuracies differ by without being different. */
const ROUNDING = 1e-6;
/** Standard deviations within which two accuracies are the same. */
const ALIKE = 2;

/**
 * Of the trials of a grid that the noise does not tell from the best, the one whose values do best on average over the other
 * hyperparameters. One trial of a few is best by luck as well; the mean of those that share its learning rate is not.
 *
 * @param noise the standard deviation of an accuracy
 */
export function robustBest(trials: readonly TrialRecord[], noise: number): TrialRecord | undefined {
  const best = bestTrial(trials, 'valAccuracy');
  if (best?.valAccuracy === undefined) return best;
  const completed = trials.filter(({ state, valAccuracy }) => state === 'completed' && valAccuracy !== undefined);
  const meanOf = (key: string, value: unknown) => {
    const alike = completed.filter(({ params }) => params[key] === value).map(({ valAccuracy = 0 }) => valAccuracy);
    return alike.reduce((sum, accuracy) => sum + accuracy, 0) / alike.length;
  };
  const effect = ({ params }: TrialRecord) => Object.entries(params).reduce((sum, [key, value]) => sum + meanOf(key, value), 0);
  const least = best.valAccuracy - ALIKE * noise;
  return completed
    .filter(({ valAccuracy = 0 }) => valAccuracy >= least)
    .reduce((a, b) => (effect(b) > effect(a) + ROUNDING ? b : a), best);
}
