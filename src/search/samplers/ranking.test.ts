import { expect, it } from 'vitest';
import { compareTrials, isPromising } from './ranking.ts';
import type { Observation } from './sampler.ts';

const trial = (index: number, state: Observation['state'], ...scores: readonly number[]): Observation => ({
  ...{ index, params: {}, state, scores },
  score: scores.at(-1),
});

it('completed trials come before pruned ones, those that got further before others, those without a result last', () => {
  const best = [
    trial(3, 'completed', 0.5, 0.9),
    trial(7, 'completed', 0.6, 0.6),
    trial(8, 'completed', 0.6, 0.6),
    trial(5, 'pruned', 0.3, 0.4),
    trial(4, 'pruned', 0.8),
    trial(6, 'pruned', 0.7),
    trial(0, 'failed'),
    trial(1, 'diverged', 0.95),
    trial(2, 'pruned'),
    trial(9, 'completed', Number.NEGATIVE_INFINITY),
  ];
  expect(best.toSorted((a, b) => a.index - b.index).sort(compareTrials)).toEqual(best);
  expect(best.filter(isPromising)).toEqual(best.slice(0, 6));
});
