import { systemErrorCode, UserError } from '../base/errors.ts';
import { isFileError } from '../base/files.ts';
import { NOTHING_YET } from '../records/study/read-study.ts';
import type { TrialEnd } from '../records/study/trial-record.ts';

const MISSING: ReadonlySet<string> = new Set(['ENOENT', 'ENOTDIR']);

/**
 * The end of a trial that could not begin: its values make no config, or its data cannot be made or divided.
 * @throws the error itself where the trial is not to blame: the file system refused something (it can go on later), or it is a bug
 */
export function failedTrial(error: unknown): TrialEnd {
  if (!(error instanceof UserError) || isFileError(error)) throw error;
  return failedFor(error);
}

/** The same where its data cannot be read: what is not there is the fault of the values that name it, and would end the study each time. */
export function failedWithoutData(error: unknown): TrialEnd {
  const isMissing = error instanceof UserError && MISSING.has(systemErrorCode(error.cause) ?? '');
  return isMissing ? failedFor(error) : failedTrial(error);
}

function failedFor(error: UserError): TrialEnd {
  return { ...NOTHING_YET, state: 'failed', seconds: 0, reason: reasonOf(error) };
}

/** What an error says, in one line as tables have it. Hints are left out: they are for who typed a single command. */
export function reasonOf(error: unknown): string {
  const text =
    error instanceof UserError
      ? [
          error.facts.length === 0 ? error.headline : error.headline.replace(/\.$/, ''),
          ...error.facts.map(([label, value]) => `${label}: ${value}`),
        ].join('; ')
      : error instanceof Error
        ? error.message
        : String(error);
  return text.replaceAll(/\n\s*/g, '; ');
}
