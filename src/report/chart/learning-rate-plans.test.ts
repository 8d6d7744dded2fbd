import { describe, expect, it } from 'vitest';
import { completeRecipe } from '../../../test/helpers/sample-recipe.ts';
import type { LearningRateEvidence } from '../../records/recipe/recipe-record.ts';
import { rangeTestPlan, rateTrialsPlan } from './learning-rate-plans.ts';

const evidence = completeRecipe.steps[2]?.evidence as LearningRateEvidence;
const highest = (values: readonly (number | undefined)[]) => Math.max(...values.map((value) => value ?? 0));

describe('rateTrialsPlan', () => {
  it('has a curve for each rate, and what chance has', () => {
    const plan = rateTrialsPlan(evidence);
    expect(plan?.series.map(({ name, isDashed }) => [name, isDashed])).toEqual([
      ['0.0001 too low', true],
      ['0.001 good', false],
      ['0.01 good, suggested', false],
      ['0.032 good', false],
      ['0.1 too high', true],
      ['1 explodes', true],
    ]);
    expect(plan?.levels).toEqual([{ at: Math.LN10, text: 'knowing nothing of the images 2.3026' }]);
  });

  it('is not flattened by a loss that explodes and comes back', () => {
    const losses = [2.3, 140, 60, ...Array.from({ length: 30 }, () => 2.3)];
    const rates = [...evidence.rates, { learningRate: 0.5, firstLoss: 2.3, lastLoss: 2.3, verdict: 'too high', losses }];
    const plan = rateTrialsPlan({ ...evidence, rates });
    expect(highest(plan?.series.flatMap(({ y }) => y) ?? [])).toBeLessThan(4);
  });

  it('is none without a number', () => {
    const rates = evidence.rates.map((rate) => ({ ...rate, losses: [Number.NaN] }));
    expect(rateTrialsPlan({ ...evidence, rates })).toBeUndefined();
  });
});

describe('rangeTestPlan', () => {
  it('is on a logarithmic axis, with what was found', () => {
    const plan = rangeTestPlan(evidence);
    expect([plan?.xScale, plan?.extent[0]]).toEqual(['log', -6]);
    expect(plan?.events).toEqual([{ at: -2, text: 'suggested' }]);
    const found = plan?.series.filter(({ kind }) => kind === 'points').map(({ name, x }) => [name, x[0]?.toFixed(2)]);
    expect(found).toEqual([
      ['falls fastest: 0.0033', '-2.48'],
      ['middle of the longest fall: 0.0071', '-2.15'],
      ['suggested: 0.01', '-2.00'],
    ]);
    expect(plan?.series[0]).toMatchObject({ name: 'good: 0.001 to 0.032', kind: 'band' });
  });

  it('is none where there was no time for it', () => {
    expect(rangeTestPlan({ ...evidence, rangeTest: undefined })).toBeUndefined();
  });
});
