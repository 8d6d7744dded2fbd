import { TimeLimit } from '../../base/time-limit.ts';
import { checkSpace } from '../../config/check-space.ts';
import type { Loaded } from '../../config/load.ts';
import type { ExperimentConfig } from '../../config/schema.ts';
import { bestTrial } from '../../records/study/ranking.ts';
import type { StudyRecord } from '../../records/study/trial-record.ts';
import { planSearch, type SearchSettings } from '../../search/plan.ts';
import { searchSection } from '../../search/section.ts';
import { type SearchEnd, SearchSession } from '../../trials/search-session.ts';
import { TrialPool } from '../../trials/trial-pool.ts';
import type { Invocation } from '../command.ts';
import { loadExperiment } from '../load-experiment.ts';
import { textOption } from '../options.ts';
import { print, printJson } from '../output.ts';
import { Interruption } from '../signals.ts';
import { openingText, openSweepDisplay, type SweepDisplay } from './display.ts';
import { dryRun } from './dry-run.ts';
import { dryRunText } from './dry-run-table.ts';
import { type OpenedStudy, openStudy } from './open-study.ts';
import { readSweepOptions, type SweepOptions, searchOverrides, spaceTexts } from './options.ts';
import { type PreparedSearch, prepareSearch } from './prepare.ts';
import { repeatBest } from './repeat-best.ts';
import { searchSettings, trialsOf, usualWorkers } from './settings.ts';
import { printStudy, studyDocument, writeStudyFiles } from './study-output.ts';
import { studyView } from './study-view.ts';

/** What is kept of a budget for starting workers before it and for writing things down after it, in milliseconds. */
const FOR_REPORT = 500;

/** What a sweep was asked for. */
interface Sweep {
  readonly search: PreparedSearch;
  readonly settings: SearchSettings;
  readonly options: SweepOptions;
  /** In all; far more than there will be where only the time or the space is a limit. */
  readonly trials: number;
  readonly pool: TrialPool;
  readonly limit: TimeLimit;
}

/** `cnn-run sweep CONFIG`. @returns the exit code */
export async function sweep(invocation: Invocation): Promise<number> {
  const options = await readSweepOptions(invocation);
  const limit = options.budget === undefined ? TimeLimit.NONE : new TimeLimit(options.budget - FOR_REPORT);
  const workers = options.workers ?? usualWorkers();
  // Workers start while the config and the data are read.
  const pool = invocation.options.dryRun === true ? undefined : new TrialPool({ workers });
  try {
    const loaded = await loadSearch(invocation);
    const section = loaded.config.search ?? searchSection.parse({});
    const settings = searchSettings(section);
    checkSpace(loaded);
    const search = prepareSearch(loaded);
    const trials = trialsOf(options.trials, section, options.budget !== undefined);
    if (pool === undefined) return await showDryRun(search, settings, trials, workers, invocation);
    const opened = openStudy(textOption(invocation.options, 'runs') ?? 'runs', search, settings, invocation.options.new === true);
    try {
      return await run({ search, settings, options, trials, pool, limit }, opened, invocation);
    } finally {
      opened.lock.release();
    }
  } finally {
    await pool?.close();
  }
}

async function loadSearch(invocation: Invocation): Promise<Loaded<ExperimentConfig>> {
  const [file = ''] = invocation.arguments;
  return await loadExperiment(file, { ...invocation, overrides: searchOverrides(invocation) }, spaceTexts(invocation));
}

async function showDryRun(
  search: PreparedSearch,
  settings: SearchSettings,
  trials: number,
  workers: number,
  { options }: Invocation,
): Promise<number> {
  const result = await dryRun(search, settings, trials, workers);
  if (options.json === true) printJson({ name: search.config.name, workers, ...result });
  else {
    const { styleFor } = await import('../../report/terminal/style.ts');
    print(dryRunText(result, workers, styleFor(process.stdout)));
  }
  return result.trials.some(({ problem }) => problem !== undefined) ? 1 : 0;
}

async function run(sweep: Sweep, { folder, goesOn }: OpenedStudy, { options: flags }: Invocation): Promise<number> {
  const { search, settings, options, pool } = sweep;
  const { config, plan, datasets, configs } = search;
  const total = Math.min(sweep.trials, endOf(settings, config.seed, plan.epochs));
  let display: SweepDisplay | undefined;
  pool.onProgress((progress) => display?.progress(progress));
  const interruption = new Interruption(() => {
    display?.note('Interrupted: saving the trials that run. (Once more to stop at once.)');
    pool.interrupt();
  });
  let record: StudyRecord;
  let end: SearchEnd;
  const notes: string[] = [];
  try {
    const session = new SearchSession({
      ...{ folder, settings, pool, datasets, configs, seed: config.seed, epochs: plan.epochs },
    });
    try {
      const finished = session.record.trials.filter(({ state }) => state !== 'unfinished');
      display = await openSweepDisplay({ header: session.record.header, total, finished });
      display.note(openingText(folder.path, goesOn, finished.length, total, pool.workers));
      for (const note of search.data.notes) display.note(note);
      const { limit } = sweep;
      end = await session.run({
        ...{ trials: total, limit, after: options.repeatTop * options.seeds, failFast: flags.failFast === true },
        onBegin: (trial) => display?.begin(trial),
        onEnd: (trial) => display?.end(trial),
      });
      // A budget ends the search as a number of trials does.
      const isOver = end === 'complete' || end === 'exhausted' || end === 'out of time';
      if (isOver && !interruption.isWished) notes.push(...(await repeatBest(session, options, config.seed, limit, display)));
      record = session.record;
    } finally {
      session.close();
    }
  } finally {
    display?.close();
    interruption.stop();
  }
  const view = await studyView(record, { notes });
  const page = await writeStudyFiles(folder, view, flags.report === true);
  if (flags.json === true) printJson({ ...studyDocument(view), end, ...(page === undefined ? {} : { report: page.path }) });
  else await printStudy(folder, view, options.top, end, page);
  if (interruption.isWished) return interruption.exitCode;
  return end === 'failed' || bestTrial(record.trials, settings.metric) === undefined ? 1 : 0;
}

/** How many trials there can be at all. */
function endOf(settings: SearchSettings, seed: number, epochs: number): number {
  const { sampler, space } = planSearch(settings, seed, epochs);
  return Math.min(sampler.total ?? Number.POSITIVE_INFINITY, space.size);
}
