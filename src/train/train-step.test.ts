import { describe, expect, it } from 'vitest';
import { bytesOf, EVERY_KIND, experimentFor, temporaryFolder } from '../../test/helpers/experiment.ts';
import type { Experiment } from './experiment.ts';
import { TrainStep } from './train-step.ts';

const folder = temporaryFolder('train-step');
const build = (optimizer: object = { type: 'adam' }, model: readonly unknown[] = EVERY_KIND, threads = 1) =>
  experimentFor(folder, { model, optimizer, train: { batchSize: 16 } }, { threads });

/** So little to do that thousands of steps take a moment. */
const SMALL = [
  { type: 'conv2d', channels: 4, kernel: 3, stride: 2 },
  'relu',
  'flatten',
  { type: 'linear', features: 3 },
  'relu',
  { type: 'linear', features: 'classes' },
];

/** Lays out the batch of a step: 16 examples and 7 in turn. */
function load({ stage, data }: Experiment, step: number): number {
  const images = step % 2 === 0 ? 16 : 7;
  const from = (step * 16) % 128;
  stage.load(data.train.set, data.train.indices, from, from + images);
  return images;
}

/** The same step by eager operations. */
function eagerStep({ engine, network, loss, stage, optimizer }: Experiment, images: number, step: number, rate: number) {
  engine.setStepNumber(step);
  const value = engine.step(() => {
    network.parameters.clearGradients(engine);
    const logits = network.forward(stage.images(images), { training: true, updateStatistics: true });
    const root = loss.apply(logits, stage.labels);
    const predictions = logits.toArray();
    engine.tape.backward(root);
    optimizer.measure();
    let correct = 0;
    for (let i = 0; i < images; i++) {
      const row = predictions.subarray(4 * i, 4 * i + 4);
      if (row.indexOf(Math.max(...row)) === stage.label(i)) correct += 1;
    }
    return { loss: root.toArray()[0], correct, gradientNorm: optimizer.gradientNorm };
  });
  optimizer.prepare(step + 1, rate);
  engine.step(() => optimizer.update());
  return value;
}

function gradientBits({ engine, network }: Experiment): Buffer[] {
  return network.parameters.ranges.map(({ gradients, floats }) =>
    Buffer.from(engine.memory.uint8(gradients, 4 * floats).slice()),
  );
}

describe.each([
  { type: 'adam', weightDecay: 0.01 },
  { type: 'sgd', momentum: 0.9, clipNorm: 0.5 },
])('a captured step with $type', (optimizer) => {
  it('gives the bits of the eager one: loss, gradients, weights, statistics, state', () => {
    const [eager, captured] = [build(optimizer), build(optimizer)];
    const step = new TrainStep(captured);
    const start = bytesOf(captured);
    for (let i = 0; i < 12; i++) {
      const rate = 0.01 / (i + 1);
      const images = load(captured, i);
      const result = step.run(images, i);
      const gradients = gradientBits(captured);
      step.update(i, rate);
      load(eager, i);
      expect(result).toEqual(eagerStep(eager, images, i, rate));
      expect(gradients).toEqual(gradientBits(eager));
      expect(bytesOf(captured)).toEqual(bytesOf(eager));
    }
    for (const [name, bytes] of bytesOf(captured)) expect(bytes.equals(start.get(name) as Buffer), name).toBe(false);
  });
});

describe('a step', () => {
  it.each([
    { way: 'captured', threads: 1 },
    { way: 'captured', threads: 2 },
    { way: 'eager', threads: 1 },
  ])('uses the same memory after step 10 as after step 10,000: $way, threads: $threads', async ({ way, threads }) => {
    const experiment = build({ type: 'adam' }, SMALL, threads);
    const { engine } = experiment;
    const { memory } = engine;
    await engine.allThreadsReady();
    const step = new TrainStep(experiment);
    const take = (i: number) => {
      const images = load(experiment, i);
      if (way === 'eager') eagerStep(experiment, images, i, 0.001);
      else {
        step.run(images, i);
        step.update(i, 0.001);
      }
    };
    const used = () => ({
      reserved: memory.reserved,
      peak: memory.step.peak,
      inUse: memory.step.inUse,
      size: memory.wasm.buffer.byteLength,
    });
    for (let i = 0; i < 10; i++) take(i);
    const after10 = { ...used(), rss: process.memoryUsage.rss() };
    for (let i = 10; i < 10_000; i++) take(i);
    const { rss, ...exact } = after10;
    expect(used()).toEqual(exact);
    expect(exact.inUse).toBe(0);
    // The heap of JavaScript grows by some MB and shrinks again; a step that lost its buffers would lose hundreds.
    expect(10_000 * exact.peak).toBeGreaterThan(300e6);
    expect(process.memoryUsage.rss() - rss).toBeLessThan(100e6);
    await engine.stopThreads();
  });

  it('leaves the weights alone before the update', () => {
    const experiment = build();
    const step = new TrainStep(experiment);
    const weights = () => bytesOf(experiment).get('fc.weight');
    const before = weights();
    step.run(load(experiment, 0), 0);
    step.run(load(experiment, 1), 1);
    expect(weights()).toEqual(before);
    step.update(1, 0.001);
    expect(weights()).not.toEqual(before);
  });

  it('draws other dropout masks for other steps, and the same for the same', () => {
    const experiment = build();
    const step = new TrainStep(experiment);
    const images = load(experiment, 0);
    const losses = [0, 1, 0].map((number) => step.run(images, number).loss);
    expect(losses[1]).not.toBe(losses[0]);
    expect(losses[2]).toBe(losses[0]);
  });

  it('learns', () => {
    const experiment = build({ type: 'adam', lr: 0.01 });
    const step = new TrainStep(experiment);
    const losses = Array.from({ length: 60 }, (_, i) => {
      const { loss } = step.run(load(experiment, i), i);
      step.update(i, 0.01);
      return loss;
    });
    expect(losses[0]).toBeGreaterThan(1);
    expect(Math.max(...losses.slice(-5))).toBeLessThan(0.3);
  });
});
