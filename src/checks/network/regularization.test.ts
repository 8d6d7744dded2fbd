import { describe, expect, it } from 'vitest';
import { type Draft, findingOf } from '../../../test/helpers/checks.ts';
import { regularizationCheck } from './regularization.ts';

const find = (draft: Draft) => findingOf(regularizationCheck, draft);

it('says where there is none', async () => {
  expect(await find({})).toMatchObject({ status: 'pass', measured: 0, measuredText: 'none is on' });
});

describe('passes', () => {
  it.each<[string, Draft]>([
    ['weight decay as part of the gradient', { optimizer: { type: 'sgd', lr: 0.1, weightDecay: 5e-4 } }],
    ['decoupled weight decay', { optimizer: { type: 'adamw', lr: 0.01, weightDecay: 0.01 } }],
  ])('%s, which raises the loss by half its sum of squares', async (_, draft) => {
    const finding = await find(draft);
    const { penalty, lossWith, lossWithout, pullOverGradient } = finding.details as Record<string, number>;
    expect(finding).toMatchObject({ status: 'pass', key: ['optimizer', 'weightDecay'] });
    expect(finding.measured).toBeGreaterThan(0);
    expect(finding.measured).toBeCloseTo(penalty ?? 0, 6);
    expect((lossWith ?? 0) - (lossWithout ?? 0)).toBe(finding.measured);
    expect(pullOverGradient).toBeGreaterThan(0);
    expect(pullOverGradient).toBeLessThan(0.3);
  });

  it.each<[string, Draft]>([
    ['dropout', { model: { architecture: 'mlp', hidden: [16], dropout: 0.5 } }],
    ['label smoothing', { loss: { type: 'crossEntropy', labelSmoothing: 0.1 } }],
    ['augmentation', { data: { augment: ['flipHorizontal'] } }],
  ])('%s alone, which pulls on no weight', async (_, draft) => {
    expect(await find(draft)).toMatchObject({ status: 'pass', details: { penalty: 0, pullOverGradient: 0 } });
  });
});

describe('complains of weight decay', () => {
  it.each<[string, Draft]>([
    ['as part of the gradient', { optimizer: { type: 'sgd', lr: 0.1, weightDecay: 1 } }],
    ['as part of the gradient of Adam', { optimizer: { type: 'adam', lr: 0.01, weightDecay: 1 } }],
    ['decoupled', { optimizer: { type: 'adamw', lr: 0.01, weightDecay: 20 } }],
  ])('that drowns the loss, %s', async (_, draft) => {
    const finding = await find(draft);
    expect(finding).toMatchObject({
      status: 'fail',
      reading: expect.stringMatching(/Weight decay .* pulls .* times as strongly/),
      fix: '--optimizer.weightDecay 1e-4',
    });
    expect(finding.details?.pullOverGradient).toBeGreaterThan(1);
  });

  it('that is strong, with a warning', async () => {
    const pull = (await find({ optimizer: { type: 'sgd', lr: 0.1, weightDecay: 0.001 } })).details?.pullOverGradient as number;
    const finding = await find({ optimizer: { type: 'sgd', lr: 0.1, weightDecay: (0.001 * 0.7) / pull } });
    expect(finding).toMatchObject({ status: 'warn', details: { pullOverGradient: expect.closeTo(0.7, 5) } });
  });
});
