import type { StudyMetric } from '../records/study/description.ts';
import type { TrialRecord } from '../records/study/trial-record.ts';
import { scoreOf } from './score.ts';

/**
 * Trials that have a value, the best first; those that were completed before those that were pruned, whose value is of fewer
 * epochs. Of equal ones the earlier first.
 */
export function rankTrials(metric: StudyMetric, trials: readonly TrialRecord[]): TrialRecord[] {
  return trials
    .filter((trial) => (trial.state === 'completed' || trial.state === 'pruned') && Number.isFinite(trial[metric]))
    .toSorted(
      (a, b) =>
        Number(a.state === 'pruned') - Number(b.state === 'pruned') || score(metric, b) - score(metric, a) || a.index - b.index,
    );
}

/** The best completed trial; undefined when there is none. */
export function bestTrial(metric: StudyMetric, trials: readonly TrialRecord[]): TrialRecord | undefined {
  const [best] = rankTrials(metric, trials);
  return best?.state === 'completed' ? best : undefined;
}

function score(metric: StudyMetric, trial: TrialRecord): number {
  return scoreOf(metric, trial[metric] ?? Number.NaN);
}
