import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { bytesOf, EVERY_KIND, experimentFor, temporaryFolder } from '../../test/helpers/experiment.ts';
import { createRun } from '../records/create-run.ts';
import { runSession } from './session.ts';
import { repeatedBatches, ShortTrainer, trainingBatches } from './short-training.ts';

const folder = temporaryFolder('short-training');

/** 54 training images: three batches of 16 in an epoch, and 6 images more. */
function build(more: Readonly<Record<string, unknown>> = {}, train: object = {}) {
  const given = { data: { split: { validation: 6 } }, model: EVERY_KIND, optimizer: { type: 'adam', lr: 0.01 } };
  return experimentFor(
    folder,
    { ...given, ...more, train: { batchSize: 16, epochs: 3, dropLast: true, ...train } },
    { images: { train: 60 } },
  );
}

describe('a short training', () => {
  it.each([
    ['shuffled', {}, {}],
    ['in the order of the data', {}, { shuffle: false }],
    ['augmented', { data: { augment: ['flipHorizontal', { type: 'shift', pixels: 2 }] } }, {}],
    ['with a schedule', { schedule: { type: 'cosine', warmupSteps: 3 } }, {}],
  ])('is the beginning of the training itself, bit for bit: %s', async (_, more, train) => {
    const [real, short] = [build(more, train), build(more, train)];
    const { run, lock } = createRun(join(folder, 'runs'), 'test', { 'config.yaml': '' });
    lock.release();
    await runSession(real, run, undefined, {});
    const steps = short.plan.totalSteps;
    const { results, end } = new ShortTrainer(short).run({ steps, rate: short.schedule, batches: trainingBatches(short) });
    expect([results.length, end]).toEqual([steps, 'done']);
    expect(bytesOf(short)).toEqual(bytesOf(real));
  });

  it('measures each step before its update', () => {
    const experiment = build();
    const trainer = new ShortTrainer(experiment);
    const batches = trainingBatches(experiment);
    const alone = trainer.measure(batches(0), 0);
    const { results } = trainer.run({ steps: 2, rate: () => 0.01, batches });
    expect(results[0]).toEqual(alone);
    expect(results[1]).not.toEqual(alone);
    expect(alone.loss).toBeGreaterThan(0);
    expect(alone.gradientNorm).toBeGreaterThan(0);
  });

  it('ends when it is enough, after the update', () => {
    const experiment = build();
    const asked: number[] = [];
    const isEnough = (step: number, { length }: { readonly length: number }) => asked.push(step) === 4 && length === 4;
    const training = new ShortTrainer(experiment).run({
      steps: 10,
      rate: () => 0.01,
      batches: trainingBatches(experiment),
      isEnough,
    });
    expect(training.end).toBe('enough');
    expect(asked).toEqual([0, 1, 2, 3]);
    const other = build();
    new ShortTrainer(other).run({ steps: 4, rate: () => 0.01, batches: trainingBatches(other) });
    expect(bytesOf(experiment)).toEqual(bytesOf(other));
  });

  it('ends as diverged at a loss that is no number, which never reaches the weights', () => {
    const model = ['flatten', { type: 'linear', features: 'classes' }];
    const experiment = build({ model, optimizer: { type: 'sgd' } });
    const training = new ShortTrainer(experiment).run({
      steps: 20,
      rate: (step) => (step === 2 ? 1e38 : 0.01),
      batches: trainingBatches(experiment),
    });
    expect(training).toMatchObject({ end: 'diverged' });
    expect(training.results).toHaveLength(4);
    const [last] = training.results.slice(-1);
    expect(Number.isFinite(last?.loss) && Number.isFinite(last?.gradientNorm)).toBe(false);
    expect(training.results.slice(0, -1).every(({ loss }) => Number.isFinite(loss))).toBe(true);
    for (const [name, bytes] of bytesOf(experiment)) {
      const values = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
      expect(values.some(Number.isNaN), name).toBe(false);
    }
  });

  it('of no steps does nothing', () => {
    const experiment = build();
    const before = bytesOf(experiment);
    expect(new ShortTrainer(experiment).run({ steps: 0, rate: () => 1, batches: trainingBatches(experiment) })).toEqual({
      results: [],
      end: 'done',
    });
    expect(bytesOf(experiment)).toEqual(before);
  });
});

describe('the batches of a training', () => {
  it('are whole, and each example comes once in an epoch at most', () => {
    const experiment = build({}, { dropLast: false });
    const batches = trainingBatches(experiment);
    for (const epoch of [1, 2]) {
      const seen = [0, 1, 2].flatMap((i) => {
        const { order, from, to, epoch: said } = batches(3 * (epoch - 1) + i);
        expect([to - from, said]).toEqual([16, epoch]);
        return [...order.subarray(from, to)];
      });
      expect(new Set(seen).size).toBe(48);
    }
    expect(batches(0).order).not.toEqual(batches(3).order);
  });

  it('are one where the training part is one', () => {
    const batches = trainingBatches(build({}, { batchSize: 54 }));
    expect([batches(0), batches(5)].map(({ from, to, epoch }) => [from, to, epoch])).toEqual([
      [0, 54, 1],
      [0, 54, 6],
    ]);
  });
});

it('repeated batches go round', () => {
  const batches = repeatedBatches({ indices: Uint32Array.of(5, 3, 8, 1, 9, 2) }, 2);
  const taken = Array.from({ length: 5 }, (_, step) => {
    const { order, from, to, epoch } = batches(step);
    return [...order.subarray(from, to), epoch];
  });
  expect(taken).toEqual([
    [5, 3, 1],
    [8, 1, 1],
    [9, 2, 1],
    [5, 3, 2],
    [8, 1, 2],
  ]);
});

it('a batch that is larger than what is there is all of it', () => {
  const { from, to } = repeatedBatches({ indices: Uint32Array.of(5, 3) }, 8)(7);
  expect([from, to]).toEqual([0, 2]);
});
