/** The number of threads changes the time that a step takes, and no bit of what it computes. */
import { afterAll, expect, it } from 'vitest';
import { clock } from '../../src/base/clock.ts';
import { ENDED, RELEASED, TIMES } from '../../src/kernels/team-timing.ts';
import { Evaluator } from '../../src/train/evaluate.ts';
import type { Experiment } from '../../src/train/experiment.ts';
import { type ObserveProgram, TrainStep } from '../../src/train/train-step.ts';
import { bytesOf, experimentFor, temporaryFolder } from '../helpers/experiment.ts';

const folder = temporaryFolder('threads');
const experiments: Experiment[] = [];
afterAll(async () => {
  for (const { engine } of experiments) await engine.stopThreads();
});

/** All algorithms of convolution, and every kernel that is divided among threads. */
const MODEL = [
  { type: 'conv2d', channels: 12, kernel: 5 },
  { type: 'batchNorm2d' },
  'relu',
  'maxPool2d',
  { type: 'conv2d', channels: 32, kernel: 3 },
  { type: 'conv2d', channels: 34, kernel: 3 },
  'relu',
  { type: 'conv2d', channels: 34, kernel: 3, stride: 2, groups: 34 },
  { type: 'conv2d', channels: 20, kernel: 1, stride: 2 },
  { type: 'conv2d', channels: 8, kernel: 3, stride: 2, groups: 2 },
  { type: 'batchNorm2d' },
  { type: 'residual', layers: [{ type: 'conv2d', channels: 8, kernel: 3 }, { type: 'batchNorm2d' }] },
  'relu',
  'flatten',
  { type: 'dropout', p: 0.2 },
  { type: 'linear', features: 20 },
  'tanh',
  { type: 'linear', features: 'classes' },
];

/** Some steps with two sizes of batch and an evaluation on `threads` threads: everything that was computed. */
async function train(threads: number) {
  const images = { size: 18, channels: 3, train: 90, test: 30 };
  const experiment = experimentFor(folder, { model: MODEL, optimizer: 'adam', train: { batchSize: 32 } }, { images, threads });
  experiments.push(experiment);
  await experiment.engine.allThreadsReady();
  const { stage, data } = experiment;
  const step = new TrainStep(experiment);
  const results = [32, 7, 32, 7, 32, 1].map((size, i) => {
    stage.load(data.train.set, data.train.indices, i, i + size);
    const result = step.run(size, i);
    step.update(i, 1e-3);
    return result;
  });
  const evaluator = new Evaluator(experiment);
  if (data.test === undefined) throw new Error('the data have a test part');
  const first = await evaluator.run(data.test, async () => false);
  return { results, first, second: await evaluator.run(data.test, async () => false), bytes: bytesOf(experiment) };
}

/** The step and the update of a training, twice as usual and twice timed: what was computed, and the times of the last. */
async function trainTimed(threads: number, timed: boolean) {
  const images = { size: 18, channels: 3, train: 90, test: 30 };
  const experiment = experimentFor(folder, { model: MODEL, optimizer: 'adam', train: { batchSize: 32 } }, { images, threads });
  experiments.push(experiment);
  await experiment.engine.allThreadsReady();
  const { stage, data } = experiment;
  const step = new TrainStep(experiment);
  const seen: { readonly calls: number; readonly timings: readonly Float64Array[] }[] = [];
  const observe: ObserveProgram = ({ calls }, timings) =>
    seen.push({ calls: calls.length, timings: timings.map((times) => times.slice()) });
  const began = clock();
  const results = [0, 1, 2, 3].map((i) => {
    stage.load(data.train.set, data.train.indices, i, i + 32);
    const result = step.run(32, i, timed && i % 2 === 1 ? observe : undefined);
    step.update(i, 1e-3, timed && i % 2 === 1 ? observe : undefined);
    return result;
  });
  return { results, bytes: bytesOf(experiment), seen, began, ended: clock() };
}

it('gives the same bits when it is timed, and all threads write down when they worked', async () => {
  const { results, bytes } = await trainTimed(1, false);
  for (const threads of [1, 2, 3]) {
    const { seen, began, ended, ...timed } = await trainTimed(threads, true);
    expect({ results: timed.results, bytes: timed.bytes }, `${threads} threads`).toEqual({ results, bytes });
    expect(seen).toHaveLength(4);
    for (const { calls, timings } of seen) {
      expect(timings).toHaveLength(threads);
      for (const [thread, times] of timings.entries()) {
        expect(times).toHaveLength(TIMES * calls);
        // Each call's beginning and end on this thread, in the order of the program. The origins differ by less than a microsecond.
        const readings = [...times].filter((_, i) => i % TIMES !== RELEASED);
        const sorted = [began - 0.001, ...readings, ended + 0.001];
        expect(sorted, `thread ${thread}`).toEqual(sorted.toSorted((a, b) => a - b));
      }
      // Whatever was divided is done on all threads when the calling thread is released.
      const [first] = timings;
      for (let i = 0; i < calls; i++) {
        const released = first?.[TIMES * i + RELEASED] ?? 0;
        expect(released).toBeGreaterThanOrEqual(first?.[TIMES * i + ENDED] ?? 0);
      }
    }
  }
});

it('gives the same bits on 1, 2, 3 and 5 threads', async () => {
  const alone = await train(1);
  expect(alone.results.every(({ loss }) => Number.isFinite(loss))).toBe(true);
  expect(alone.second).toEqual(alone.first);
  for (const threads of [2, 3, 5]) expect(await train(threads), `${threads} threads`).toEqual(alone);
});
