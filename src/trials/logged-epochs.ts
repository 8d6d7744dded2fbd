import { kindOfPath } from '../base/files.ts';
import { type CsvTable, readCsv } from '../records/read-csv.ts';
import type { RunFolder } from '../records/run-folder.ts';

/** What `epochs.csv` says of an epoch. */
export interface LoggedEpoch {
  readonly valLoss: number;
  readonly valAccuracy: number;
}

/** The epochs that a run has logged, the first one first. Of a validation part that is not there the values are NaN. */
export function loggedEpochs(run: RunFolder, most = Number.POSITIVE_INFINITY): LoggedEpoch[] {
  const { column, rows } = table(run, 'epochs');
  const [valLoss, valAccuracy] = [column('valLoss'), column('valAccuracy')];
  return rows.slice(0, most).map((row) => ({ valLoss: valLoss(row), valAccuracy: valAccuracy(row) }));
}

/** The losses of the steps that a run has logged. */
export function loggedLosses(run: RunFolder, most: number): number[] {
  const { column, rows } = table(run, 'metrics');
  return rows.slice(0, most).map(column('loss'));
}

function table(run: RunFolder, kind: 'epochs' | 'metrics') {
  const path = run.logPath(kind);
  const { header, rows }: Pick<CsvTable, 'header' | 'rows'> =
    kindOfPath(path) === 'missing' ? { header: [], rows: [] } : readCsv(path);
  const column = (name: string) => {
    const i = header.indexOf(name);
    return (row: readonly string[]) => (row[i] === undefined || row[i] === '' ? Number.NaN : Number(row[i]));
  };
  return { column, rows };
}
