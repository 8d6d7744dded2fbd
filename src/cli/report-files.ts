import { basename, dirname, extname, join } from 'node:path';
import { UserError } from '../base/errors.ts';
import { replaceFile } from '../base/files.ts';
import { parseColumnChoice } from '../records/curve-log/column-choice.ts';
import { type FoundLog, readCurveLogs } from '../records/curve-log/read.ts';
import { runCurves } from '../records/curve-log/run-curves.ts';
import type { RunFolder } from '../records/run-folder.ts';
import type { ChartKind } from '../report/svg/chart-kinds.ts';
import type { Experiment } from '../train/experiment.ts';
import { RUN_CHARTS } from './chart-offers.ts';
import { type ChartWish, chartWishes } from './chart-wishes.ts';
import { findSearch } from './find-search.ts';
import { checkTarget } from './output.ts';
import { drawCharts, type WrittenChart, writeCharts } from './report-charts.ts';
import { type ReportDataOptions, reportData } from './report-data.ts';
import { reportInput } from './report-input.ts';
import type { InspectedPart } from './run-inspection.ts';

export interface ReportWish {
  readonly runsDir: string;
  /** What the page is about: a run, or the log of another framework. */
  readonly reference: string;
  /** `--columns`, as given. */
  readonly columns?: string | undefined;
  /** Where the page goes, unless beside what it is about. */
  readonly out?: string | undefined;
  readonly withModel: boolean;
  readonly part?: InspectedPart | undefined;
  /** The options of the command line, of which `svg` and `png` say what single charts are wanted. */
  readonly options: Readonly<Record<string, unknown>>;
}

export interface WrittenReport {
  readonly path: string;
  readonly bytes: number;
  /** Single charts that were asked for. */
  readonly charts: readonly WrittenChart[];
  /** What the page holds, by the ids of its sections. */
  readonly sections: readonly string[];
  /** What is missing and why. */
  readonly notes: readonly string[];
}

/**
 * Writes a page about a training, about several over one another, or about a study or a recipe. @throws UserError when there is no such run or log, it cannot be read, the page could not be
 * written there, or a part was asked for that the data do not have.
 */
export async function writeReport(wish: ReportWish): Promise<WrittenReport> {
  const search = findSearch(wish.runsDir, wish.reference);
  if (search !== undefined) return await (await import('./search-report.ts')).writeSearchReport(search, wish);
  const choice = wish.columns === undefined ? undefined : parseColumnChoice(wish.columns);
  const logs = readCurveLogs(wish.runsDir, wish.reference, choice);
  const [found] = logs;
  if (found === undefined || logs.length > 1) return await writeSeveral(logs, wish);
  const path = wish.out ?? pagePath(found);
  checkTarget('report', 'the page', path);
  return await write(found, path, wish, chartWishes(wish.options, RUN_CHARTS, dirname(path)));
}

/**
 * A page of several trainings over one another. @throws UserError when what was asked for is about one training alone, or there are
 * too many for columns side by side.
 */
async function writeSeveral(logs: readonly FoundLog[], wish: ReportWish): Promise<WrittenReport> {
  const { reference, part, options } = wish;
  const ofOne = [
    ...(part === undefined ? [] : ['--part']),
    ...['svg', 'png'].filter((name) => options[name] !== undefined).map((name) => `--${name}`),
  ];
  if (ofOne.length > 0 || logs.length > MOST_SIDE_BY_SIDE) {
    const names = logs.map(({ log }) => log.name);
    const more = names.length - MOST_NAMED;
    throw new UserError(
      ofOne.length > 0
        ? `${ofOne.join(' and ')} can be had of one training, and "${reference}" holds ${logs.length}.`
        : `A page has room for ${MOST_SIDE_BY_SIDE} trainings side by side, and "${reference}" holds ${logs.length}.`,
      {
        facts: [['found', `${names.slice(0, MOST_NAMED).join(', ')}${more > 0 ? `, and ${more} more` : ''}`]],
        hint: 'Name one of them, or a few: cnn-run compare A B --html FILE.',
      },
    );
  }
  const path = wish.out ?? severalPath(logs, reference);
  checkTarget('report', 'the page', path);
  const [{ compareLogs }, { writeComparisonPage }] = await Promise.all([
    import('./comparison-report.ts'),
    import('./comparison-page.ts'),
  ]);
  const comparison = compareLogs(logs);
  return { ...writeComparisonPage(path, comparison), charts: [], notes: comparison.notes };
}

/** Writes the page of a training that has just come to its end, whose lock is still held. */
export async function writeReportOf(run: RunFolder, experiment: Experiment): Promise<WrittenReport> {
  const log = { ...runCurves(run), isRunning: false };
  return await write({ log, path: run.path, run }, run.reportPath, { withModel: true, experiment });
}

/** Everything is made before the first file is written. */
async function write(
  found: FoundLog,
  path: string,
  options: ReportDataOptions,
  wishes: readonly ChartWish<ChartKind>[] = [],
): Promise<WrittenReport> {
  const data = await reportData(found, options);
  const input = reportInput(data);
  const drawn = await drawCharts(wishes, async ({ kind }) => {
    const { chartSvg } = await import('../report/svg/chart-svg.ts');
    return chartSvg(kind, [input]);
  });
  const { runReportHtml } = await import('../report/html/run-report.ts');
  const { html, sections } = runReportHtml(input);
  replaceFile(path, html);
  return { path, bytes: Buffer.byteLength(html), sections, charts: writeCharts(drawn), notes: data.notes };
}

function pagePath({ path, run }: FoundLog): string {
  return run?.reportPath ?? join(dirname(path), `${basename(path, extname(path))}.report.html`);
}

/** In the folder that was named, or beside the file. */
function severalPath([first]: readonly FoundLog[], reference: string): string {
  const isFile = first !== undefined && first.run === undefined && first.path === reference;
  return isFile ? pagePath(first) : join(reference, 'report.html');
}

const MOST_NAMED = 10;
/** More columns do not fit beside each other. */
const MOST_SIDE_BY_SIDE = 24;
