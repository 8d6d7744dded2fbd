import { describe, expect, it } from 'vitest';
import { Random } from '../../base/random.ts';
import type { RepeatRecord } from '../../records/study/trial-record.ts';
import { chanceOfDifference, corrected } from './comparison.ts';
import { compareRepeats, noiseBetweenSeeds } from './repeats.ts';

function repeat(
  of: number,
  seed: number,
  valAccuracy: number | undefined,
  state: RepeatRecord['state'] = 'completed',
): RepeatRecord {
  return {
    ...{ of, seed, state, valAccuracy, valLoss: valAccuracy === undefined ? undefined : 1 - valAccuracy },
    ...{ values: [], epochs: 3, steps: 10, seconds: 1, reason: undefined, run: '' },
  };
}

function repeatsOf(accuracies: Readonly<Record<number, readonly number[]>>): RepeatRecord[] {
  return Object.entries(accuracies).flatMap(([of, values]) => values.map((value, seed) => repeat(Number(of), seed, value)));
}

describe('chanceOfDifference', () => {
  it('is a paired t test where the seeds are the same', () => {
    // Student's own example, 1908: additional hours of sleep with two drugs; t = 4.0621 with 9 degrees of freedom.
    const one = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0, 2];
    const other = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4];
    const bySeed = (values: readonly number[], from = 0) => new Map(values.map((value, i) => [from + i, value]));
    expect(chanceOfDifference(bySeed(one), bySeed(other))).toBeCloseTo(0.002833, 6);
    // The same numbers as independent samples, Welch: t = 1.8608 with 17.776 degrees of freedom.
    expect(chanceOfDifference(bySeed(one), bySeed(other, 100))).toBeCloseTo(0.07939, 5);
  });

  it('cannot be told of single values, nor where there is no scatter', () => {
    expect(chanceOfDifference(new Map([[1, 0.9]]), new Map([[1, 0.8]]))).toBeUndefined();
    expect(chanceOfDifference(new Map([[1, 0.9]]), new Map([[2, 0.9]]))).toBeUndefined();
    expect(chanceOfDifference(new Map([[1, 0.9]]), new Map([[1, 0.9]]))).toBeUndefined();
    const flat = (value: number) => new Map([1, 2, 3].map((seed) => [seed, value]));
    expect(chanceOfDifference(flat(0.9), flat(0.8))).toBeUndefined();
    expect(chanceOfDifference(flat(0.9), flat(0.9))).toBe(1);
  });
});

it('corrected multiplies the smallest by their number, the next by one less, and never turns their order', () => {
  expect(corrected([0.01, 0.04, 0.03, 0.005])).toEqual([0.03, 0.06, 0.06, 0.02]);
  expect(corrected([0.6, 0.5])).toEqual([1, 1]);
  expect(corrected([])).toEqual([]);
});

describe('repeats', () => {
  const repeats = repeatsOf({
    7: [0.989, 0.9885, 0.9902, 0.9893, 0.9895],
    3: [0.9886, 0.9889, 0.9897, 0.9891, 0.9892],
    12: [0.981, 0.9812, 0.9824, 0.9809, 0.9818],
  });

  it('are ranked by their mean, with what is told from the best', () => {
    const { trials = [], statements } = compareRepeats(repeats, 'valAccuracy') ?? {};
    expect(trials.map(({ of, isWorse }) => [of, isWorse])).toEqual([
      [7, undefined],
      [3, false],
      [12, true],
    ]);
    const [best, second, third] = trials;
    expect(best?.mean).toBeCloseTo(0.9893, 12);
    expect(best?.deviation).toBeCloseTo(0.000628, 6);
    // 2.7764 standard errors with 4 degrees of freedom.
    expect(best?.interval?.[0]).toBeCloseTo(0.9893 - (2.7764 * 0.00062849) / Math.sqrt(5), 6);
    expect([best?.p, (second?.p ?? 0) > 0.05, (third?.p ?? 1) < 0.001]).toEqual([undefined, true, true]);
    expect(statements).toEqual([
      'Trial 7 is the best of 3: 98.93 % on average over 5 seeds; with 95 % confidence the mean of all seeds is from 98.85 % to 99.01 %.',
      'Trial 3 is not distinguishable from it.',
      'Trial 12 is worse, by 0.78 percentage points on average (p below 0.001).',
    ]);
  });

  it('of losses: lower is better', () => {
    const { trials, statements } = compareRepeats(repeats, 'valLoss') ?? {};
    expect(trials?.map(({ of }) => of)).toEqual([7, 3, 12]);
    expect(statements?.[0]).toMatch(
      /^Trial 7 is the best of 3: 0\.0107 on average over 5 seeds; .* from 0\.00992 to 0\.01148\.$/,
    );
  });

  it('with too few seeds, or without a result, are said to be so', () => {
    const few = [repeat(1, 5, 0.98), repeat(2, 5, 0.97), repeat(4, 5, undefined, 'failed'), repeat(4, 6, 0.5, 'diverged')];
    const { trials, statements } = compareRepeats([...few, repeat(2, 6, undefined, 'diverged')], 'valAccuracy') ?? {};
    expect(trials).toEqual([
      { of: 1, values: [0.98], mean: 0.98, deviation: undefined, interval: undefined, p: undefined, isWorse: undefined },
      { of: 2, values: [0.97], mean: 0.97, deviation: undefined, interval: undefined, p: undefined, isWorse: undefined },
    ]);
    expect(statements).toEqual([
      'Trial 1 is the best of 2: 98.00 % on average over 1 seed.',
      'Trial 2 is not compared with it: there are too few seeds.',
      'Trial 2 was not trained to its end with 1 of 2 seeds.',
      'Trial 4 was not trained to its end with any of 2 seeds.',
    ]);
    expect(compareRepeats([], 'valAccuracy')).toBeUndefined();
    expect(compareRepeats([repeat(4, 6, 0.5, 'diverged')], 'valAccuracy')?.trials).toEqual([]);
  });

  it('of a single seed are not compared, even if they are equal', () => {
    const { trials, statements } = compareRepeats([repeat(1, 5, 1), repeat(2, 5, 1), repeat(3, 5, 0.9)], 'valAccuracy') ?? {};
    expect(trials?.map(({ p, isWorse }) => [p, isWorse])).toEqual([1, 2, 3].map(() => [undefined, undefined]));
    expect(statements).toEqual([
      'Trial 1 is the best of 3: 100.00 % on average over 1 seed.',
      'Trials 2 and 3 are not compared with it: there are too few seeds.',
    ]);
  });

  it('that differ by the same with every seed are not compared, for that reason', () => {
    const { trials, statements } = compareRepeats(repeatsOf({ 1: [0.75, 0.5], 2: [0.5, 0.25] }), 'valAccuracy') ?? {};
    expect(trials?.map(({ isWorse }) => isWorse)).toEqual([undefined, undefined]);
    expect(statements?.[1]).toBe('Trial 2 is not compared with it: the difference is the same with every seed.');
  });

  it('of accuracies have intervals between 0 and 100 %', () => {
    const near = repeatsOf({ 1: [1, 0.98, 1], 2: [0, 0.03, 0] });
    const { trials, statements } = compareRepeats(near, 'valAccuracy') ?? {};
    // 4.3027 standard errors with 2 degrees of freedom: 0.0287 and 0.043 around 0.9933 and 0.01.
    expect(trials?.map(({ interval }) => interval)).toEqual([
      [expect.closeTo(0.96465, 5), 1],
      [0, expect.closeTo(0.05303, 5)],
    ]);
    expect(statements?.[0]).toMatch(/from 96\.46 % to 100\.00 %\.$/);
    // A loss has no upper end, and may be below zero.
    expect(compareRepeats(repeatsOf({ 1: [1, 0.98, 1] }), 'valLoss')?.trials[0]?.interval?.[0]).toBeLessThan(0);
  });

  it('find a difference where there is none in one of twenty studies at most, and nearly always one of three deviations', () => {
    const studies = 200;
    let [wrong, right] = [0, 0];
    for (let study = 0; study < studies; study++) {
      const random = Random.derive(study, 'repeats');
      const difficulty = Array.from({ length: 5 }, () => 0.002 * random.normal());
      const trial = (mean: number) => difficulty.map((seed) => mean + seed + 0.001 * random.normal());
      const alike = compareRepeats(repeatsOf({ 0: trial(0.98), 1: trial(0.98), 2: trial(0.98) }), 'valAccuracy');
      wrong += Number(alike?.trials.some(({ isWorse }) => isWorse === true));
      const different = compareRepeats(repeatsOf({ 0: trial(0.98), 1: trial(0.976), 2: trial(0.98) }), 'valAccuracy');
      right += Number(different?.trials.at(-1)?.of === 1 && different.trials.at(-1)?.isWorse === true);
    }
    expect(wrong / studies).toBeLessThan(0.05);
    expect(right / studies).toBeGreaterThan(0.8);
  });
});

describe('noiseBetweenSeeds', () => {
  it('is the deviation around the mean of each trial', () => {
    const repeats = [
      ...repeatsOf({ 1: [0.9, 0.92], 2: [0.5, 0.52, 0.54] }),
      repeat(3, 0, 0.7),
      repeat(1, 9, undefined, 'diverged'),
    ];
    // 0.0002 with one degree of freedom and 0.0008 with two.
    expect(noiseBetweenSeeds(repeats, 'valAccuracy')).toBeCloseTo(Math.sqrt(0.001 / 3), 12);
    expect(noiseBetweenSeeds(repeats, 'valLoss')).toBeCloseTo(Math.sqrt(0.001 / 3), 12);
    expect(noiseBetweenSeeds([repeat(3, 0, 0.7), repeat(4, 0, 0.8)], 'valAccuracy')).toBeUndefined();
  });
});
