import { UserError } from '../../base/errors.ts';
import { bytes as bytesText } from '../../base/format.ts';
import { KERNEL_BUILDS } from '../../kernels/load.ts';
import { findRun } from '../../records/find-run.ts';
import type { RunLock } from '../../records/lock.ts';
import type { RunFolder } from '../../records/run-folder.ts';
import type { Checkpoint } from '../../train/checkpoint.ts';
import { buildExperiment, type Experiment } from '../../train/experiment.ts';
import { lastCheckpoint, runSession, type SessionResult } from '../../train/session.ts';
import type { Command, Invocation } from '../command.ts';
import { loadExperiment, loadRunConfig } from '../load-experiment.ts';
import { newRun } from '../new-run.ts';
import {
  addConfigOptions,
  addJsonOption,
  addRunsOption,
  addThreadsOption,
  choiceOption,
  countOption,
  THREADS_LIMIT,
  textOption,
} from '../options.ts';
import { errorDocument, print, printJson } from '../output.ts';
import { Profiling, profileWish } from '../profiling.ts';
import { Interruption } from '../signals.ts';

export const trainCommand: Command = {
  name: 'train',
  summary: 'train a network as a config says, or go on with a run that was interrupted',
  takesOverrides: true,
  configure(command) {
    command.argument('[config]', 'the config file, YAML or JSON');
    command.option('--resume <run>', 'go on with this run (its name, its folder, or "last")');
    command.option(
      '--kernels <build>',
      'the build of the kernels: "relaxed" (fused multiply-add) or "simd"; by default the fastest',
    );
    command.option('--profile [file]', 'tell where the time goes, and write a Chrome trace (by default trace.json in the run)');
    command.option('--report', 'write a page about the run at its end (report.html in the run; see cnn-run report)');
    command.option('--smoke', 'try everything that a run does in a few steps, leave nothing behind, and predict the time');
    addThreadsOption(command);
    addConfigOptions(command);
    addRunsOption(command);
    addJsonOption(command);
  },
  async run(invocation) {
    if (invocation.options.smoke === true) return await smoke(invocation);
    const wish = profileWish(invocation.options);
    const session = await openSession(invocation);
    const profiling = wish === undefined ? undefined : new Profiling(wish, session.experiment, session.run);
    try {
      return await trainAndReport(session, invocation.options, profiling);
    } finally {
      session.lock.release();
    }
  },
};

interface Session {
  readonly experiment: Experiment;
  readonly run: RunFolder;
  readonly lock: RunLock;
  readonly checkpoint: Checkpoint | undefined;
}

async function smoke(invocation: Invocation): Promise<number> {
  const { refuseWithSmoke, smokeTrain } = await import('../smoke.ts');
  refuseWithSmoke(invocation);
  return await smokeTrain(configOf(invocation), invocation);
}

async function openSession(invocation: Invocation): Promise<Session> {
  const { options } = invocation;
  const resume = textOption(options, 'resume');
  const threads = countOption(options, 'threads', THREADS_LIMIT);
  if (resume !== undefined) {
    refuseWithResume(invocation);
    return await resumeRun(textOption(options, 'runs') ?? 'runs', resume, threads);
  }
  return await startRun(configOf(invocation), invocation, threads);
}

function configOf({ arguments: [config] }: Invocation): string {
  if (config !== undefined) return config;
  throw new UserError('Which config should be trained?', { hint: 'For example: cnn-run train configs/mnist-lenet.yaml' });
}

/** Everything that can be wrong is found before the run folder is made. */
async function startRun(file: string, invocation: Invocation, threads: number | undefined): Promise<Session> {
  const { config, locate } = await loadExperiment(file, invocation);
  const build = choiceOption(invocation.options, 'kernels', KERNEL_BUILDS);
  const experiment = buildExperiment(config, { locate, threads, ...(build === undefined ? {} : { build }) });
  const { run, lock } = newRun(textOption(invocation.options, 'runs') ?? 'runs', config, experiment.data);
  return { experiment, run, lock, checkpoint: undefined };
}

async function resumeRun(runsDir: string, reference: string, threads: number | undefined): Promise<Session> {
  const run = findRun(runsDir, reference);
  const { checkNotInBusyStudy } = await import('../../records/study/study-folder.ts');
  checkNotInBusyStudy(run);
  const lock = run.lock();
  try {
    const { config, locate } = await loadRunConfig(run);
    const checkpoint = lastCheckpoint(run);
    // The same build of the kernels as before: another one would go on with other bits.
    const experiment = buildExperiment(config, {
      locate,
      threads,
      ...(checkpoint === undefined ? {} : { build: checkpoint.build }),
    });
    return { experiment, run, lock, checkpoint };
  } catch (error) {
    lock.release();
    throw error;
  }
}

function refuseWithResume({ arguments: [config], options, overrides }: Invocation): void {
  const given = [
    ...(config === undefined ? [] : [config]),
    ...['seed', 'name', 'kernels'].filter((name) => options[name] !== undefined).map((name) => `--${name}`),
    ...overrides,
  ];
  if (given.length === 0) return;
  throw new UserError('--resume goes on with the config of the run, and nothing else can be given.', {
    facts: [['given', given.join(' ')]],
    hint: 'Leave these out, or start a new run without --resume.',
  });
}

async function trainAndReport(
  { experiment, run, checkpoint }: Session,
  { json, report }: Invocation['options'],
  profiling: Profiling | undefined,
): Promise<number> {
  const { openDisplay } = await import('../train-display.ts');
  const display = await openDisplay(experiment, run, checkpoint);
  const interruption = new Interruption(() => display.note('Interrupted: saving. (Once more to stop at once.)'));
  let result: SessionResult;
  try {
    // A short training is over before they are.
    if (profiling !== undefined) await experiment.engine.allThreadsReady();
    const hooks = { ...display.hooks, isInterrupted: () => interruption.isWished };
    result = await runSession(experiment, run, checkpoint, hooks, profiling?.profiler);
  } catch (error) {
    display.end();
    const isDiverged = error instanceof UserError && error.exitCode === 1;
    if (isDiverged && report === true) await writePage(run, experiment);
    if (isDiverged && json === true) printJson({ ...run.readSummary(), error: errorDocument(error) });
    throw error;
  } finally {
    interruption.stop();
  }
  display.end();
  const profile = profiling?.finish();
  const isInterrupted = result.summary.status === 'interrupted';
  const page = report === true && !isInterrupted ? await writePage(run, experiment) : undefined;
  if (json === true) {
    const more = { ...(profile === undefined ? {} : { profile }), ...(page === undefined ? {} : { report: page.path }) };
    printJson({ ...result.summary, path: run.path, ...more });
  } else {
    await display.report(result);
    if (profile !== undefined) await profiling?.report(profile);
    if (page !== undefined) print(`\n${page.path}   (${bytesText(page.bytes)})`);
  }
  return isInterrupted ? interruption.exitCode : 0;
}

async function writePage(run: RunFolder, experiment: Experiment) {
  const { writeReportOf } = await import('../report-files.ts');
  return await writeReportOf(run, experiment);
}
