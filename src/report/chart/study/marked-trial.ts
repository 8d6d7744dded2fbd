import { bestTrial, resultOf } from '../../../records/study/ranking.ts';
import type { StudyRecord, TrialRecord } from '../../../records/study/trial-record.ts';
import { resultText } from '../../study/result-text.ts';

/** A study as it is drawn. */
export interface DrawnStudy extends StudyRecord {
  /** The index of the trial that a recipe goes on with. It need not be the best one: the recipe also asks what its values do in other trials. */
  readonly chosen?: number | undefined;
}

/** The trial that stands out in the pictures of a study. */
export interface MarkedTrial {
  readonly trial: TrialRecord;
  /** Of the mark: what the trial is. */
  readonly name: string;
  /** What a curve of it is called, behind its number. */
  readonly attribute: string;
  /** To say below a picture. */
  readonly notes: readonly string[];
}

/** The one that the recipe chose, else the best one, by which pictures and words are of the same trial. @returns undefined without any. */
export function markedTrial({
  trials,
  header: { metric },
  chosen,
}: Pick<DrawnStudy, 'trials' | 'header' | 'chosen'>): MarkedTrial | undefined {
  const best = bestTrial(trials, metric);
  const trial = trials.find(({ index }) => index === chosen) ?? best;
  if (trial === undefined) return undefined;
  if (best === undefined || trial === best) return { trial, name: 'best trial', attribute: 'the best', notes: [] };
  const result = (of: TrialRecord) => resultText(resultOf(of, metric), metric);
  return {
    ...{ trial, name: 'chosen trial', attribute: 'chosen' },
    notes: [
      `Marked: trial ${trial.index} (${result(trial)}), which the recipe goes on with. The ${metric === 'valLoss' ? 'lowest' : 'highest'} is trial ${best.index} (${result(best)}).`,
    ],
  };
}
