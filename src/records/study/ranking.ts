import type { StudyMetric } from './description.ts';
import type { TrialRecord, TrialState } from './trial-record.ts';

/** What a study compares trials by; undefined where a trial has none that is a number. */
export function resultOf(
  { valAccuracy, valLoss }: Pick<TrialRecord, 'valAccuracy' | 'valLoss'>,
  metric: StudyMetric,
): number | undefined {
  const result = metric === 'valAccuracy' ? valAccuracy : valLoss;
  return Number.isFinite(result) ? result : undefined;
}

/** The lower the earlier: what was trained to its end can be compared, a part of a training can not. */
const PLACES: Readonly<Record<TrialState, number>> = { completed: 0, pruned: 1, unfinished: 1, diverged: 2, failed: 3 };

/**
 * Orders trials from the best to the worst: completed ones by their result, behind them what was pruned or is under way, then what
 * diverged or failed. Of equal results the lower loss is better, of equal losses the earlier trial.
 */
export function compareTrials(a: TrialRecord, b: TrialRecord, metric: StudyMetric): number {
  const sign = metric === 'valAccuracy' ? -1 : 1;
  return (
    PLACES[a.state] - PLACES[b.state] ||
    ordered(resultOf(a, metric), resultOf(b, metric), sign) ||
    ordered(resultOf(a, 'valLoss'), resultOf(b, 'valLoss'), 1) ||
    a.index - b.index
  );
}

/** What has no value comes last. */
function ordered(a: number | undefined, b: number | undefined, sign: number): number {
  if (a === undefined || b === undefined) return Number(a === undefined) - Number(b === undefined);
  return sign * (a - b);
}

/** All trials, the best first. */
export function rankTrials(trials: readonly TrialRecord[], metric: StudyMetric): TrialRecord[] {
  return [...trials].sort((a, b) => compareTrials(a, b, metric));
}

/** The best completed trial; undefined when there is none that has a result. */
export function bestTrial(trials: readonly TrialRecord[], metric: StudyMetric): TrialRecord | undefined {
  let best: TrialRecord | undefined;
  for (const trial of trials) {
    if (trial.state !== 'completed' || resultOf(trial, metric) === undefined) continue;
    if (best === undefined || compareTrials(trial, best, metric) < 0) best = trial;
  }
  return best;
}
