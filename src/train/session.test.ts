import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { configFor, EVERY_KIND, temporaryFolder } from '../../test/helpers/experiment.ts';
import { UserError } from '../base/errors.ts';
import { createRun } from '../records/create-run.ts';
import type { RunFolder } from '../records/run-folder.ts';
import { readCheckpoint } from './checkpoint.ts';
import { buildExperiment, type Experiment } from './experiment.ts';
import { lastCheckpoint, runSession } from './session.ts';
import type { TrainingHooks } from './trainer.ts';

const folder = temporaryFolder('session');
const IMAGES = { train: 50, test: 16 };
const SPLIT = { split: { validation: 0.2 } };

function experiment(train: object, more: Readonly<Record<string, unknown>> = {}): Experiment {
  const given = { model: EVERY_KIND, optimizer: { type: 'adam', lr: 0.01 }, ...more };
  return buildExperiment(configFor(folder, { data: SPLIT, ...given, train: { batchSize: 8, ...train } }, IMAGES), { threads: 1 });
}

function newRun(): RunFolder {
  const { run, lock } = createRun(join(folder, 'runs'), 'test', { 'config.yaml': '' });
  lock.release();
  return run;
}

async function trained(train: object, more: Readonly<Record<string, unknown>> = {}, hooks: TrainingHooks = {}) {
  const run = newRun();
  const built = experiment(train, more);
  const { summary, test } = await runSession(built, run, undefined, hooks);
  return { run, experiment: built, summary, test, ...tables(run) };
}

/** The logs as lists of cells, headers left out. */
function tables(run: RunFolder) {
  const read = (kind: 'metrics' | 'epochs') =>
    readFileSync(run.logPath(kind), 'utf8')
      .trimEnd()
      .split('\n')
      .slice(1)
      .map((line) => line.split(','));
  return { metrics: read('metrics'), epochs: read('epochs') };
}

/** All files of a run that must be the same on every run. */
function bytesOf(run: RunFolder): string[] {
  const paths = [run.logPath('metrics'), run.logPath('epochs'), run.checkpointPath('last'), run.checkpointPath('best')];
  return paths.map((path) => readFileSync(path).toString('base64'));
}

describe('a training', () => {
  it('logs each step and each epoch, and measures the best weights on the test images at the end', async () => {
    const { run, summary, test, metrics, epochs } = await trained({ epochs: 3 });
    expect(metrics.map(([step, epoch]) => [step, epoch])).toEqual(
      Array.from({ length: 15 }, (_, i) => [String(i + 1), String(Math.floor(i / 5) + 1)]),
    );
    expect(epochs.map(([epoch, step]) => [epoch, step])).toEqual([
      ['1', '5'],
      ['2', '10'],
      ['3', '15'],
    ]);
    expect(summary).toMatchObject({ status: 'completed', epochs: 3, steps: 15 });
    expect(test?.count).toBe(16);
    expect(summary.testAccuracy).toBe(test?.accuracy);
    expect(run.readSummary()).toEqual(summary);
    // Means over the steps of the last epoch: the tables hold float32.
    const losses = metrics.slice(10).map((row) => Number(row[2]));
    expect(summary.trainLoss).toBeCloseTo(losses.reduce((sum, loss) => sum + loss, 0) / 5, 6);
    expect(readCheckpoint(run.checkpointPath('last')).state).toMatchObject({ step: 15, epoch: 3, finished: 'completed' });
    expect(readCheckpoint(run.checkpointPath('best')).state.epoch).toBe(summary.bestEpoch);
  });

  it('goes without a validation part: the newest weights are the best', async () => {
    const { run, summary, epochs } = await trained({ epochs: 2 }, { data: { split: { validation: 0 } } });
    expect(summary).toMatchObject({ valLoss: null, valAccuracy: null, bestValAccuracy: null, bestEpoch: 2 });
    expect(epochs.map((row) => row.slice(5))).toEqual([
      ['', ''],
      ['', ''],
    ]);
    expect(readCheckpoint(run.checkpointPath('best')).state.epoch).toBe(2);
  });

  it.each([
    [
      7,
      [
        ['1', '5'],
        ['2', '7'],
      ],
    ],
    [5, [['1', '5']]],
    [2, [['1', '2']]],
  ])('of %i steps evaluates where it ends', async (steps, expected) => {
    const { summary, metrics, epochs } = await trained({ steps });
    expect(metrics).toHaveLength(steps);
    expect(epochs.map((row) => row.slice(0, 2))).toEqual(expected);
    expect(summary).toMatchObject({ status: 'completed', steps, epochs: expected.length });
    expect(summary.valAccuracy).not.toBeNull();
  });

  it('takes the smaller last batch of an epoch, or leaves it out', async () => {
    const progress: number[] = [];
    const hooks = { onStep: ({ images }: { images: number }) => void progress.push(images) };
    await trained({ epochs: 1, batchSize: 12 }, {}, hooks);
    expect(progress).toEqual([12, 24, 36, 40]);
    progress.length = 0;
    await trained({ epochs: 2, batchSize: 12, dropLast: true }, {}, hooks);
    expect(progress).toEqual([12, 24, 36, 48, 60, 72]);
  });

  it('goes through the examples in a new order each epoch, or always in that of the files', async () => {
    // With a learning rate of 0, without dropout and with whole epochs in one batch of each, only the order can differ.
    const plain = { model: ['flatten', { type: 'linear', features: 'classes' }], optimizer: { type: 'sgd', lr: 0 } };
    const losses = async (shuffle: boolean) => {
      const { metrics } = await trained({ epochs: 2, shuffle }, plain);
      return [metrics.slice(0, 5), metrics.slice(5)].map((rows) => rows.map((row) => row[2]));
    };
    const [first, second] = await losses(false);
    expect(second).toEqual(first);
    const [one, other] = await losses(true);
    expect(other).not.toEqual(one);
    expect(one).not.toEqual(first);
  });

  it('stops early when the validation gets no better', async () => {
    const { summary, epochs, run } = await trained(
      { epochs: 50, earlyStopping: { patience: 2 } },
      { optimizer: { type: 'sgd', lr: 0 }, model: ['flatten', { type: 'linear', features: 'classes' }] },
    );
    expect(summary).toMatchObject({ status: 'stopped early', epochs: 3, bestEpoch: 1 });
    expect(epochs).toHaveLength(3);
    expect(readCheckpoint(run.checkpointPath('last')).state.finished).toBe('stopped early');
  });

  it('is the same, byte for byte, with the same seed, and another with another', async () => {
    const one = await trained({ epochs: 2 });
    expect(bytesOf((await trained({ epochs: 2 })).run)).toEqual(bytesOf(one.run));
    const other = bytesOf((await trained({ epochs: 2 }, { seed: 2 })).run);
    for (const [i, bytes] of bytesOf(one.run).entries()) expect(other[i]).not.toBe(bytes);
  });
});

describe('an interrupted training', () => {
  it('ends with the same bytes as one that was not, however often it was', async () => {
    const whole = await trained({ epochs: 3 });
    const run = newRun();
    let sessions = 0;
    let status: string;
    do {
      // Stops at the first chance after a step: a session without one may evaluate.
      let steps = 0;
      const onStep = () => {
        steps += 1;
      };
      const hooks = { onStep, isInterrupted: () => steps > 0 };
      const { summary, test } = await runSession(experiment({ epochs: 3 }), run, lastCheckpoint(run), hooks);
      status = summary.status;
      expect(test === undefined).toBe(status === 'interrupted');
      sessions += 1;
    } while (status === 'interrupted');
    expect(sessions).toBeGreaterThan(3);
    expect(bytesOf(run)).toEqual(bytesOf(whole.run));
    expect(run.readSummary()).toMatchObject({ weightsSha256: whole.summary.weightsSha256, testLoss: whole.summary.testLoss });
  });

  it('ends at the very step after which it is asked to', async () => {
    const run = newRun();
    let last = 0;
    const onStep = ({ step }: { readonly step: number }) => {
      last = step;
    };
    const { summary } = await runSession(experiment({ epochs: 3 }), run, undefined, { onStep, isInterrupted: () => last === 7 });
    expect(summary).toMatchObject({ status: 'interrupted', epochs: 1, steps: 7 });
    expect(lastCheckpoint(run)?.state).toMatchObject({ step: 7, epoch: 1, sums: { images: 16 } });
  });

  it('goes on from the steps that were saved within an epoch', async () => {
    const whole = await trained({ epochs: 2 });
    const run = newRun();
    const dying = {
      onStep({ step }: { step: number }) {
        if (step === 4) throw new Error('killed');
      },
    };
    await expect(runSession(experiment({ epochs: 2, checkpointSteps: 2 }), run, undefined, dying)).rejects.toThrow('killed');
    expect(run.readSummary()?.status).toBe('failed');
    expect(lastCheckpoint(run)?.state).toMatchObject({ step: 2, epoch: 0 });
    await runSession(experiment({ epochs: 2, checkpointSteps: 2 }), run, lastCheckpoint(run), {});
    expect(bytesOf(run)).toEqual(bytesOf(whole.run));
  });

  it('has nothing left to do when it was done', async () => {
    const { run, summary } = await trained({ epochs: 1 });
    const before = bytesOf(run);
    const again = await runSession(experiment({ epochs: 1 }), run, lastCheckpoint(run), {});
    expect(again.summary).toMatchObject({ status: 'completed', testAccuracy: summary.testAccuracy, steps: 5 });
    expect(bytesOf(run)).toEqual(before);
  });

  it('does not go on with other data', async () => {
    const { run } = await trained({ epochs: 1 });
    const other = buildExperiment(
      configFor(folder, { data: SPLIT, model: EVERY_KIND, train: { batchSize: 8 } }, { ...IMAGES, seed: 2 }),
    );
    const checkpoint = lastCheckpoint(run);
    await expect(runSession(other, run, checkpoint, {})).rejects.toThrow(
      [
        'The data are not those that the run was trained on.',
        `  checkpoint   ${run.checkpointPath('last')}   (data ${checkpoint?.fingerprint.slice(0, 16)})`,
        `  data now     ${other.data.summary.fingerprint.slice(0, 16)}`,
        '  Put the data back as they were, or start a new run.',
      ].join('\n'),
    );
  });
});

describe('a training that diverges', () => {
  const lastRow = (run: RunFolder) => tables(run).metrics.at(-1) ?? [];

  it('stops with exit code 1, its last row logged, its weights finite', async () => {
    const run = newRun();
    const built = experiment({ epochs: 5 }, { loss: 'meanSquaredError', optimizer: { type: 'sgd', lr: 1e6 } });
    const error: unknown = await runSession(built, run, undefined, {}).catch((cause: unknown) => cause);
    expect(error).toBeInstanceOf(UserError);
    const { exitCode, headline, message } = error as UserError;
    expect(exitCode).toBe(1);
    expect(headline).toMatch(/^The (?:loss|gradient) is (?:NaN|Infinity): the training diverged and was stopped\.$/);
    const [step, , loss, , , gradientNorm] = lastRow(run);
    expect(message).toContain(`\n  step             ${step}\n`);
    expect([loss, gradientNorm].some((cell) => cell === 'NaN' || cell === 'Infinity')).toBe(true);
    expect(run.readSummary()?.status).toBe('diverged');
    for (const { tensor } of built.network.parameters.parameters) expect(tensor.toArray().every(Number.isFinite)).toBe(true);
  });

  it('leaves the checkpoints as they were', async () => {
    const run = newRun();
    const built = experiment({ epochs: 5 });
    const checkpoints = () => bytesOf(run).slice(2);
    let before: string[] = [];
    const onStep = ({ step }: { step: number }) => {
      if (step !== 11) return;
      before = checkpoints();
      built.network.parameters.parameters.at(-1)?.tensor.set([1, 2, Number.NaN, 3]);
    };
    await expect(runSession(built, run, undefined, { onStep })).rejects.toThrow(
      'first gone bad   fc (linear): 1 of 4 weights are not finite already before the step',
    );
    expect(checkpoints()).toEqual(before);
    expect(lastCheckpoint(run)?.state).toMatchObject({ step: 10, epoch: 2 });
    expect(lastRow(run)[0]).toBe('12');
    expect(run.readSummary()).toMatchObject({ status: 'diverged', epochs: 2, steps: 11 });
  });
});
