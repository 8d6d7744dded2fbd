import { describe, expect, it } from 'vitest';
import { contextOf, type Draft, findingOf, type Planted, preparedData } from '../../../test/helpers/checks.ts';
import { bytesOf } from '../../../test/helpers/experiment.ts';
import { plantedBug, scaledWeights } from '../../../test/helpers/planted.ts';
import { multiply } from '../../ops/elementwise/elementwise.ts';
import { initialLossCheck } from './initial-loss.ts';

const find = (draft: Draft = {}, bug: Planted = {}) => findingOf(initialLossCheck, draft, bug);

/** A loss that is so many times the one of the config. */
const timesLoss = (factor: number): Planted => ({
  experiment(experiment) {
    const scale = experiment.engine.persistent([], 'dense').set([factor]);
    const { loss } = experiment;
    return {
      ...experiment,
      loss: {
        name: loss.name,
        expectedInitialLoss: (classes) => loss.expectedInitialLoss(classes),
        apply: (logits, labels) => multiply(loss.apply(logits, labels), scale),
      },
    };
  },
});

describe('passes an untrained network, which has the loss of chance', () => {
  it.each<[string, Draft, number]>([
    ['cross-entropy, log C', {}, Math.log(4)],
    ['cross-entropy of two classes', { data: { classes: 2 } }, Math.log(2)],
    ['hinge, C - 1', { loss: 'hinge' }, 3],
    ['hinge with a margin', { loss: { type: 'hinge', margin: 2 } }, 6],
    ['squared error, 1 / C', { loss: 'meanSquaredError' }, 1 / 4],
    ['label smoothing, which does not count', { loss: { type: 'crossEntropy', labelSmoothing: 0.3 } }, Math.log(4)],
    ['dropout, which does not count', { model: { architecture: 'mlp', hidden: [32], dropout: 0.9 } }, Math.log(4)],
    [
      'batch normalisation and a last batch of one image',
      {
        data: { train: 129, split: { validation: 0 } },
        model: ['flatten', { type: 'linear', features: 8 }, 'batchNorm1d', 'relu', { type: 'linear', features: 'classes' }],
        train: { batchSize: 128, dropLast: true },
      },
      Math.log(4),
    ],
  ])('%s', async (_, draft, expected) => {
    const finding = await find(draft);
    expect(finding.status).toBe('pass');
    expect(finding.expected).toBeCloseTo(expected, 10);
    expect(Math.abs((finding.measured as number) / expected - 1)).toBeLessThan(0.1);
  });
});

it('names the formula and how sure it is', async () => {
  expect(await find()).toMatchObject({
    expectedText: '1.3863 (log 4)',
    measuredText: expect.stringMatching(/^1\.\d+ ± 0\.\d+$/),
    key: ['model', 3],
    details: { batches: 9 },
  });
  expect(await find({ model: { architecture: 'mlp' } })).toMatchObject({ key: ['model'] });
});

it('passes a network that starts from the shares of unbalanced classes', async () => {
  const labels = Array.from({ length: 400 }, (_, i) => (i % 40 < 38 ? 0 : i % 40 === 38 ? 1 : 2));
  const images = labels.map((label, i) => [60 * label + (i % 50), (i * 7) % 100]);
  const data = preparedData([1, 1, 2], 3, { train: { images, labels } });
  const finding = await find(
    { model: ['flatten', { type: 'linear', features: 'classes', name: 'fc' }] },
    {
      data: () => data,
      experiment(experiment) {
        const bias = experiment.network.parameters.parameters.find(({ name }) => name === 'fc.bias');
        bias?.tensor.set([0.95, 0.025, 0.025].map(Math.log));
        return experiment;
      },
    },
  );
  expect(finding).toMatchObject({ status: 'pass', details: { classEntropy: expect.closeTo(0.232, 2) } });
  expect(finding.measured).toBeLessThan(0.3);
});

describe('complains', () => {
  it('of weights that are too large: a failure from twice the loss of chance on', async () => {
    expect(await find({}, scaledWeights(30))).toMatchObject({
      status: 'fail',
      reading: expect.stringMatching(/wrong certainty/),
      fix: expect.stringMatching(/init/),
    });
    const warning = await find({}, plantedBug('largeInit'));
    expect(warning.status).toBe('fail');
    expect(warning.measured).toBeGreaterThan(2 * (warning.expected as number));
  });

  it('and names the layer whose initialisation was chosen', async () => {
    const model = ['flatten', { type: 'linear', features: 'classes', init: 'heNormal' }];
    expect(await find({ model }, scaledWeights(100))).toMatchObject({
      status: 'fail',
      fix: '--model.1.init auto',
      key: ['model', 1],
    });
  });

  it('of a loss that is no number', async () => {
    expect(await find({}, scaledWeights(1e30))).toMatchObject({
      status: 'fail',
      reading: expect.stringMatching(/^The loss is (NaN|Infinity)/),
    });
  });

  it.each(['crossEntropy', 'hinge', 'meanSquaredError'])('of a sign that is flipped: %s', async (loss) => {
    const finding = await find({ loss }, plantedBug('lossSign'));
    expect(finding).toMatchObject({ status: 'fail', reading: expect.stringMatching(/negative.*sign/) });
    expect(finding.measured).toBeLessThan(0);
  });

  it('of a loss that is summed over the batch', async () => {
    // 270 images in nine batches.
    expect(await find({}, timesLoss(30))).toMatchObject({ status: 'fail', reading: expect.stringMatching(/30 times.*summed/) });
  });

  it('of a loss below chance', async () => {
    expect(await find({}, timesLoss(0.1))).toMatchObject({
      status: 'fail',
      reading: expect.stringMatching(/below that of chance/),
    });
  });
});

it('trains nothing', async () => {
  const context = contextOf();
  const before = bytesOf(context.subject.plain);
  await initialLossCheck.run(context);
  expect(bytesOf(context.subject.plain)).toEqual(before);
});
