import { expect, it } from 'vitest';
import { bestTrial, rankTrials, resultOf } from './ranking.ts';
import type { TrialRecord, TrialState } from './trial-record.ts';

function trial(index: number, state: TrialState, valAccuracy?: number, valLoss?: number): TrialRecord {
  return {
    ...{ index, state, valAccuracy, valLoss, params: {}, values: [], epochs: 1, steps: 10, seconds: 1, reason: undefined },
    run: `trials/${index}`,
  };
}

const trials = [
  trial(0, 'failed'),
  trial(1, 'pruned', 0.99, 0.01),
  trial(2, 'completed', 0.9, 0.2),
  trial(3, 'diverged', 0.95, Number.NaN),
  trial(4, 'completed', 0.95, 0.3),
  trial(5, 'completed', 0.95, 0.1),
  trial(6, 'completed', Number.NaN, Number.NaN),
  trial(7, 'completed', 0.95, 0.1),
];

it('puts completed trials first, by their result, then by loss, then as they came', () => {
  const order = (metric: 'valAccuracy' | 'valLoss') => rankTrials(trials, metric).map(({ index }) => index);
  expect(order('valAccuracy')).toEqual([5, 7, 4, 2, 6, 1, 3, 0]);
  expect(order('valLoss')).toEqual([5, 7, 2, 4, 6, 1, 3, 0]);
  expect(rankTrials([...trials].reverse(), 'valAccuracy').map(({ index }) => index)).toEqual(order('valAccuracy'));
});

it('takes the best from what was trained to its end and has a result', () => {
  expect(bestTrial(trials, 'valAccuracy')?.index).toBe(5);
  expect(bestTrial([trial(0, 'pruned', 0.9, 0.1), trial(1, 'completed', Number.NaN, Number.NaN)], 'valAccuracy')).toBeUndefined();
  expect(bestTrial([], 'valLoss')).toBeUndefined();
});

it('takes what is not finite for no result', () => {
  expect(resultOf(trial(0, 'completed', 0.5, Number.POSITIVE_INFINITY), 'valLoss')).toBeUndefined();
  expect(resultOf(trial(0, 'completed', 0.5), 'valAccuracy')).toBe(0.5);
});
