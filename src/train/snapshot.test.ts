import { expect, it } from 'vitest';
import { bytesOf, EVERY_KIND, experimentFor, temporaryFolder } from '../../test/helpers/experiment.ts';
import type { Experiment } from './experiment.ts';
import { ShortTrainer, trainingBatches } from './short-training.ts';
import { takeSnapshot } from './snapshot.ts';

const folder = temporaryFolder('snapshot');
const build = (optimizer: object) => experimentFor(folder, { model: EVERY_KIND, optimizer, train: { batchSize: 16 } });
const train = (experiment: Experiment, steps: number) =>
  new ShortTrainer(experiment).run({ steps, rate: () => 0.01, batches: trainingBatches(experiment) });

it.each([
  { type: 'adam', weightDecay: 0.01 },
  { type: 'sgd', momentum: 0.9 },
])('puts back weights, running statistics and the state of $type, bit for bit, as often as asked', (optimizer) => {
  const experiment = build(optimizer);
  // Not at the start, where much of it is zero.
  train(experiment, 3);
  const before = bytesOf(experiment);
  const snapshot = takeSnapshot(experiment);
  for (let round = 0; round < 2; round++) {
    train(experiment, 4);
    for (const [name, bytes] of bytesOf(experiment)) expect(bytes.equals(before.get(name) as Buffer), name).toBe(false);
    snapshot.restore();
    expect(bytesOf(experiment)).toEqual(before);
  }
});

it('puts back what has become NaN', () => {
  const experiment = build({ type: 'adam' });
  const before = bytesOf(experiment);
  const snapshot = takeSnapshot(experiment);
  const { memory } = experiment.engine;
  for (const { weights, floats } of experiment.network.parameters.ranges) memory.float32(weights, floats).fill(Number.NaN);
  for (const { address, floats } of experiment.network.buffers.values()) memory.float32(address, floats).fill(Number.NaN);
  for (const { address, floats } of experiment.optimizer.state.values()) memory.float32(address, floats).fill(Number.NaN);
  snapshot.restore();
  expect(bytesOf(experiment)).toEqual(before);
});

it('keeps moments apart: the earlier one can be put back after the later', () => {
  const experiment = build({ type: 'adam' });
  const [start, first] = [bytesOf(experiment), takeSnapshot(experiment)];
  train(experiment, 2);
  const [later, second] = [bytesOf(experiment), takeSnapshot(experiment)];
  first.restore();
  expect(bytesOf(experiment)).toEqual(start);
  second.restore();
  expect(bytesOf(experiment)).toEqual(later);
});
