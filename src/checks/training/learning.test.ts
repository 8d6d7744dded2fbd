import { describe, expect, it } from 'vitest';
import { type Draft, findingIn, type Planted, subjectOf } from '../../../test/helpers/checks.ts';
import { bytesOf } from '../../../test/helpers/experiment.ts';
import { plantedBug } from '../../../test/helpers/planted.ts';
import { TimeLimit } from '../../base/time-limit.ts';
import { ShortTrainer, trainingBatches } from '../../train/short-training.ts';
import { evaluateSome, type Learning, type LearningTrial, learnShortly } from './learning.ts';
import { learningRateCheck } from './learning-rate.ts';

const learn = (draft: Draft = {}, planted: Planted = {}, limit = TimeLimit.NONE) =>
  learnShortly(subjectOf(draft, planted), limit);
const ratesOf = ({ trials }: Learning) => trials.map(({ rate }) => Number(rate.toPrecision(3)));

describe('a short training', () => {
  it('is the beginning of the training as it is configured, regularisation and all, and leaves nothing behind', () => {
    const draft = {
      model: { architecture: 'mlp', hidden: [16], dropout: 0.5 },
      optimizer: { type: 'adamw', lr: 0.01, weightDecay: 0.1 },
    };
    const subject = subjectOf(draft);
    const before = bytesOf(subject.configured);
    const { configured } = learnShortly(subject, TimeLimit.NONE);
    expect(bytesOf(subject.configured)).toEqual(before);

    const { configured: experiment } = subjectOf(draft);
    const { results } = new ShortTrainer(experiment).run({ steps: 100, rate: () => 0.01, batches: trainingBatches(experiment) });
    const last = results.slice(-20);
    expect(configured).toMatchObject({
      steps: 100,
      firstLoss: results[0]?.loss,
      lastLoss: expect.closeTo(last.reduce((sum, { loss }) => sum + loss, 0) / 20, 10),
      trainAccuracy: last.reduce((sum, { correct }) => sum + correct, 0) / 320,
      exploded: false,
    });
    const { validation } = experiment.data;
    if (validation === undefined) throw new Error('there is no validation part');
    expect(configured.heldOut).toEqual(evaluateSome(experiment, validation, 500));
  });

  it('is the same again', () => {
    expect(learn()).toEqual(learn());
  });

  it('is tried at ten times the rate and a tenth of it', () => {
    const learning = learn();
    expect(ratesOf(learning)).toEqual([0.01, 0.1, 0.001]);
    expect(learning.best.lastLoss).toBe(Math.min(...learning.trials.map(({ lastLoss }) => lastLoss)));
    expect(learning).toMatchObject({ longer: undefined, ranOut: false });
  });

  it('and further away where others learn much more', () => {
    expect(ratesOf(learn({ optimizer: { type: 'sgd', lr: 1e-4 } }))).toEqual([1e-4, 1e-3, 1e-5, 1e-2, 0.1]);
    const high = learn({ optimizer: { type: 'sgd', lr: 1e4 } });
    expect(ratesOf(high)).toEqual([1e4, 1e5, 1e3, 100, 10]);
    expect(high.configured).toMatchObject({ exploded: true, lastLoss: Number.POSITIVE_INFINITY, heldOut: undefined });
  });

  it('is longer where no rate learns anything', () => {
    const { longer } = learn({ optimizer: { type: 'sgd', lr: 1e-9 } });
    expect(longer?.steps).toBe(400);
  });

  it('measures on test images where there is no validation part, and on nothing where there are none', () => {
    expect(learn({ data: { split: { validation: 0 } } }).configured.heldOut).toMatchObject({ count: 100 });
    expect(learn({ data: { split: { validation: 0 }, test: 0 } }).configured.heldOut).toBeUndefined();
  });

  it('ends when the time is over', () => {
    const { trials, configured, ranOut } = learn({}, {}, new TimeLimit(0));
    expect(trials).toEqual([configured]);
    expect(configured.steps).toBe(1);
    expect(ranOut).toBe(true);
  });
});

describe('the learning rate', () => {
  const trial = (rate: number, lastLoss: number): LearningTrial => ({
    ...{ rate, lastLoss, steps: 100, firstLoss: 2.3, drop: 2.3 - lastLoss, exploded: lastLoss > 6.9, trainAccuracy: 0.5 },
    heldOut: undefined,
  });
  const judge = (trials: readonly LearningTrial[], ranOut = false) => {
    const [configured] = trials as [LearningTrial];
    const best = trials.reduce((a, b) => (b.lastLoss < a.lastLoss ? b : a));
    return findingIn(learningRateCheck, { learning: { trials, configured, best, longer: undefined, ranOut } });
  };

  it('passes where the loss drops about as much as at the best', async () => {
    expect(await judge([trial(0.01, 0.5), trial(0.1, 2.2), trial(0.001, 1.5)])).toMatchObject({
      status: 'pass',
      expected: 0.5,
      measured: 0.5,
      key: ['optimizer', 'lr'],
    });
    // Ten times as much would be faster, which is no mistake.
    expect(await judge([trial(0.01, 1.8), trial(0.1, 0.2), trial(0.001, 2.2)])).toMatchObject({
      status: 'pass',
      expected: 0.2,
      measured: 1.8,
    });
  });

  it('fails where the loss explodes', async () => {
    expect(
      await judge([trial(0.01, Number.POSITIVE_INFINITY), trial(0.1, Number.POSITIVE_INFINITY), trial(0.001, 0.5)]),
    ).toMatchObject({
      status: 'fail',
      reading: expect.stringMatching(/explodes at learning rate 0\.01/),
      fix: '--optimizer.lr 0.001',
    });
    const everywhere = await judge([0.01, 0.1, 0.001].map((rate) => trial(rate, 50)));
    expect(everywhere).toMatchObject({ status: 'fail', fix: '--optimizer.lr 0.0001' });
  });

  it('is a warning where it is far too low or too high', async () => {
    expect(await judge([trial(1e-5, 2.28), trial(1e-4, 2.1), trial(1e-6, 2.3), trial(1e-3, 0.5)])).toMatchObject({
      status: 'warn',
      reading: expect.stringMatching(/too low by a factor of about 100/),
      fix: '--optimizer.lr 0.001',
    });
    expect(await judge([trial(1, 2.28), trial(10, 4), trial(0.1, 2), trial(0.01, 0.5)])).toMatchObject({
      status: 'warn',
      reading: expect.stringMatching(/too high by a factor of about 100/),
      fix: '--optimizer.lr 0.01',
    });
  });

  it('is a warning where the loss drops at no rate', async () => {
    expect(await judge([0.01, 0.1, 0.001].map((rate) => trial(rate, 2.29)))).toMatchObject({
      status: 'warn',
      reading: expect.stringMatching(/hardly drops .* from 0\.001 to 0\.1/),
    });
  });

  it('says that the time was over', async () => {
    expect(await judge([trial(0.01, 2.2)], true)).toMatchObject({
      status: 'inconclusive',
      reading: expect.stringMatching(/time was over/),
    });
  });

  it.each([
    [{}, 'pass'],
    [{ loss: 'hinge' }, 'pass'],
    [{ optimizer: { type: 'sgd', lr: 1e4 } }, 'fail'],
    [{ optimizer: { type: 'sgd', lr: 1e-5 } }, 'warn'],
    [{ optimizer: { type: 'sgd', lr: 0 } }, 'warn'],
  ])('of %j: %s', async (draft, status) => {
    expect(await findingIn(learningRateCheck, { learning: learn(draft) })).toMatchObject({ status });
  });

  it('of a loss whose sign is flipped is judged all the same', async () => {
    const { status } = await findingIn(learningRateCheck, { learning: learn({}, plantedBug('lossSign')) });
    expect(['pass', 'warn', 'fail']).toContain(status);
  });
});
