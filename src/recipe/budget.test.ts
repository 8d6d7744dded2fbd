import { expect, it } from 'vitest';
import { Budget, sharesOf, stagesAfter } from './budget.ts';

it('shares everything out but a reserve, and what a stage leaves the later ones have', () => {
  for (const total of [5, 60, 100, 600]) {
    const all = Object.values(sharesOf(total)).reduce((sum, share) => sum + share, 0);
    expect(all).toBeCloseTo(0.97, 6);
  }
  const shares = sharesOf(100);
  const at = (spent: number) => new Budget(100, spent, performance.now());
  expect(at(0).leftFor('final')).toBeCloseTo(97, 0);
  expect(at(0).leftFor('coarse')).toBeCloseTo(100 * (shares.checks + shares.learningRate + shares.coarse), 0);
  expect(at(90).leftFor('coarse')).toBe(0);
  expect(at(90).leftFor('final')).toBeCloseTo(7, 0);
  expect(stagesAfter('coarse')).toEqual(['refined', 'final']);
});

it('the first steps get what they need to tell anything, but no more than a fifth each', () => {
  expect(sharesOf(600).checks).toBe(0.06);
  expect(60 * sharesOf(60).learningRate).toBeCloseTo(6, 6);
  expect(sharesOf(5)).toMatchObject({ checks: 0.2, learningRate: 0.2 });
});

it('without a total there is no limit', () => {
  const budget = new Budget(undefined, 0, performance.now());
  expect(budget.leftFor('final')).toBeUndefined();
  expect(budget.limitFor('coarse').left).toBe(Number.POSITIVE_INFINITY);
});
