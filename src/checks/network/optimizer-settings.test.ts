import { describe, expect, it } from 'vitest';
import { findingOf } from '../../../test/helpers/checks.ts';
import { scaledWeights } from '../../../test/helpers/planted.ts';
import { optimizers } from '../../optim/index.ts';
import { optimizerSettingsCheck } from './optimizer-settings.ts';

const find = (optimizer: object) => findingOf(optimizerSettingsCheck, { optimizer });

it.each(optimizers.names)('passes %s as it is by default', async (type) => {
  expect(await find({ type })).toMatchObject({
    status: 'pass',
    key: ['optimizer'],
    details: { leftByClipNorm: 1, leftByClipValue: 1 },
  });
});

it.each([
  [{ type: 'sgd', momentum: 0.9 }, 10],
  [{ type: 'sgd', momentum: 0.99 }, 100],
  [{ type: 'adam', beta1: 0.5 }, 2],
  [{ type: 'sgd', momentum: 0 }, 1],
])('passes %j, which averages %i steps', async (optimizer, steps) => {
  expect(await find(optimizer)).toMatchObject({ status: 'pass', details: { averagedSteps: expect.closeTo(steps, 6) } });
});

it.each([
  [{ type: 'sgd', momentum: 0.999 }, 'momentum'],
  [{ type: 'adam', beta1: 0.999 }, 'beta1'],
])('warns of %j', async (optimizer, key) => {
  expect(await find(optimizer)).toMatchObject({
    status: 'warn',
    key: ['optimizer', key],
    reading: expect.stringMatching(new RegExp(`^${key} 0\\.999 .* 1000 steps`)),
    fix: `--optimizer.${key} 0.9`,
  });
});

describe('clipping', () => {
  it('passes where it leaves most of the gradients', async () => {
    expect(await find({ type: 'sgd', clipNorm: 1 })).toMatchObject({ status: 'pass' });
    expect(await find({ type: 'sgd', clipValue: 0.1 })).toMatchObject({ status: 'pass' });
  });

  it('is a warning where it leaves next to nothing', async () => {
    expect(await find({ type: 'adam', clipNorm: 1e-6 })).toMatchObject({
      status: 'warn',
      key: ['optimizer', 'clipNorm'],
      reading: expect.stringMatching(/clipNorm 1e-6 leaves .* %/),
      fix: expect.stringMatching(/^--optimizer\.clipNorm [1-9]\d*$/),
    });
    expect(await find({ type: 'sgd', clipValue: 1e-6 })).toMatchObject({
      status: 'warn',
      key: ['optimizer', 'clipValue'],
      fix: '--optimizer.clipValue null',
    });
  });

  it('of gradients that are huge proposes a number', async () => {
    const finding = await findingOf(optimizerSettingsCheck, { optimizer: { type: 'sgd', clipNorm: 1 } }, scaledWeights(1e6));
    expect(finding).toMatchObject({ status: 'warn', fix: expect.stringMatching(/^--optimizer\.clipNorm \de\d+$/) });
  });

  it('of gradients that are no numbers is no matter', async () => {
    const finding = await findingOf(optimizerSettingsCheck, { optimizer: { type: 'sgd', clipNorm: 1 } }, scaledWeights(1e30));
    expect(finding).toMatchObject({ status: 'pass' });
  });
});
