import { bytes as bytesText, count, duration } from '../../base/format.ts';
import { overrideText } from '../../report/study/param-text.ts';
import type { Style } from '../../report/terminal/style.ts';
import { type Column, renderTable } from '../../report/terminal/table.ts';
import type { DryRun, PlannedTrial } from './dry-run.ts';

/** A line for each trial, then what all of them take together. */
export function dryRunText({ trials, undecided, fitting, seconds, bytes }: DryRun, workers: number, style: Style): string {
  const columns: Column<PlannedTrial>[] = [
    { head: 'trial', align: 'right', text: ({ index }) => String(index) },
    { head: 'overrides', shrinksTo: 20, wraps: true, text: ({ params }) => overrideText(params) },
    { head: 'time', align: 'right', text: (trial) => (trial.seconds === undefined ? '' : duration(trial.seconds)) },
    { head: 'disk', align: 'right', text: (trial) => (trial.bytes === undefined ? '' : bytesText(trial.bytes)) },
    { head: '', shrinksTo: 10, wraps: true, text: ({ problem }) => problem ?? '' },
  ];
  const isSound = trials.every(({ problem }) => problem === undefined);
  const table = renderTable({ columns: isSound ? columns.slice(0, 4) : columns, rows: trials }, style);
  const failing = trials.filter(({ problem }) => problem !== undefined).length;
  const lines = [
    ...(undecided === 0 ? [] : [`and ${count(undecided)} more, which depend on the results of earlier ones`]),
    ...(failing === 0 ? [] : [style.bad(`${count(failing)} of these cannot be trained`)]),
    ...(fitting === 0 ? [style.bad('Not one of them would be done within the budget.')] : []),
    `${count(trials.length + undecided)} trials${(fitting ?? 0) > 0 ? ' go into the budget' : ''}, ${workers} at a time: about ${duration(seconds)}, ${bytesText(bytes)} on the disk`,
  ];
  return [table, lines.join('\n')].filter((part) => part !== '').join('\n\n');
}
