import { describe, expect, it } from 'vitest';
import { NOTHING_YET } from '../records/study/read-study.ts';
import { costBySpeed, costByTrials, planCoarse, planRefined, trialSeconds } from './search-plan.ts';

/** An epoch of 6 s: 54,000 images at a tenth of a millisecond, 6,000 evaluated at the same speed. */
const cost = costBySpeed({ image: 1e-4, evaluatedImage: 1e-4 }, 54_000, 6_000, 1);
const GRIDS = [9, 6, 3];
/** A tenth of the time is left free. */
const withRoom = (seconds: number) => seconds / 0.9;

describe('the coarse search', () => {
  it('is 1 to 5 epochs, as the lecture has it: as many as the time allows', () => {
    expect(planCoarse(cost, GRIDS, undefined)).toEqual({ trials: 9, epochs: 2, limitTrain: undefined });
    expect(planCoarse(cost, GRIDS, withRoom(9 * 6.2))).toEqual({ trials: 9, epochs: 1, limitTrain: undefined });
    expect(planCoarse(cost, GRIDS, withRoom(9 * 20))).toEqual({ trials: 9, epochs: 3, limitTrain: undefined });
    expect(planCoarse(cost, GRIDS, 1e6)).toEqual({ trials: 9, epochs: 5, limitTrain: undefined });
  });

  it('takes a part of the images where no epoch of all fits, then fewer trials', () => {
    const part = planCoarse(cost, GRIDS, withRoom(9 * 3));
    expect(part).toMatchObject({ trials: 9, epochs: 1 });
    expect(part.limitTrain).toBeGreaterThan(20_000);
    expect(trialSeconds(cost, part)).toBeLessThanOrEqual(3.001);
    expect(planCoarse(cost, GRIDS, withRoom(9 * 1))).toMatchObject({ trials: 6, epochs: 1 });
    // Fewer images than a tenth teach too little to compare by, whatever the time.
    expect(planCoarse(cost, GRIDS, 0)).toEqual({ trials: 3, epochs: 1, limitTrain: 5400 });
  });
});

describe('the refined search', () => {
  it('is 10 to 20 epochs where there is time, with as many trials as go into it', () => {
    expect(planRefined(cost, undefined)).toMatchObject({ trials: 8, epochs: 10 });
    const plan = planRefined(cost, 600);
    expect(plan?.trials).toBe(12);
    expect(plan?.epochs).toBeGreaterThanOrEqual(10);
    expect(planRefined(cost, 1e6)).toMatchObject({ trials: 12, epochs: 20 });
    // However long the curves want it.
    expect(planRefined(cost, undefined, 23)).toMatchObject({ epochs: 20 });
    expect(planRefined(cost, 1e6, 30)).toMatchObject({ epochs: 20 });
  });

  it('is shorter where there is less, and nothing where it would tell nothing', () => {
    expect(planRefined(cost, withRoom(120))).toMatchObject({ trials: 4, epochs: 5 });
    expect(planRefined(cost, 30)).toBeUndefined();
    // A later round is of about the same length, or its results could not be compared.
    expect(planRefined(cost, withRoom(120), 5)).toMatchObject({ trials: 4, epochs: 5 });
    expect(planRefined(cost, withRoom(120), 10)).toBeUndefined();
  });
});

it('trials that were trained tell what trials cost', () => {
  const trial = { ...NOTHING_YET, index: 0, params: {}, run: '', state: 'completed' as const, epochs: 2, seconds: 24.1 };
  const measured = costByTrials(cost, [trial, { ...trial, state: 'pruned', seconds: 1 }], { epochs: 2 });
  expect(measured?.epoch).toBeCloseTo(12, 6);
  expect(measured?.evaluation).toBeCloseTo(1.2, 6);
  expect(costByTrials(cost, [], { epochs: 2 })).toBeUndefined();
  // The last one of an odd number has the machine to itself.
  const alone = { ...trial, seconds: 14.1 };
  expect(costByTrials(cost, [trial, trial, alone], { epochs: 2 })?.epoch).toBeCloseTo(12, 6);
});
