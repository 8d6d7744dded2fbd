import { describe, expect, it } from 'vitest';
import { improves, isOutOfPatience, watch } from './early-stopping.ts';
import type { TrainConfig } from './section.ts';
import type { EpochResult } from './state.ts';

const epoch = (valLoss?: number, valAccuracy = 0.5): EpochResult => ({
  ...{ epoch: 1, trainLoss: 1, trainAccuracy: 0.5 },
  ...(valLoss === undefined ? {} : { valLoss, valAccuracy }),
});

describe('the best epoch', () => {
  it.each([
    ['the first', epoch(1), undefined, true],
    ['higher accuracy with a higher loss', epoch(2, 0.6), epoch(1, 0.5), true],
    ['lower accuracy with a lower loss', epoch(1, 0.5), epoch(2, 0.6), false],
    ['the same accuracy with a lower loss', epoch(1), epoch(2), true],
    ['the same accuracy with a higher loss', epoch(2), epoch(1), false],
    ['the same', epoch(1), epoch(1), false],
    ['the newest without a validation part', epoch(), epoch(), true],
    ['a loss where there was none before', epoch(1), epoch(Number.NaN), true],
    ['no loss where there was one before', epoch(Number.NaN), epoch(1), false],
    ['an infinite loss', epoch(Number.POSITIVE_INFINITY), epoch(1), false],
  ])('is %s', (_, result, best, expected) => {
    expect(improves(result, best)).toBe(expected);
  });
});

describe('early stopping', () => {
  const stopping = (given: Partial<NonNullable<TrainConfig['earlyStopping']>> = {}) => ({
    ...({ metric: 'valLoss', patience: 2, minDelta: 0 } as const),
    ...given,
  });

  /** The number of epochs after which it is enough, of those given; undefined when it never is. */
  function epochsUntilStop(options: ReturnType<typeof stopping>, results: readonly EpochResult[]): number | undefined {
    let watched: ReturnType<typeof watch>;
    for (const [i, result] of results.entries()) {
      watched = watch(options, watched, result);
      if (isOutOfPatience(options, watched)) return i + 1;
    }
    return undefined;
  }
  const losses = (...values: readonly number[]) => values.map((value) => epoch(value));

  it.each([
    [2, [3, 2, 1, 0.5], undefined],
    [2, [3, 2, 2.5, 2.1], 4],
    [2, [3, 2, 2.5, 1.9, 2, 2], 6],
    [1, [3, 3], 2],
    [3, [1, 1, 1, 1], 4],
    [2, [Number.NaN, Number.NaN, Number.NaN], 3],
    [2, [Number.NaN, 5, 4, 3, 2], undefined],
    [2, [Number.POSITIVE_INFINITY, 5, 4, 3, 2], undefined],
    [2, [1, Number.NaN, Number.NaN], 3],
  ])('with patience %i and validation losses %j stops after %s', (patience, values, expected) => {
    expect(epochsUntilStop(stopping({ patience }), losses(...values))).toBe(expected);
  });

  it('counts only gains above minDelta, from the best value and not from the last', () => {
    expect(epochsUntilStop(stopping({ minDelta: 0.25 }), losses(2, 1.5, 1.375, 1.25))).toBe(4);
    // Small steps add up: 1.125 is 0.375 below 1.5.
    expect(epochsUntilStop(stopping({ minDelta: 0.25, patience: 3 }), losses(2, 1.5, 1.375, 1.25, 1.125, 1))).toBeUndefined();
  });

  it('wants the accuracy to rise', () => {
    const accuracies = (...values: readonly number[]) => values.map((value) => epoch(1, value));
    const options = stopping({ metric: 'valAccuracy' });
    expect(epochsUntilStop(options, accuracies(0.1, 0.2, 0.3, 0.4))).toBeUndefined();
    expect(epochsUntilStop(options, accuracies(0.4, 0.3, 0.2))).toBe(3);
    expect(epochsUntilStop(options, accuracies(0.4, 0.4, 0.4))).toBe(3);
  });

  it('is off when it is not asked for', () => {
    expect(watch(undefined, undefined, epoch(1))).toBeUndefined();
    expect(isOutOfPatience(undefined, { value: 1, epochsAgo: 99 })).toBe(false);
    expect(isOutOfPatience(stopping(), undefined)).toBe(false);
  });
});
