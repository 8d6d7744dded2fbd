import { describe, expect, it } from 'vitest';
import { contextOf, type Draft, findingOf, type Planted, preparedData, subjectOf } from '../../../test/helpers/checks.ts';
import { bytesOf } from '../../../test/helpers/experiment.ts';
import { plantedBug, scaledWeights } from '../../../test/helpers/planted.ts';
import { TimeLimit } from '../../base/time-limit.ts';
import { epochOrder } from '../../data/order.ts';
import { overfitCheck } from './overfit.ts';
import { type Overfit, overfitSample } from './overfit-sample.ts';

const overfitOf = (draft: Draft = {}, planted: Planted = {}, limit = TimeLimit.NONE): Promise<Overfit> =>
  overfitSample(subjectOf(draft, planted), limit);
const ratesOf = ({ attempts }: Overfit) => attempts.map(({ rate, init }) => [Number(rate.toPrecision(3)), init]);
const find = (draft: Draft = {}, planted: Planted = {}) => findingOf(overfitCheck, draft, planted);

/** Images that are all the same: no network can tell their classes. */
const SAME_IMAGES: Planted = {
  data: () => {
    const labels = Array.from({ length: 200 }, (_, i) => i % 4);
    return preparedData([1, 2, 2], 4, { train: { images: labels.map(() => [10, 200, 90, 30]), labels } });
  },
};

describe('the sample', () => {
  it.each<[string, Draft, number, number]>([
    ['eight batches', {}, 16, 8],
    ['five batches of 32', { train: { batchSize: 32 } }, 32, 5],
    ['batches of no more than 32', { train: { batchSize: 200 } }, 32, 5],
    ['what whole batches there are of few images', { data: { train: 60, split: { validation: 0 } } }, 16, 3],
    ['eight images for batches of one', { train: { batchSize: 1 } }, 1, 8],
  ])('is %s, the first of the training', async (_, draft, size, batches) => {
    const { sample, batchSize, experiment } = await overfitOf(draft, {}, new TimeLimit(0));
    expect([batchSize, sample.indices.length]).toEqual([size, size * batches]);
    const { indices } = experiment.data.train;
    expect(sample.indices).toEqual(epochOrder(indices, 1, 1).slice(0, size * batches));
  });
});

describe('a healthy set-up', () => {
  it.each<[string, Draft]>([
    ['cross-entropy', {}],
    ['hinge', { loss: 'hinge' }],
    ['a squared error', { loss: 'meanSquaredError' }],
    ['two classes', { data: { classes: 2 } }],
    [
      'regularisation and augmentation, which are left out',
      {
        data: { augment: [{ type: 'shift', pixels: 3 }] },
        model: { architecture: 'mlp', hidden: [16], dropout: 0.9 },
        loss: { type: 'crossEntropy', labelSmoothing: 0.5 },
        optimizer: { type: 'adam', lr: 0.01, weightDecay: 1 },
      },
    ],
    ['large batches', { train: { batchSize: 200 } }],
    ['a schedule that warms up', { schedule: 'oneCycle' }],
  ])('fits its sample at once: %s', async (_, draft) => {
    const finding = await find(draft);
    expect(finding).toMatchObject({
      status: 'pass',
      expected: 1,
      measured: 1,
      expectedText: expect.stringMatching(/^100 % of \d+ images$/),
      measuredText: expect.stringMatching(/^100 % after \d+ steps$/),
      key: ['optimizer', 'lr'],
    });
    expect(finding.details?.attempts).toHaveLength(1);
  });

  it('is left with the weights that fit, and does the same again', async () => {
    const first = await overfitOf();
    expect(first.winner).toBe(first.attempts[0]);
    const second = await overfitOf();
    expect(second.attempts).toEqual(first.attempts);
    expect(bytesOf(second.experiment)).toEqual(bytesOf(first.experiment));
    expect(bytesOf(first.experiment)).not.toEqual(bytesOf(subjectOf().plain));
  });
});

describe('where it does not fit', () => {
  it('lower rates are tried first when the loss exploded', async () => {
    const draft = { optimizer: { type: 'sgd', lr: 100 } };
    const overfit = await overfitOf(draft);
    expect(overfit.attempts[0]).toMatchObject({ end: 'diverged', succeeded: false });
    expect(overfit.winner?.rate).toBeLessThan(100);
    expect(ratesOf(overfit).slice(0, 2)).toEqual([
      [100, undefined],
      [10, undefined],
    ]);
    expect(await find(draft)).toMatchObject({
      status: 'fail',
      reading: expect.stringMatching(/explodes.*too high by a factor of about \d+/),
      fix: expect.stringMatching(/^--optimizer\.lr [\d.]+$/),
    });
  });

  it('higher rates are tried first when it did not move', async () => {
    const draft = { optimizer: { type: 'sgd', lr: 1e-5 } };
    const overfit = await overfitOf(draft);
    expect(ratesOf(overfit).slice(0, 3)).toEqual([
      [1e-5, undefined],
      [1e-4, undefined],
      [1e-3, undefined],
    ]);
    expect(overfit.winner?.rate).toBeCloseTo(0.01, 6);
    // What does not move is given up early.
    expect(overfit.attempts[1]?.steps).toBe(120);
    expect(await find(draft)).toMatchObject({
      status: 'warn',
      reading: expect.stringMatching(/does not go down.*too low by a factor of about 1000/),
      fix: '--optimizer.lr 0.01',
    });
  });

  it('other initialisations are tried after that', async () => {
    const finding = await find({}, plantedBug('zeroInit'));
    expect(finding).toMatchObject({
      status: 'warn',
      reading: expect.stringMatching(/heNormal.*initial weights are the matter/),
      fix: expect.stringMatching(/^--model\.1\.init heNormal --model\.3\.init heNormal( --optimizer|$)/),
    });
    const { winner, experiment } = await overfitOf({}, plantedBug('zeroInit'));
    expect(winner).toMatchObject({ init: 'heNormal', succeeded: true });
    // The experiment is the one that was fitted.
    expect(JSON.stringify(experiment.config.model)).toContain('heNormal');
  });

  it('and when nothing helps, it fails and names the best attempt', async () => {
    const finding = await find({}, SAME_IMAGES);
    expect(finding).toMatchObject({
      status: 'fail',
      reading: expect.stringMatching(/the best was \d+(\.\d)? %/),
      fix: expect.any(String),
    });
    expect(finding.measured).toBeLessThan(0.5);
    const inits = new Set((finding.details as unknown as Overfit).attempts.map(({ init }) => init));
    expect(inits).toEqual(new Set([undefined, 'heNormal', 'xavierNormal']));
  });

  it('a set-up that learns most of it gets a warning', async () => {
    // In nine of ten pairs of equal images both have the same label.
    const labels = Array.from({ length: 128 }, (_, i) => (i >> 1) % 4);
    const images = labels.map((label, i) => [60 * label, (i >> 1) * 2, 0, 255 - 60 * label]);
    const wrong = labels.map((label, i) => (i % 20 === 1 ? (label + 1) % 4 : label));
    const data = preparedData([1, 2, 2], 4, { train: { images, labels: wrong } });
    const finding = await find({}, { data: () => data });
    expect(finding).toMatchObject({ status: 'warn', fix: expect.stringMatching(/larger network/) });
    expect(finding.measured).toBeGreaterThan(0.8);
  });

  it('a softmax before the cross-entropy is known by where the loss stays', async () => {
    const finding = await find({ optimizer: { type: 'adam', lr: 0.03 } }, plantedBug('softmaxInLoss'));
    expect(finding.status).not.toBe('pass');
    expect(finding.reading).toMatch(/softmax before the cross-entropy/);
  });

  it('a loss with its sign flipped falls without end and fits nothing', async () => {
    expect(await find({}, plantedBug('lossSign'))).toMatchObject({ status: 'fail' });
  });

  it('weights that are far too large give a loss that is no number: a failure, not a crash', async () => {
    expect((await find({}, scaledWeights(1e30))).status).toMatch(/^(warn|fail)$/);
  });

  it('says that the time was over', async () => {
    const overfit = await overfitOf({ optimizer: { type: 'sgd', lr: 1e-6 } }, {}, new TimeLimit(0));
    expect(overfit).toMatchObject({ ranOut: true, winner: undefined, attempts: [{ steps: 1, end: 'enough' }] });
    const { subject } = contextOf({ optimizer: { type: 'sgd', lr: 1e-6 } });
    expect(
      await overfitCheck.run({ subject, overfit: Promise.resolve(overfit) } as unknown as ReturnType<typeof contextOf>),
    ).toMatchObject({
      status: 'inconclusive',
      reading: expect.stringMatching(/time was over/),
    });
  });
});
