import { stringify } from 'csv-stringify/sync';
import { flowText } from '../base/value-text.ts';
import type { StudyRecord } from '../records/study/trial-record.ts';

/**
 * The trials of a study as a table, a row for each by its index. No times are in it: the same study gives the same bytes. A
 * hyperparameter that a trial has not, and a number that is not known, are empty; what is not finite is `NaN` or `Infinity`.
 */
export function studyCsv({ header, trials }: Pick<StudyRecord, 'header' | 'trials'>): string {
  const keys = header.space.map(({ key }) => key);
  const head = ['index', 'state', ...keys, 'valAccuracy', 'valLoss', 'epochs', 'steps', 'reason', 'run'];
  const rows = trials.map(({ index, state, params, valAccuracy, valLoss, epochs, steps, reason, run }) => [
    ...[index, state],
    ...keys.map((key) => {
      const value = params[key];
      return value === undefined ? '' : typeof value === 'string' ? value : flowText(value);
    }),
    ...[numberOf(valAccuracy), numberOf(valLoss), epochs, steps, reason ?? '', run],
  ]);
  return stringify([head, ...rows]);
}

function numberOf(value: number | undefined): string {
  return value === undefined ? '' : String(value);
}
