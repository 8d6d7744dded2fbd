import { UserError } from '../../base/errors.ts';
import { type JournalContent, readJournal } from './journal.ts';
import { type StudyFolder, trialRun } from './study-folder.ts';
import type { RepeatRecord, StudyHeader, StudyRecord, TrialEnd, TrialRecord } from './trial-record.ts';

/**
 * A study as its journal tells it; it may be under way.
 * @throws UserError when the journal cannot be read or is damaged
 */
export function readStudy(folder: StudyFolder): StudyRecord {
  return studyOf(folder, readJournal(folder.journalPath));
}

/** The same of a journal that has been read. */
export function studyOf(folder: StudyFolder, { entries }: JournalContent): StudyRecord {
  const trials = new Map<number, TrialRecord>();
  const repeats = new Map<string, RepeatRecord>();
  let header: StudyHeader | undefined;
  for (const entry of entries) {
    if ('begin' in entry) {
      const { index, params } = entry.begin;
      if (!trials.has(index)) trials.set(index, { ...NOTHING_YET, index, params, run: trialRun(index) });
    } else if ('end' in entry) {
      const { index } = entry.end;
      const begun = trials.get(index);
      if (begun !== undefined) trials.set(index, { ...entry.end, params: begun.params });
    } else if ('repeat' in entry) {
      repeats.set(`${entry.repeat.of} ${entry.repeat.seed}`, entry.repeat);
    } else header = entry.study;
  }
  if (header === undefined) {
    throw new UserError('The journal of the study does not say what the study is.', {
      facts: [['path', folder.journalPath]],
      hint: 'Its first line is missing. Start a new study.',
    });
  }
  return {
    name: folder.name,
    path: folder.path,
    header,
    trials: [...trials.values()].sort((a, b) => a.index - b.index),
    repeats: sortRepeats([...repeats.values()]),
  };
}

/** By trial, then by seed. */
export function sortRepeats(repeats: readonly RepeatRecord[]): RepeatRecord[] {
  return repeats.toSorted((a, b) => a.of - b.of || a.seed - b.seed);
}

/** What is known of a trial that has only begun. */
export const NOTHING_YET: TrialEnd = {
  ...{ state: 'unfinished', values: [], epochs: 0, steps: 0 },
  ...{ valAccuracy: undefined, valLoss: undefined, seconds: undefined, reason: undefined },
};
