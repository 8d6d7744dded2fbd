import { expect, it } from 'vitest';
import { Budget, nextStage, SHARES, STAGES } from './budget.ts';

it('shares everything out but a reserve, and what a stage leaves the later ones have', () => {
  const all = STAGES.reduce((sum, stage) => sum + SHARES[stage], 0);
  expect(all).toBeGreaterThan(0.95);
  expect(all).toBeLessThan(1);
  const at = (spent: number) => new Budget(100, spent, performance.now());
  expect(at(0).leftFor('final')).toBeCloseTo(97, 0);
  expect(at(0).leftFor('coarse')).toBeCloseTo(100 * (SHARES.checks + SHARES.learningRate + SHARES.coarse), 0);
  expect(at(90).leftFor('coarse')).toBe(0);
  expect(at(90).leftFor('final')).toBeCloseTo(7, 0);
  expect(nextStage('coarse')).toBe('refined');
  expect(nextStage('final')).toBe('final');
});

it('without a total there is no limit', () => {
  const budget = new Budget(undefined, 0, performance.now());
  expect(budget.leftFor('final')).toBeUndefined();
  expect(budget.limitFor('coarse').left).toBe(Number.POSITIVE_INFINITY);
});
