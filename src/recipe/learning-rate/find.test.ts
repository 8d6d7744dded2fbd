import { describe, expect, it } from 'vitest';
import { configOf, type Draft } from '../../../test/helpers/checks.ts';
import { TimeLimit } from '../../base/time-limit.ts';
import { prepareData } from '../../data/prepare.ts';
import { chanceLossOf } from '../../train/chance-loss.ts';
import { buildExperiment, type ExperimentConfig } from '../../train/experiment.ts';
import { findLearningRate } from './find.ts';

/** What is found for a config, and the configs of the experiments that were built for it. */
async function find(draft: Draft, { steps = 30, limit = TimeLimit.NONE } = {}) {
  const config = configOf(draft);
  const data = prepareData(config.data, config.seed);
  const built: ExperimentConfig[] = [];
  const build = (variant: ExperimentConfig) => {
    built.push(variant);
    return buildExperiment(variant, { threads: 1, data });
  };
  return { ...(await findLearningRate(config, build, { steps, limit })), built };
}

const sgd = (options: object = {}) => ({ optimizer: { type: 'sgd', lr: 0.1, ...options } });

describe('findLearningRate', () => {
  it('turns a small weight decay on, and keeps one that there is', async () => {
    const [without, own] = await Promise.all([find(sgd()), find(sgd({ weightDecay: 0.003 }))]);
    expect([without.weightDecay, own.weightDecay]).toEqual([1e-4, 0.003]);
    for (const { built, weightDecay } of [without, own]) {
      for (const { optimizer } of built) expect(optimizer.weightDecay).toBe(weightDecay);
    }
  });

  it('goes up by decades where the best is at the upper end', async () => {
    // Clipped updates are a thousand times smaller, so that all of the usual rates are too low.
    const { rates, suggested } = await find(sgd({ clipNorm: 0.01 }), { steps: 60 });
    expect(rates.at(-1)?.rate).toBeGreaterThanOrEqual(10);
    expect(suggested).toBeGreaterThan(0.3);
    expect(rates.filter(({ rate }) => rate <= 0.01).map(({ verdict }) => verdict)).not.toContain('good');
  });

  it('goes down by decades where all explode, to those that do not', async () => {
    // A squared error of outputs that are linear in numbers up to 255: its curvature is about a million.
    const { rates, suggested, window } = await find({
      ...sgd(),
      ...{ loss: 'meanSquaredError', data: { normalization: 'none' } },
      model: ['flatten', { type: 'linear', features: 'classes' }],
    });
    for (const { rate, verdict } of rates) if (rate >= 1e-4) expect(verdict, String(rate)).toBe('explodes');
    expect(suggested).toBeLessThan(1e-5);
    expect(window?.[0]).toBeLessThanOrEqual(Number(suggested));
  });

  it('calls rates too high at which the network dies, though the loss falls to that of chance from far above', async () => {
    const { rates, suggested } = await find({ ...sgd({ momentum: 0.9 }), data: { normalization: 'none' } });
    const dead = rates.filter(({ rate, firstLoss }) => rate >= 0.003 && firstLoss > 4);
    expect(dead.map(({ verdict }) => verdict)).toEqual(dead.map(() => 'too high'));
    expect(dead.length).toBeGreaterThan(1);
    expect(suggested).toBeLessThan(0.003);
  });

  it('tries the configured rate too, unless it is as good as one of the others', async () => {
    const ratesOf = async (lr: number) => (await find(sgd({ lr }))).rates.map(({ rate }) => rate);
    expect(await ratesOf(0.05)).toContain(0.05);
    expect(await ratesOf(0.1001)).not.toContain(0.1001);
  });

  it('repeats what noise does not tell apart with the same other seeds, on the same data', async () => {
    const { rates, built } = await find({ ...sgd(), data: { noise: 2 } }, { steps: 60 });
    const repeated = rates.filter(({ trials }) => trials.length > 1);
    expect(repeated.length).toBeGreaterThan(1);
    for (const { trials } of repeated) {
      expect(trials.map(({ seed }) => seed)).toEqual([1, 2, 3]);
      expect(new Set(trials.map(({ firstLoss }) => firstLoss)).size).toBe(3);
    }
    expect(built.map(({ seed }) => seed)).toEqual([1, 2, 3]);
  });

  it('finds nothing where nothing is to be learned, though the loss falls from where bad weights began', async () => {
    const { suggested, window, rates, isUndecided } = await find({
      ...sgd(),
      data: { noise: 100, normalization: 'none' },
    });
    expect({ suggested, window, isUndecided }).toEqual({ suggested: undefined, window: undefined, isUndecided: false });
    expect(rates[0]?.firstLoss).toBeGreaterThan(3);
    expect(rates.map(({ verdict }) => verdict)).not.toContain('good');
  });

  it('suggests nothing when there was no time for the first rates, and says what it left out', async () => {
    const { suggested, isUndecided, leftOut, rates } = await find(sgd(), { limit: new TimeLimit(0) });
    expect({ suggested, isUndecided, rates }).toEqual({ suggested: undefined, isUndecided: true, rates: [] });
    expect(leftOut).toEqual([
      ...['learning rate 0.1', 'learning rate 0.01', 'learning rate 0.001', 'learning rate 0.0001'],
      ...['rates between them', 'the range test'],
    ]);
  });

  it('works with a single step', async () => {
    const { suggested, rates, steps } = await find(sgd(), { steps: 1 });
    expect({ suggested, steps }).toEqual({ suggested: undefined, steps: 1 });
    for (const { verdict } of rates) expect(verdict).toBe('too low');
  });
});

describe('the loss of chance', () => {
  const chanceOf = (draft: Draft) => chanceLossOf(buildExperiment(configOf(draft), { threads: 1 }));

  it('is that of the shares of the classes, smoothed as labels are', () => {
    // 4 classes, drawn about equally often.
    expect(chanceOf({})).toBeGreaterThan(0.98 * Math.log(4));
    expect(chanceOf({})).toBeLessThanOrEqual(Math.log(4));
    expect(chanceOf({ loss: { type: 'crossEntropy', labelSmoothing: 0.5 } })).toBeGreaterThan(chanceOf({}));
  });

  it('is that of equal outputs for other losses', () => {
    expect(chanceOf({ loss: 'hinge' })).toBe(3);
  });
});
