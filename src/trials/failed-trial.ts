import { UserError } from '../base/errors.ts';
import { isFileError } from '../base/files.ts';
import { NOTHING_YET } from '../records/study/read-study.ts';
import type { TrialEnd } from '../records/study/trial-record.ts';

/**
 * The end of a trial that could not begin: its values make no config, or its data cannot be made or divided.
 * @throws the error itself where the trial is not to blame: the file system refused something (it can go on later), or it is a bug
 */
export function failedTrial(error: unknown): TrialEnd {
  if (!(error instanceof UserError) || isFileError(error)) throw error;
  return { ...NOTHING_YET, state: 'failed', seconds: 0, reason: reasonOf(error) };
}

/** What an error says, in one line as tables have it. Hints are left out: they are for who typed a single command. */
export function reasonOf(error: unknown): string {
  const text =
    error instanceof UserError
      ? [error.headline, ...error.facts.map(([label, value]) => `${label}: ${value}`)].join('; ')
      : error instanceof Error
        ? error.message
        : String(error);
  return text.replaceAll(/\n\s*/g, '; ');
}
