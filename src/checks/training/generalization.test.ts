import { describe, expect, it } from 'vitest';
import { type Draft, findingIn, findingOf, preparedData, subjectOf } from '../../../test/helpers/checks.ts';
import { plantedBug } from '../../../test/helpers/planted.ts';
import { generalizationCheck } from './generalization.ts';
import type { Learning, LearningTrial } from './learning.ts';

describe('held-out images', () => {
  it.each<[string, Draft]>([
    ['of the validation part', {}],
    ['of the test part, where there is no other', { data: { split: { validation: 0 } } }],
    ['of two classes', { data: { classes: 2 } }],
  ])('are known after a hundred steps: %s', async (_, draft) => {
    const finding = await findingOf(generalizationCheck, draft);
    expect(finding.status).toBe('pass');
    expect(finding.measured).toBeGreaterThan(finding.expected as number);
  });

  it('may be missing', async () => {
    expect(await findingOf(generalizationCheck, { data: { split: { validation: 0 }, test: 0 } })).toMatchObject({
      status: 'inconclusive',
      fix: expect.stringMatching(/^--data\.split\.validation/),
    });
  });

  it.each(['labelsShuffled', 'labelsOffByOne', 'otherTestImages'])('are not known where there is the bug %s', async (bug) => {
    const finding = await findingOf(generalizationCheck, { data: { train: 1000 } }, plantedBug(bug));
    expect(finding.status).toMatch(/^(warn|fail)$/);
    expect(finding.reading).toMatch(/held-out/);
    expect(finding.fix).toMatch(/--save-batch/);
  });
});

describe('judged', () => {
  const subject = subjectOf();
  const trial = (trainAccuracy: number, heldOut: number | undefined): LearningTrial => ({
    ...{ rate: 0.01, steps: 100, firstLoss: 1.4, lastLoss: 1, drop: 0.4, exploded: false, trainAccuracy },
    heldOut: heldOut === undefined ? undefined : { accuracy: heldOut, loss: 1, count: 500 },
  });
  const judge = (one: LearningTrial, longer?: LearningTrial) =>
    findingIn(generalizationCheck, {
      subject,
      learning: { trials: [one], configured: one, best: one, longer, ranOut: false } satisfies Learning,
    });

  it.each([
    [0.9, 0.85, 'pass'],
    [0.5, 0.5, 'pass'],
    // Far beyond what a hundred steps can overfit.
    [0.95, 0.5, 'warn'],
    [0.95, 0.05, 'fail'],
    [0.3, 0.25, 'warn'],
  ])('%d in training and %d held out: %s', async (training, heldOut, status) => {
    expect(await judge(trial(training, heldOut))).toMatchObject({ status, measured: heldOut });
  });

  it('by the best of all trials', async () => {
    expect(await judge(trial(0.2, 0.25), trial(0.9, 0.9))).toMatchObject({ status: 'pass', measured: 0.9 });
  });

  it('as inconclusive when every trial diverged', async () => {
    expect(await judge(trial(0.2, undefined))).toMatchObject({
      status: 'inconclusive',
      measured: expect.stringMatching(/diverged/),
    });
  });

  it('as inconclusive when nearly all images are of one class', async () => {
    const labels = Array.from({ length: 100 }, (_, i) => (i % 20 === 0 ? 1 : 0));
    const part = { images: labels.map((_, i) => [i]), labels };
    const data = preparedData([1, 1, 1], 2, { train: part, validation: part });
    const uneven = subjectOf({}, { data: () => data });
    const one = trial(0.95, 0.95);
    const learning = { trials: [one], configured: one, best: one, longer: undefined, ranOut: false };
    expect(await findingIn(generalizationCheck, { subject: uneven, learning })).toMatchObject({ status: 'inconclusive' });
  });
});
