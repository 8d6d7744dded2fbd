import { expect, it } from 'vitest';
import { changeFor, decideAgain } from './again.ts';

const best = (valAccuracy: number) => ({ index: 0, params: {}, valAccuracy, valLoss: undefined, run: 'r' });
const reading = (shape: string, confidence = 1) => ({ shape, title: shape, confidence, meaning: '', advice: '' });
const common = {
  noise: 0.002,
  noiseFrom: 'seeds',
  hasTime: true,
  isLast: false,
  change: changeFor([]),
  lastChange: changeFor([]),
} as const;
const because = (changes: object) => {
  const { evidence } = decideAgain({ ...common, gainOfLength: undefined, before: best(0.95), after: best(0.96), ...changes });
  return evidence?.kind === 'again' ? [evidence.because, evidence.goesOn] : [];
};

it('goes round until the gain is below the noise, the budget is spent or the rounds are done', () => {
  expect(because({})).toEqual(['worth another round', true]);
  expect(because({ after: best(0.951) })).toEqual(['gain below the noise', false]);
  expect(because({ after: undefined })).toEqual(['gain below the noise', false]);
  expect(because({ hasTime: false })).toEqual(['budget spent', false]);
  expect(because({ isLast: true })).toEqual(['rounds done', false]);
});

it('tries what the curves ask for, once, even where the search gained nothing', () => {
  const change = changeFor([reading('overfitting')]);
  const nothing = { after: best(0.95), change };
  expect(because(nothing)).toEqual(['the curves ask for it', true]);
  expect(because({ ...nothing, lastChange: change })).toEqual(['gain below the noise', false]);
  expect(because({ ...nothing, hasTime: false })).toEqual(['budget spent', false]);
  // Longer training is what comes anyway.
  expect(because({ after: best(0.95), change: changeFor([reading('stillRising')]) })).toEqual(['gain below the noise', false]);
});

it('does not take what longer training gains for a gain of the search', () => {
  const { decision } = decideAgain({ ...common, before: best(0.95), after: best(0.951), gainOfLength: 0.055 });
  expect(decision).toBe(
    'Longer training gained 5.50 points, the search gained 0.10 points against a noise of 0.20 points (between seeds); more would only follow the noise.',
  );
});

it('what the curves say changes the next round', () => {
  expect(changeFor([reading('stillRising')]).longer).toBeGreaterThan(1);
  expect(changeFor([reading('overfitting')]).shift.decay).toEqual([1, 30]);
  expect(changeFor([reading('underfitting')]).shift.decay[1]).toBe(1);
  expect(changeFor([reading('rateTooHigh')]).shift.rate[1]).toBe(1);
  expect(changeFor([reading('rateTooLow')]).shift.rate[0]).toBe(1);
  // Healthy, or not sure: a closer look.
  for (const readings of [[], [reading('healthy')], [reading('overfitting', 0.5)]]) {
    expect(changeFor(readings)).toMatchObject({ longer: 1, shift: { rate: [1 / 2, 2] } });
  }
});
