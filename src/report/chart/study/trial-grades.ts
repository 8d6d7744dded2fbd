import { rankTrials, resultOf } from '../../../records/study/ranking.ts';
import type { StudyRecord } from '../../../records/study/trial-record.ts';
import { GRADES } from '../look.ts';

/**
 * Which part of the trials each one belongs to, from 0, the worst sixth, to the best, `GRADES - 1`. By rank and not by value: most
 * trials of a good study are nearly as good as the best, and would all look alike.
 *
 * @returns grades by index; what has no result has none.
 */
export function trialGrades({ trials, header: { metric } }: Pick<StudyRecord, 'trials' | 'header'>): ReadonlyMap<number, number> {
  const scored = trials.filter((trial) => resultOf(trial, metric) !== undefined);
  const last = Math.max(1, scored.length - 1);
  return new Map(
    rankTrials(scored, metric).map(({ index }, rank) => [
      index,
      Math.min(GRADES - 1, Math.floor((GRADES * (last - rank)) / last)),
    ]),
  );
}
