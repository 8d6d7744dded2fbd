import type { LogColumn, LogTable } from './log-table.ts';
import { meaningOf } from './names.ts';

/** The columns of one run in a table of several. */
export interface RunTable {
  /** What the table calls it; undefined where the table is of one run. */
  readonly run: string | undefined;
  readonly table: LogTable;
}

/** Beside each mean of a bundle of steps stand its extremes. */
const EXTREMES = /__(?:MIN|MAX)$/;

/** Parts a table with columns like `RUN - loss`, as Weights & Biases exports them, into its runs. */
export function splitRuns(table: LogTable): RunTable[] {
  const runs = new Map<string, LogColumn[]>();
  const shared: LogColumn[] = [];
  for (const column of table.columns) {
    const [, run, metric] = /^(.+) - (.+)$/.exec(column.name) ?? [];
    if (run === undefined || metric === undefined) shared.push(column);
    else if (!EXTREMES.test(metric) && meaningOf(metric) !== undefined) {
      runs.set(run, [...(runs.get(run) ?? []), { ...column, name: metric }]);
    }
  }
  // A place of its own, such as `RUN - _step`, says no more than the one that all share.
  const isPlace = ({ name }: LogColumn) => ['step', 'epoch'].includes(meaningOf(name)?.metric ?? '');
  const own = shared.some(isPlace)
    ? (columns: LogColumn[]) => columns.filter((column) => !isPlace(column))
    : (all: LogColumn[]) => all;
  if (runs.size === 0) return [{ run: undefined, table }];
  return [...runs].map(([run, columns]) => ({ run, table: { ...table, columns: [...shared, ...own(columns)] } }));
}
