import { shellWord } from '../../base/shell-word.ts';
import type { StudyRecord, TrialRecord } from '../../records/study/trial-record.ts';

/** The command that trains a trial again, to the same bits: from the config of its run, which has everything in it. */
export function trainAgain({ path }: Pick<StudyRecord, 'path'>, { run }: Pick<TrialRecord, 'run'>): string {
  return `cnn-run train ${shellWord(`${path.replaceAll('\\', '/')}/${run}/config.yaml`)}`;
}
