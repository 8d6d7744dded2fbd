import { UserError } from '../base/errors.ts';
import { kindOfPath } from '../base/files.ts';
import { peakMemory } from '../base/peak-memory.ts';
import type { RunFolder } from '../records/run-folder.ts';
import type { RunStatus, RunSummary } from '../records/run-summary.ts';
import { type Checkpoint, readCheckpoint, restoreCheckpoint, weightsSha256 } from './checkpoint.ts';
import { type Evaluation, Evaluator } from './evaluate.ts';
import type { Experiment } from './experiment.ts';
import type { Profiler } from './profile/profiler.ts';
import { RunLog } from './run-log.ts';
import { initialState, type TrainingState } from './state.ts';
import { Trainer, type TrainingHooks } from './trainer.ts';

/** The summary of a run that has come to an end, and its last test evaluation. */
export interface SessionResult {
  readonly summary: RunSummary;
  /** Absent without test images, and when the training was interrupted. */
  readonly test: Evaluation | undefined;
}

/** The newest checkpoint of a run; undefined when it was stopped before its first. */
export function lastCheckpoint(run: RunFolder): Checkpoint | undefined {
  const path = run.checkpointPath('last');
  return kindOfPath(path) === 'missing' ? undefined : readCheckpoint(path);
}

/**
 * Trains a run to its end, then measures the best weights on the test images, once. The summary is written at the
 * beginning and at every kind of end.
 * @param checkpoint where to go on; from the start when there is none.
 * @param profiler looks at where the time goes.
 * @throws UserError when the training diverges (exit code 1), or the checkpoint or the data are not those of this run.
 */
export async function runSession(
  experiment: Experiment,
  run: RunFolder,
  checkpoint: Checkpoint | undefined,
  hooks: TrainingHooks,
  profiler?: Profiler,
): Promise<SessionResult> {
  const state = checkpoint === undefined ? initialState() : resume(experiment, checkpoint);
  const before = run.readSummary();
  const secondsBefore = checkpoint === undefined ? 0 : (before?.seconds ?? 0);
  // Going on with a run that has come to its end measures it again, and changes nothing.
  const isDone = state.finished !== undefined && before?.status === state.finished;
  const began = performance.now();
  const summarize = (status: RunStatus, more: Partial<RunSummary> = {}): RunSummary => {
    const seconds = secondsBefore + (isDone ? 0 : (performance.now() - began) / 1000);
    const peakMemoryBytes = Math.max(before?.peakMemoryBytes ?? 0, peakMemory());
    const kernels = experiment.engine.build;
    const summary = { run: run.name, status, ...progressOf(state), seconds, peakMemoryBytes, kernels, ...more };
    run.writeSummary(summary);
    return summary;
  };

  const trainer = new Trainer(experiment, run, state, await openLog(experiment, run, state), hooks, profiler);
  if (!isDone) summarize('running');
  try {
    const { end, imagesPerSecond } = await trainer.train();
    const speed = imagesPerSecond > 0 ? imagesPerSecond : (before?.imagesPerSecond ?? null);
    const weights = { imagesPerSecond: speed, weightsSha256: weightsSha256(experiment) };
    if (end === 'interrupted') return { summary: summarize('interrupted', weights), test: undefined };
    const testBegan = performance.now();
    const test = await testBest(experiment, run);
    profiler?.spend('test evaluation', performance.now() - testBegan);
    return { summary: summarize(end, { ...weights, testLoss: test?.loss, testAccuracy: test?.accuracy }), test };
  } catch (error) {
    if (!isDone) summarize(error instanceof UserError && error.exitCode === 1 ? 'diverged' : 'failed');
    throw error;
  }
}

/** What writes events is loaded only where they are wanted. */
async function openLog({ config }: Experiment, run: RunFolder, state: TrainingState): Promise<RunLog> {
  const { tensorboard, histograms } = config.log;
  if (!tensorboard) return new RunLog(run, state, config.log);
  const { EventLog } = await import('./event-log.ts');
  return new RunLog(run, state, config.log, new EventLog(run, state.logs.events, histograms));
}

/** Puts back what the checkpoint holds. */
function resume(experiment: Experiment, checkpoint: Checkpoint): TrainingState {
  checkFingerprint(experiment, checkpoint);
  restoreCheckpoint(checkpoint, experiment, true);
  return structuredClone(checkpoint.state);
}

/** @throws UserError when the data are not those that the checkpoint was trained on. */
export function checkFingerprint(experiment: Experiment, checkpoint: Checkpoint): void {
  const { fingerprint } = experiment.data.summary;
  if (fingerprint === checkpoint.fingerprint) return;
  throw new UserError('The data are not those that the run was trained on.', {
    facts: [
      ['checkpoint', `${checkpoint.path}   (data ${checkpoint.fingerprint.slice(0, 16)})`],
      ['data now', fingerprint.slice(0, 16)],
    ],
    hint: 'Put the data back as they were, or start a new run.',
  });
}

/** Measures the best checkpoint on the test images. */
async function testBest(experiment: Experiment, run: RunFolder): Promise<Evaluation | undefined> {
  const { test } = experiment.data;
  if (test === undefined) return undefined;
  restoreCheckpoint(readCheckpoint(run.checkpointPath('best')), experiment, false);
  return await new Evaluator(experiment).run(test, async () => false);
}

function progressOf(state: TrainingState): Partial<RunSummary> {
  const { last, best } = state;
  return {
    epochs: state.epoch,
    steps: state.step,
    trainLoss: last?.trainLoss ?? null,
    trainAccuracy: last?.trainAccuracy ?? null,
    valLoss: last?.valLoss ?? null,
    valAccuracy: last?.valAccuracy ?? null,
    testLoss: null,
    testAccuracy: null,
    bestValAccuracy: best?.valAccuracy ?? null,
    bestEpoch: best?.epoch ?? null,
  };
}
