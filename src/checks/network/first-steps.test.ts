import { describe, expect, it } from 'vitest';
import { contextOf, findingOf } from '../../../test/helpers/checks.ts';
import { bytesOf, EVERY_KIND } from '../../../test/helpers/experiment.ts';
import { plantedBug, scaledWeights } from '../../../test/helpers/planted.ts';
import { norm } from '../../base/norm.ts';
import { TimeLimit } from '../../base/time-limit.ts';
import { ShortTrainer, trainingBatches } from '../../train/short-training.ts';

import { takeFirstSteps } from './first-steps.ts';
import { gradientFlowCheck } from './gradient-flow.ts';
import { updatesCheck } from './updates.ts';

const THREE_LAYERS = {
  model: [
    'flatten',
    { type: 'linear', features: 8 },
    'relu',
    { type: 'linear', features: 8 },
    'relu',
    { type: 'linear', features: 'classes' },
  ],
};

describe('the first steps', () => {
  it('are those of a training without regularisation, and leave nothing behind', () => {
    const { subject } = contextOf({ model: EVERY_KIND });
    const before = bytesOf(subject.plain);
    const steps = takeFirstSteps(subject, TimeLimit.NONE);
    expect(bytesOf(subject.plain)).toEqual(before);
    expect(bytesOf(subject.configured)).toEqual(before);

    const { plain } = contextOf({ model: EVERY_KIND }).subject;
    const { results } = new ShortTrainer(plain).run({ steps: 5, rate: () => 0.01, batches: trainingBatches(plain) });
    expect(steps.gradientNorms).toEqual(results.map(({ gradientNorm }) => gradientNorm));
    expect(steps.rate).toBe(0.01);
  });

  it('tell of each parameter its gradients and by how much it changed', () => {
    const { parameters, gradientNorms, weightNorm, updateNorm } = contextOf().firstSteps;
    expect(parameters.map(({ name, size, isWeight }) => [name, size, isWeight])).toEqual([
      ['1.weight', 1024, true],
      ['1.bias', 16, false],
      ['3.weight', 64, true],
      ['3.bias', 4, false],
    ]);
    gradientNorms.forEach((total, step) => {
      expect(norm(parameters.map((parameter) => parameter.gradientNorms[step] ?? 0))).toBeCloseTo(total, 4);
    });
    const [first, bias] = parameters;
    expect(parameters.every(({ changed }) => changed)).toBe(true);
    // Adam's first step changes each weight by the rate: the norm of the change is 0.01 sqrt(1024).
    expect((first?.updateRatios[0] ?? 0) * (first?.weightNorm ?? 0)).toBeCloseTo(0.32, 2);
    expect(bias?.updateRatios[0]).toBeNaN();
    expect(weightNorm).toBeCloseTo(
      norm(parameters.filter(({ isWeight }) => isWeight).map((parameter) => parameter.weightNorm)),
      6,
    );
    expect(updateNorm).toBeGreaterThan(0.1);
    expect(updateNorm).toBeLessThan(0.34);
  });

  it('are fewer where there is no time, and one at least', () => {
    expect(takeFirstSteps(contextOf().subject, new TimeLimit(0)).gradientNorms).toHaveLength(1);
  });

  it('end where the loss is no number', () => {
    const { parameters, gradientNorms } = contextOf({}, scaledWeights(1e30)).firstSteps;
    expect(gradientNorms).toHaveLength(1);
    expect(parameters.every(({ changed }) => !changed)).toBe(true);
  });
});

describe('gradients arrive', () => {
  it('at every parameter of a healthy network', async () => {
    expect(await findingOf(gradientFlowCheck)).toMatchObject({
      status: 'pass',
      expected: 4,
      measured: 4,
      details: { zero: [], tiny: [] },
    });
  });

  it('not where a part is cut off', async () => {
    expect(await findingOf(gradientFlowCheck, THREE_LAYERS, plantedBug('detachedBranch'))).toMatchObject({
      status: 'fail',
      measured: 2,
      details: { zero: ['1.weight', '1.bias', '3.weight', '3.bias'] },
      reading: expect.stringMatching(/1\.weight, 1\.bias.* get no gradient.*cut off/),
    });
  });

  it('not where all weights are zero', async () => {
    expect(await findingOf(gradientFlowCheck, {}, plantedBug('zeroInit'))).toMatchObject({
      status: 'fail',
      reading: expect.stringMatching(/zero.*starts from zeros/),
      fix: '--model.1.init auto --model.3.init auto',
    });
  });

  it('not where they are no numbers', async () => {
    expect(await findingOf(gradientFlowCheck, {}, scaledWeights(1e30))).toMatchObject({
      status: 'fail',
      reading: expect.stringMatching(/not numbers/),
      details: { notFinite: expect.arrayContaining(['1.weight']) },
    });
  });

  it('next to none behind many sigmoids', async () => {
    const deep = Array.from({ length: 8 }, () => [{ type: 'linear', features: 8 }, 'sigmoid']).flat();
    const finding = await findingOf(gradientFlowCheck, { model: ['flatten', ...deep, { type: 'linear', features: 'classes' }] });
    expect(finding).toMatchObject({
      status: 'warn',
      reading: expect.stringMatching(/1\.weight.* vanish/),
      fix: expect.stringMatching(/ReLU/),
    });
  });
});

describe('parameters change', () => {
  it('all of a healthy network', async () => {
    expect(await findingOf(updatesCheck)).toMatchObject({ status: 'pass', expected: 4, measured: 4, details: { frozen: [] } });
  });

  it('not those that are frozen', async () => {
    expect(await findingOf(updatesCheck, {}, plantedBug('frozenLayer'))).toMatchObject({
      status: 'fail',
      measured: 3,
      reading: expect.stringMatching(/^1\.weight get gradients but do not change/),
      details: { frozen: ['1.weight'] },
    });
  });

  it('none at learning rate 0', async () => {
    expect(await findingOf(updatesCheck, { optimizer: { type: 'sgd', lr: 0 } })).toMatchObject({
      status: 'fail',
      measured: 0,
      reading: expect.stringMatching(/learning rate is 0/),
      fix: '--optimizer.lr 1e-3',
    });
  });

  it('none where the steps are too small for float32', async () => {
    const finding = await findingOf(updatesCheck, { optimizer: { type: 'sgd', lr: 1e-38 } });
    expect(finding).toMatchObject({ status: 'fail', reading: expect.stringMatching(/too small/) });
  });

  it('says nothing of those without a gradient, which another check tells', async () => {
    expect(await findingOf(updatesCheck, THREE_LAYERS, plantedBug('detachedBranch'))).toMatchObject({
      status: 'pass',
      expected: 2,
      measured: 2,
    });
  });
});
