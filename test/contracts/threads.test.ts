/** The number of threads changes the time that a step takes, and no bit of what it computes. */
import { afterAll, expect, it } from 'vitest';
import { Evaluator } from '../../src/train/evaluate.ts';
import type { Experiment } from '../../src/train/experiment.ts';
import { TrainStep } from '../../src/train/train-step.ts';
import { bytesOf, experimentFor, temporaryFolder } from '../helpers/experiment.ts';

const folder = temporaryFolder('threads');
const experiments: Experiment[] = [];
afterAll(async () => {
  for (const { engine } of experiments) await engine.stopThreads();
});

/** Both algorithms of convolution, and every kernel that is divided among threads. */
const MODEL = [
  { type: 'conv2d', channels: 12, kernel: 5 },
  { type: 'batchNorm2d' },
  'relu',
  'maxPool2d',
  { type: 'conv2d', channels: 32, kernel: 3 },
  { type: 'conv2d', channels: 34, kernel: 3 },
  'relu',
  { type: 'conv2d', channels: 8, kernel: 3, stride: 2 },
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

it('gives the same bits on 1, 2, 3 and 5 threads', async () => {
  const alone = await train(1);
  expect(alone.results.every(({ loss }) => Number.isFinite(loss))).toBe(true);
  expect(alone.second).toEqual(alone.first);
  for (const threads of [2, 3, 5]) expect(await train(threads), `${threads} threads`).toEqual(alone);
});
