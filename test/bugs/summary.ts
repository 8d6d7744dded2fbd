import type { Bug } from './bugs.ts';
import type { JobResult } from './examine.ts';

/**
 * A set-up is healthy when its training, as it is configured, gets this part of held-out images right. What was drawn and does not
 * (too small a network, too low a rate for its few epochs) does not count: there a warning is right.
 */
const HEALTHY = 0.85;

/** What became of one kind of bug. */
interface KindSummary {
  readonly id: string;
  readonly title: string;
  readonly runs: number;
  /** With a warning or failure of a check that reads it rightly. */
  readonly found: number;
  readonly failed: number;
  /** The checks that found it, the most frequent first. */
  readonly by: readonly (readonly [check: string, runs: number])[];
}

export interface Summary {
  readonly bugs: readonly KindSummary[];
  readonly kinds: number;
  /** Kinds that were found in most of their runs. */
  readonly kindsFound: number;
  readonly runs: number;
  readonly runsFound: number;
  readonly healthySetups: number;
  /** Set-ups that were drawn as healthy ones, and trained badly. */
  readonly notHealthy: number;
  /** Healthy set-ups with a failure, and with a warning and no failure. */
  readonly falseFailures: number;
  readonly falseWarnings: number;
}

export function summarize(results: readonly JobResult[], known: readonly Bug[]): Summary {
  const bugs = known.flatMap((bug) => {
    const runs = results.filter((result) => result.bug === bug.id);
    return runs.length === 0 ? [] : [kindSummary(bug, runs)];
  });
  const healthy = results.filter(({ bug, trainedAccuracy = 0 }) => bug === undefined && trainedAccuracy >= HEALTHY);
  const has = ({ complaints }: JobResult, wanted: string) => complaints.some(({ status }) => status === wanted);
  return {
    bugs,
    kinds: bugs.length,
    kindsFound: bugs.filter(({ found, runs }) => found > runs / 2).length,
    runs: bugs.reduce((sum, { runs }) => sum + runs, 0),
    runsFound: bugs.reduce((sum, { found }) => sum + found, 0),
    healthySetups: healthy.length,
    notHealthy: results.filter(({ bug }) => bug === undefined).length - healthy.length,
    falseFailures: healthy.filter((result) => has(result, 'fail')).length,
    falseWarnings: healthy.filter((result) => has(result, 'warn') && !has(result, 'fail')).length,
  };
}

function kindSummary({ id, title, foundBy }: Bug, runs: readonly JobResult[]): KindSummary {
  const right = (result: JobResult) =>
    result.complaints.filter(
      (complaint) => foundBy.includes(complaint.id) && (complaint.status === 'warn' || complaint.status === 'fail'),
    );
  const by = foundBy
    .map((check) => [check, runs.filter((result) => right(result).some((complaint) => complaint.id === check)).length] as const)
    .filter(([, count]) => count > 0)
    .toSorted(([, a], [, b]) => b - a);
  return {
    ...{ id, title, by },
    runs: runs.length,
    found: runs.filter((result) => right(result).length > 0).length,
    failed: runs.filter((result) => right(result).some(({ status }) => status === 'fail')).length,
  };
}

/** As Markdown. */
export function tableOf(summary: Summary): string {
  const percent = (part: number, of: number) => (of === 0 ? '-' : `${Math.floor((1000 * part) / of) / 10} %`);
  const rows = summary.bugs.map(({ title, runs, found, failed, by }) => [
    title,
    `${found} of ${runs}`,
    percent(found, runs),
    percent(failed, runs),
    by.map(([check, count]) => (count === runs ? check : `${check} (${count})`)).join(', '),
  ]);
  const { kindsFound, kinds, runsFound, runs, falseFailures, falseWarnings, healthySetups, notHealthy } = summary;
  return [
    ...table([['bug', 'found', 'rate', 'as a failure', 'by'], ...rows]),
    '',
    `${kindsFound} of ${kinds} kinds found in most of their runs; ${runsFound} of ${runs} runs (${percent(runsFound, runs)}). ` +
      `Of ${healthySetups} healthy set-ups ${falseFailures} failed (${percent(falseFailures, healthySetups)}), ${falseWarnings} drew a warning (${percent(falseWarnings, healthySetups)}); ${notHealthy} more were drawn, but train badly and are left out.`,
  ].join('\n');
}

function table(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, i) => Math.max(...rows.map((row) => (row[i] ?? '').length)));
  const line = (row: readonly string[]) => `| ${row.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join(' | ')} |`;
  return rows.flatMap((row, i) =>
    i === 0 ? [line(row), `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`] : [line(row)],
  );
}
