import { expect, it } from 'vitest';
import { checkKeys } from './check-keys.ts';

const choice = { type: 'choice', values: [1, 2] } as const;
const check = (...space: Parameters<typeof checkKeys>[0]) => checkKeys(space, (path) => `at ${path.join('.')}`);

it('lets through what a recipe searches beside the learning rate and the weight decay, and their ranges', () => {
  check(
    { key: 'optimizer.lr', ...choice },
    { key: 'optimizer.type', type: 'choice', values: ['sgd', 'adam'] },
    { key: 'optimizer.momentum', ...choice, when: { 'optimizer.type': ['sgd'] } },
  );
});

it.each([
  [{ key: 'train.epochs', ...choice }],
  [{ key: 'schedule.type', ...choice }],
  [{ key: 'seed', ...choice }],
  [{ key: 'optimizer.beta1', ...choice, when: { 'optimizer.weightDecay': [0] } }],
  [{ key: 'optimizer.lr', ...choice, when: { 'optimizer.type': ['sgd'] } }],
])('refuses what the recipe decides by itself, with its place: %j', (dimension) => {
  expect(() => check(dimension)).toThrowError(
    expect.objectContaining({
      headline: 'A recipe cannot search everything that a sweep can.',
      facts: [[dimension.key, expect.stringContaining(`at search.space.${dimension.key}`)]],
    }),
  );
});
