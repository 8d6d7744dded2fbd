import { describe, expect, it, vi } from 'vitest';
import { bytesOf, EVERY_KIND, experimentFor, temporaryFolder } from '../../test/helpers/experiment.ts';
import { ShortTrainer, trainingBatches } from './short-training.ts';
import { baseRate, Trials } from './trials.ts';

const folder = temporaryFolder('trials');
const build = (more: Readonly<Record<string, unknown>> = {}, train: object = {}) =>
  experimentFor(folder, {
    model: EVERY_KIND,
    optimizer: { type: 'adam', lr: 0.01 },
    ...more,
    train: { batchSize: 16, epochs: 5, ...train },
  });

it('every trial starts at the same place: at the same rate they are the same, bit for bit', () => {
  const experiment = build();
  const trials = new Trials(experiment);
  const plan = { steps: 6, batches: trainingBatches(experiment) };
  const first = trials.run({ ...plan, rate: 0.01 });
  const bits = bytesOf(experiment);
  const other = trials.run({ ...plan, rate: 0.1 });
  expect(other.results[0]).toEqual(first.results[0]);
  expect(other).not.toEqual(first);
  expect(bytesOf(experiment)).not.toEqual(bits);
  expect(trials.run({ ...plan, rate: 0.01 })).toEqual(first);
  expect(bytesOf(experiment)).toEqual(bits);
});

it('a trial that diverged leaves nothing for the next', () => {
  const experiment = build({ model: ['flatten', { type: 'linear', features: 'classes' }], optimizer: { type: 'sgd' } });
  const trials = new Trials(experiment);
  const plan = { steps: 8, batches: trainingBatches(experiment) };
  const before = trials.run({ ...plan, rate: 0.01 });
  expect(trials.run({ ...plan, rate: 1e38 }).end).toBe('diverged');
  expect(trials.run({ ...plan, rate: 0.01 })).toEqual(before);
});

it('restore puts the experiment back as it was', () => {
  const experiment = build();
  const before = bytesOf(experiment);
  const trials = new Trials(experiment);
  trials.run({ steps: 3, rate: 0.01, batches: trainingBatches(experiment) });
  expect(bytesOf(experiment)).not.toEqual(before);
  trials.restore();
  expect(bytesOf(experiment)).toEqual(before);
});

describe('the rate of a trial', () => {
  /** The rates of the steps that a trial takes. */
  function ratesOf(more: Readonly<Record<string, unknown>>, rate: number | ((step: number) => number), steps: number): number[] {
    const rates: number[] = [];
    const spy = vi.spyOn(ShortTrainer.prototype, 'run').mockImplementation((plan) => {
      rates.push(...Array.from({ length: steps }, (_, step) => plan.rate(step)));
      return { results: [], end: 'done' };
    });
    const experiment = build(more);
    new Trials(experiment).run({ steps, rate, batches: trainingBatches(experiment) });
    spy.mockRestore();
    return rates;
  }

  it('stays where the schedule does not warm up', () => {
    expect(ratesOf({}, 0.02, 30)).toEqual(new Array(30).fill(0.02));
    expect(ratesOf({ schedule: 'cosine' }, 0.02, 30)).toEqual(new Array(30).fill(0.02));
  });

  it.each([['oneCycle'], [{ type: 'cosine', warmupSteps: 10 }]])('rises over 20 steps where it does: %j', (schedule) => {
    const rates = ratesOf({ schedule }, 0.02, 30);
    expect([rates[0], rates[9], rates[19], rates[29]]).toEqual([0.02 / 20, 0.02 / 2, 0.02, 0.02]);
    expect(rates).toEqual(rates.toSorted((a, b) => a - b));
  });

  it('is taken as it is where it is given by step', () => {
    expect(ratesOf({ schedule: 'oneCycle' }, (step) => step + 1, 4)).toEqual([1, 2, 3, 4]);
  });
});

it('the base rate is the one of the optimizer', () => {
  expect(baseRate(build({ optimizer: { type: 'sgd', lr: 0.25 }, schedule: 'oneCycle' }))).toBe(0.25);
});
