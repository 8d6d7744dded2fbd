import { describe, expect, it } from 'vitest';
import { configOf } from '../../../test/helpers/checks.ts';
import { TimeLimit } from '../../base/time-limit.ts';
import { buildExperiment } from '../../train/experiment.ts';
import { Trials } from '../../train/trials.ts';
import { averaged, type RateTrial, tryRate } from './rate-trial.ts';

const trials = new Trials(buildExperiment(configOf({ optimizer: { type: 'sgd', lr: 0.1 } }), { threads: 1 }));
const trial = (rate: number, steps = 40, limit = TimeLimit.NONE) => tryRate(trials, rate, steps, limit);

describe('a trial', () => {
  it('is the mean of the last fifth and its standard error', async () => {
    const { losses, firstLoss, lastLoss, noise, isCut } = await trial(0.1);
    expect(losses).toHaveLength(40);
    expect([firstLoss, isCut]).toEqual([losses[0], false]);
    const tail = losses.slice(32);
    const mean = tail.reduce((a, b) => a + b) / 8;
    expect(lastLoss).toBeCloseTo(mean, 12);
    expect(noise).toBeCloseTo(Math.sqrt(tail.reduce((sum, loss) => sum + (loss - mean) ** 2, 0) / 7 / 8), 12);
  });

  it('is the same again after others, and leaves the weights as they were', async () => {
    const before = await trial(0.1);
    await trial(1e6);
    expect(await trial(0.1)).toEqual(before);
  });

  it('ends early where it explodes', async () => {
    const { losses, lastLoss, isCut } = await trial(1e6);
    expect(losses.length).toBeLessThan(20);
    expect([lastLoss, isCut]).toEqual([Number.POSITIVE_INFINITY, false]);
  });

  it('may be a single step', async () => {
    const { losses, firstLoss, lastLoss, noise } = await trial(0.1, 1);
    expect([losses.length, lastLoss, noise]).toEqual([1, firstLoss, 0]);
  });

  it('is cut by a time limit', async () => {
    expect(await trial(0.1, 40, new TimeLimit(0))).toMatchObject({ isCut: true, losses: [expect.any(Number)] });
  });
});

describe('the mean of several seeds', () => {
  const seed = (n: number, lastLoss: number): RateTrial => ({
    ...{ rate: 0.1, seed: n, losses: [], isCut: false, firstLoss: 2 + n, lastLoss, noise: 0.03 },
  });

  it('knows what the first of them gave, and counts the scatter between them', async () => {
    const { firstSeed, ...mean } = averaged([seed(1, 1), seed(2, 1.3), seed(3, 1.6)]);
    expect(firstSeed).toMatchObject({ firstLoss: 3, lastLoss: 1, noise: 0.03 });
    expect(mean).toEqual({
      ...{ rate: 0.1, firstLoss: 4, lastLoss: expect.closeTo(1.3, 12) },
      noise: expect.closeTo(0.3 / Math.sqrt(3), 12),
    });
    // Seeds that happen to agree do not make it surer than the losses themselves are.
    expect(averaged([seed(1, 1), seed(2, 1), seed(3, 1)]).noise).toBeCloseTo(0.03 / Math.sqrt(3), 12);
  });

  it('is that of the only one where there is one, and an explosion where there is one among them', async () => {
    expect(averaged([seed(1, 1)])).toMatchObject({ lastLoss: 1, noise: 0.03, firstSeed: undefined });
    const exploded = averaged([seed(1, 1), seed(2, Number.POSITIVE_INFINITY), seed(3, 1)]);
    expect(exploded.lastLoss).toBe(Number.POSITIVE_INFINITY);
    expect(exploded.noise).toBeGreaterThanOrEqual(0);
  });
});
