import { describe, expect, it } from 'vitest';
import { completeRecipe, interruptedRecipe, stoppedRecipe } from '../../../test/helpers/sample-recipe.ts';
import { inBrief } from './in-brief.ts';
import { nextStep, roundsOf, stepStates, trialsOf } from './step-states.ts';

describe('stepStates', () => {
  it('has all seven steps, also of a recipe that has not begun', () => {
    expect(stepStates({ steps: [] }).map(({ step, status }) => [step, status])).toEqual(
      [1, 2, 3, 4, 5, 6, 7].map((step) => [step, 'waiting']),
    );
  });

  it('keeps what a round came to while the next one runs', () => {
    const states = stepStates(interruptedRecipe, { step: 5, round: 2 });
    expect(states.map(({ status }) => status)).toEqual([...Array(4).fill('passed'), 'running', 'waiting', 'waiting']);
    expect(states.slice(4).map(({ round, record }) => [round, record?.round])).toEqual([
      [2, 1],
      [2, 1],
      [2, 1],
    ]);
  });

  it('shows the newest round of a recipe that has ended', () => {
    const again = stepStates(completeRecipe)[6];
    expect([again?.round, again?.record?.round, again?.status]).toEqual([2, 2, 'passed']);
    expect([roundsOf(completeRecipe), trialsOf(completeRecipe)]).toEqual([2, 32]);
  });
});

describe('nextStep', () => {
  const afterSteps = (count: number) => nextStep({ steps: completeRecipe.steps.slice(0, count) });

  it('goes through the steps, back to the fifth, and to the final training', () => {
    expect([0, 3, 4, 6].map((count) => afterSteps(count).name)).toEqual([
      ...['initialLoss', 'coarseSearch', 'refinedSearch', 'again'],
    ]);
    expect([afterSteps(3).round, afterSteps(4).round]).toEqual([0, 1]);
    expect(afterSteps(7)).toEqual({ step: 5, round: 2, name: 'refinedSearch' });
    expect(afterSteps(10).name).toBeUndefined();
  });
});

describe('inBrief', () => {
  it('says what decisions rest on', () => {
    expect(completeRecipe.steps.slice(0, 7).map(inBrief)).toEqual([
      '2.3041, expected 2.3026 (log 10)',
      '100.0 % of 320 images in 140 steps at 0.01',
      '0.01, good from 0.001 to 0.032',
      '96.56 % best of 12: lr 0.01, weightDecay 0.0001',
      '98.52 % best of 10: lr 0.01042, weightDecay 0.0001',
      'still rising',
      'gain 0.42, noise 0.11: worth another round',
    ]);
    expect(completeRecipe.steps.slice(-1).map(inBrief)).toEqual(['gain 0.06, below the noise of 0.11']);
  });

  it('says the decision where there is no number', () => {
    const [first, second] = stoppedRecipe.steps;
    expect(first && inBrief({ ...first, evidence: undefined })).toBe(first?.decision);
    expect(second && inBrief(second)).toBe('31.2 % of 320 images in 200 steps at 0.1');
    const search = completeRecipe.steps[3];
    const evidence = search?.evidence?.kind === 'search' ? { ...search.evidence, best: undefined } : undefined;
    expect(search && inBrief({ ...search, evidence })).toBe(search?.decision);
  });
});
