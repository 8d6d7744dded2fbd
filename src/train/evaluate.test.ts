import { describe, expect, it } from 'vitest';
import { bytesOf, EVERY_KIND, experimentFor, temporaryFolder } from '../../test/helpers/experiment.ts';
import type { DataPart } from '../data/prepare.ts';
import { Evaluator } from './evaluate.ts';
import type { Experiment } from './experiment.ts';
import { TrainStep } from './train-step.ts';

const folder = temporaryFolder('evaluate');
const goOn = async () => false;

/** An experiment after a few steps, the same whatever the batch size of evaluations. */
function trained(batchSize = 32): Experiment {
  const experiment = experimentFor(
    folder,
    { model: EVERY_KIND, train: { batchSize } },
    { images: { train: 400, test: 150, noise: 60 } },
  );
  const { stage, data } = experiment;
  const step = new TrainStep(experiment);
  for (let i = 0; i < 4; i++) {
    stage.load(data.train.set, data.train.indices, i * 20, i * 20 + 20);
    step.run(20, i);
    step.update(i, 0.001);
  }
  return experiment;
}

const testPart = (experiment: Experiment) => experiment.data.test as DataPart;

describe('an evaluation', () => {
  it('changes neither weights nor running statistics nor the optimizer', async () => {
    const experiment = trained();
    const before = bytesOf(experiment);
    await new Evaluator(experiment).run(testPart(experiment), goOn);
    expect(bytesOf(experiment)).toEqual(before);
  });

  it('gives the same twice, and the same whatever the batch size but for the rounding of the loss', async () => {
    const results = [];
    for (const batchSize of [8, 64, 100, 300]) {
      const experiment = trained(batchSize);
      const evaluator = new Evaluator(experiment);
      const result = await evaluator.run(testPart(experiment), goOn);
      expect(await evaluator.run(testPart(experiment), goOn)).toEqual(result);
      results.push(result);
    }
    const [first, ...others] = results;
    expect(first?.accuracy).toBeGreaterThan(0.4);
    expect(first?.accuracy).toBeLessThan(1);
    for (const { loss, ...rest } of others) {
      const { loss: expected = 0, ...same } = first ?? {};
      expect(rest).toEqual(same);
      expect(Math.abs(loss / expected - 1)).toBeLessThan(1e-6);
    }
  });

  it('is what the logits say, without dropout and with the running statistics', async () => {
    const experiment = trained();
    const { engine, network, stage } = experiment;
    const part = testPart(experiment);
    const { loss, accuracy, count, confusion } = await new Evaluator(experiment).run(part, goOn);
    const expected = Array.from({ length: 4 }, () => [0, 0, 0, 0]);
    let lossSum = 0;
    for (const i of part.indices.keys()) {
      stage.load(part.set, part.indices, i, i + 1);
      const logits = engine.step(() => network.forward(stage.images(1), { training: false, updateStatistics: false }).toArray());
      const row = expected[stage.label(0)] as number[];
      const prediction = logits.indexOf(Math.max(...logits));
      row[prediction] = (row[prediction] ?? 0) + 1;
      lossSum += Math.log(logits.reduce((sum, logit) => sum + Math.exp(logit), 0)) - (logits[stage.label(0)] ?? 0);
    }
    expect(confusion).toEqual(expected);
    expect(count).toBe(150);
    expect(accuracy).toBe([0, 1, 2, 3].reduce((sum, c) => sum + (expected[c]?.[c] ?? 0), 0) / 150);
    expect(Math.abs(loss / (lossSum / 150) - 1)).toBeLessThan(1e-6);
  });

  it('finds no class where logits are not numbers', async () => {
    const experiment = trained();
    const bias = experiment.network.parameters.parameters.find(({ name }) => name === 'fc.bias');
    bias?.tensor.set([0, Number.NaN, 0, 0]);
    const { loss, accuracy, confusion } = await new Evaluator(experiment).run(testPart(experiment), goOn);
    expect([loss, accuracy]).toEqual([Number.NaN, 0]);
    expect(confusion.flat().every((number) => number === 0)).toBe(true);
  });

  it('stops between two batches when it is asked to', async () => {
    const experiment = trained();
    let asked = 0;
    await new Evaluator(experiment).run(testPart(experiment), async () => ++asked === 2);
    expect(asked).toBe(2);
  });
});
