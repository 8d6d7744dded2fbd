import { describe, expect, it } from 'vitest';
import { AROUND, coarseSpace, refinedSpace } from './spaces.ts';

it('the coarse search has the weight decays of the lecture, and half-decades around the rate', () => {
  expect(coarseSpace(0.003, 3)).toEqual([
    { key: 'optimizer.weightDecay', type: 'choice', values: [1e-4, 1e-5, 0] },
    { key: 'optimizer.lr', type: 'choice', values: [0.00095, 0.003, 0.0095] },
  ]);
  expect(coarseSpace(0.003, 1)[0]).toMatchObject({ values: [1e-4] });
});

it('the refined search is the neighbourhood of the best, on logarithmic scales', () => {
  const around = (decay: number) => refinedSpace({ 'optimizer.lr': 0.003, 'optimizer.weightDecay': decay }, AROUND, []);
  expect(around(1e-4)).toEqual([
    { key: 'optimizer.lr', type: 'logUniform', low: 0.001, high: 0.009 },
    { key: 'optimizer.weightDecay', type: 'logUniform', low: 1e-5, high: 1e-3 },
  ]);
  // A logarithm does not reach 0.
  expect(around(0)[1]).toEqual({ key: 'optimizer.weightDecay', type: 'choice', values: [0, 1e-6, 1e-5, 1e-4] });
});

it('other hyperparameters are narrowed around their best, choices stay as they are', () => {
  const best = { 'optimizer.lr': 0.01, 'optimizer.weightDecay': 0, 'model.0.channels': 16, 'optimizer.type': 'adam' };
  const [, , channels, optimizer] = refinedSpace(best, AROUND, [
    { key: 'model.0.channels', type: 'integer', low: 0, high: 32 },
    { key: 'optimizer.type', type: 'choice', values: ['sgd', 'adam'] },
  ]);
  expect(channels).toMatchObject({ low: 8, high: 24 });
  expect(optimizer).toEqual({ key: 'optimizer.type', type: 'choice', values: ['sgd', 'adam'] });
});

it('the best is within the range around it, also where that is rounded', () => {
  const [rates, decays] = refinedSpace(
    { 'optimizer.lr': 0.0083391, 'optimizer.weightDecay': 8.681e-5 },
    { rate: [1, 1], decay: [1, 30] },
    [],
  );
  expect(rates).toMatchObject({ low: 0.0083, high: 0.0084 });
  expect(decays).toMatchObject({ low: 8.6e-5, high: 2.7e-3 });
});

describe('what the config says of rates and weight decays', () => {
  const rates = { key: 'optimizer.lr', type: 'logUniform', low: 1e-5, high: 1e-4 } as const;
  const decays = { key: 'optimizer.weightDecay', type: 'choice', values: [0.01, 0.1] } as const;

  it('is all that the coarse search tries', () => {
    const [decay, rate] = coarseSpace(0.003, 3, [rates, decays]);
    expect(decay).toMatchObject({ values: [0.01, 0.1] });
    const { values } = rate as { readonly values: readonly number[] };
    expect(values).toHaveLength(3);
    for (const value of values) expect(value >= 1e-5 && value <= 1e-4).toBe(true);
    // The rate of step 3 and its neighbours, where they are in it.
    expect(coarseSpace(0.003, 3, [{ ...rates, high: 1 }])).toEqual(coarseSpace(0.003, 3));
  });

  it('is what the refined search keeps to', () => {
    const best = { 'optimizer.lr': 8e-5, 'optimizer.weightDecay': 0.1 };
    expect(refinedSpace(best, AROUND, [], [rates, decays])).toEqual([{ ...rates, low: 2.6e-5 }, decays]);
  });
});
