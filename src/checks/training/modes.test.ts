import { describe, expect, it } from 'vitest';
import { contextOf, type Draft, findingOf, type Planted } from '../../../test/helpers/checks.ts';
import { bytesOf } from '../../../test/helpers/experiment.ts';
import { plantedBug } from '../../../test/helpers/planted.ts';
import { modesCheck } from './modes.ts';

const normalised = (momentum: number): Draft => ({
  model: [
    'flatten',
    { type: 'linear', features: 16 },
    { type: 'batchNorm1d', momentum },
    'relu',
    { type: 'linear', features: 'classes' },
  ],
});
const dropping = (p: number): Draft => ({
  model: ['flatten', { type: 'linear', features: 32 }, 'relu', { type: 'dropout', p }, { type: 'linear', features: 'classes' }],
});

describe('passes', () => {
  it.each<[string, Draft]>([
    ['a network that is the same in both modes', {}],
    ['batch normalisation', normalised(0.1)],
    ['dropout', dropping(0.5)],
  ])('%s', async (_, draft) => {
    expect(await findingOf(modesCheck, draft)).toMatchObject({ status: 'pass', measured: 0, measuredText: '100 % and 100 %' });
  });

  it('and puts everything back', async () => {
    const context = contextOf(normalised(0.1));
    const before = bytesOf((await context.overfit).experiment);
    await modesCheck.run(context);
    expect(bytesOf((await context.overfit).experiment)).toEqual(before);
  });

  it('and tells what dropout keeps', async () => {
    const { details } = await findingOf(modesCheck, dropping(0.5));
    const [kept = 0] = Object.values(details?.dropoutKeeps as Record<string, number>);
    expect(kept).toBeGreaterThan(0.4);
    expect(kept).toBeLessThan(0.6);
  });
});

it('fails where running statistics do not follow', async () => {
  // Far from zero before the normalisation, which takes it away in training.
  const shifted: Planted = {
    experiment(experiment) {
      const bias = experiment.network.parameters.parameters.find(({ name }) => name === '1.bias');
      bias?.tensor.set(new Float32Array(16).fill(100));
      return experiment;
    },
  };
  expect(await findingOf(modesCheck, normalised(0.1), shifted)).toMatchObject({ status: 'pass' });
  expect(await findingOf(modesCheck, normalised(1e-6), shifted)).toMatchObject({
    status: 'fail',
    reading: expect.stringMatching(/running statistics/),
    fix: expect.stringMatching(/momentum/),
  });
});

describe('dropout that leaves next to nothing', () => {
  it('is a warning that names the layer', async () => {
    const finding = await findingOf(modesCheck, dropping(0.95));
    expect(finding).toMatchObject({
      status: 'warn',
      fix: '--model.3.p 0.5',
      reading: expect.stringMatching(/^Layer 3 drops 9\d %/),
    });
    expect(finding.measured).toBeLessThan(0.15);
  });

  it('inside a residual block', async () => {
    const model = [
      'flatten',
      { type: 'linear', features: 32 },
      {
        type: 'residual',
        layers: [
          { type: 'linear', features: 32 },
          { type: 'dropout', p: 0.95 },
        ],
      },
      { type: 'linear', features: 'classes' },
    ];
    expect(await findingOf(modesCheck, { model })).toMatchObject({ status: 'warn', fix: '--model.2.layers.1.p 0.5' });
  });

  it('in an architecture', async () => {
    const model = { architecture: 'mlp', hidden: [32], dropout: 0.95 };
    expect(await findingOf(modesCheck, { model })).toMatchObject({ status: 'warn', fix: '--model.dropout 0.5' });
  });
});

it('says nothing where the sample was not fitted', async () => {
  expect(await findingOf(modesCheck, {}, plantedBug('lossSign'))).toMatchObject({ status: 'inconclusive' });
});
