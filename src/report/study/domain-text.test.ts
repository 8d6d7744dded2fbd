import { expect, it } from 'vitest';
import { chosenText, conditionText, domainText } from './domain-text.ts';

it('says what may be tried', () => {
  expect(domainText({ type: 'logUniform', low: 1e-5, high: 0.1 })).toBe('1e-5 to 0.1, logarithmic');
  expect(domainText({ type: 'uniform', low: 0, high: 1, step: 0.1 })).toBe('0 to 1, steps of 0.1');
  expect(domainText({ type: 'integer', low: 8, high: 256, log: true })).toBe('8 to 256, whole numbers, logarithmic');
  expect(domainText({ type: 'choice', values: [0, 'sgd', { type: 'adam' }] })).toBe('0, sgd, { type: adam }');
  expect(conditionText({ 'optimizer.type': ['sgd', 'adam'], seed: [1] })).toBe(
    'where optimizer.type is sgd or adam and seed is 1',
  );
  expect([{ type: 'random' }, { type: 'tpe', gamma: 0.1 }].map(chosenText)).toEqual(['random', 'tpe (gamma 0.1)']);
});
