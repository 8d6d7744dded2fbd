import { describe, expect, it } from 'vitest';
import { type Draft, findingOf } from '../../../test/helpers/checks.ts';
import { plantedBug } from '../../../test/helpers/planted.ts';
import { outputsCheck } from './outputs.ts';

const ending = (...layers: readonly unknown[]): Draft => ({
  model: ['flatten', { type: 'linear', features: 'classes' }, ...layers],
});

it.each<[string, Draft]>([
  ['logits', {}],
  ['logits of two classes', { data: { classes: 2 } }],
  ['those of an architecture', { model: { architecture: 'mlp' } }],
  ['a softmax before a squared error, which may be', { ...ending('softmax'), loss: 'meanSquaredError' }],
  ['a sigmoid before a squared error', { ...ending('sigmoid'), loss: 'meanSquaredError' }],
  ['a dropout at the end, which an evaluation leaves out', ending({ type: 'dropout', p: 0.5 })],
])('passes %s', async (_, draft) => {
  expect(await findingOf(outputsCheck, draft)).toMatchObject({ status: 'pass', expected: 'any real numbers' });
});

describe('fails', () => {
  it.each([
    ['softmax', /probabilities.*softmax/],
    ['relu', /activation \(ReLU\)/],
    ['sigmoid', /sigmoid/],
    ['tanh', /tanh/],
  ])('with %s at the end, and names the layer', async (type, reading) => {
    expect(await findingOf(outputsCheck, ending(type))).toMatchObject({
      status: 'fail',
      key: ['model', 2],
      reading: expect.stringMatching(reading),
      fix: expect.stringMatching(/leave .* out/),
      details: { lastLayer: type },
    });
  });

  it('with any loss that wants logits, with hinge too', async () => {
    expect(await findingOf(outputsCheck, { ...ending('softmax'), loss: 'hinge' })).toMatchObject({ status: 'fail' });
    expect(await findingOf(outputsCheck, { ...ending('relu'), loss: 'meanSquaredError' })).toMatchObject({ status: 'fail' });
  });

  it('with a softmax that is no layer', async () => {
    const softmax = { ...plantedBug('softmaxLayer') };
    expect(await findingOf(outputsCheck, ending(), softmax)).toMatchObject({
      status: 'fail',
      measured: expect.stringMatching(/add up to 1/),
    });
  });
});
