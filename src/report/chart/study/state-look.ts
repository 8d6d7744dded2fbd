import type { StudyMetric } from '../../../records/study/description.ts';
import { resultOf } from '../../../records/study/ranking.ts';
import type { TrialRecord, TrialState } from '../../../records/study/trial-record.ts';
import type { ColourName } from '../plan.ts';

/** How trials of each state are drawn, what is drawn on top last. */
export const STATE_LOOKS: readonly { readonly state: TrialState; readonly colour: ColourName }[] = [
  { state: 'failed', colour: 'validation' },
  { state: 'diverged', colour: 'validation' },
  { state: 'unfinished', colour: 'gradient' },
  { state: 'pruned', colour: 'quiet' },
  { state: 'completed', colour: 'train' },
];

/** The ends of the results, the lower one first; undefined without any. */
export function extentOfResults(trials: readonly TrialRecord[], metric: StudyMetric): readonly [number, number] | undefined {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const trial of trials) {
    const result = resultOf(trial, metric);
    if (result === undefined) continue;
    if (result < low) low = result;
    if (result > high) high = result;
  }
  return low > high ? undefined : [low, high];
}
