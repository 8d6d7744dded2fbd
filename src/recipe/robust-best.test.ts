import { expect, it } from 'vitest';
import { NOTHING_YET } from '../records/study/read-study.ts';
import type { TrialRecord } from '../records/study/trial-record.ts';
import { robustBest } from './robust-best.ts';

const trial = (
  index: number,
  lr: number,
  decay: number,
  valAccuracy: number,
  state: TrialRecord['state'] = 'completed',
): TrialRecord => ({
  ...NOTHING_YET,
  ...{ index, state, valAccuracy, valLoss: 0.1, params: { lr, decay }, run: `trials/${index}` },
});

/** The rate 0.01 is good with every decay, 0.1 with one of them alone. */
const grid = [
  ...[trial(0, 0.01, 0, 0.97), trial(1, 0.01, 1e-4, 0.971), trial(2, 0.01, 1e-3, 0.97)],
  ...[trial(3, 0.1, 0, 0.95), trial(4, 0.1, 1e-4, 0.972), trial(5, 0.1, 1e-3, 0.949)],
];

it('is what does well with its neighbours, where the noise does not tell it from the best', () => {
  expect(robustBest(grid, 0.002)?.index).toBe(1);
});

it('is the best where it is better than the noise', () => {
  expect(robustBest(grid, 0.0001)?.index).toBe(4);
});

it('is none where no trial was completed, and never one that was not', () => {
  expect(robustBest([trial(0, 0.01, 0, 0.9, 'pruned')], 0.1)).toBeUndefined();
  expect(robustBest([...grid, trial(6, 0.01, 1e-5, 0.99, 'pruned')], 0.002)?.index).toBe(1);
});
