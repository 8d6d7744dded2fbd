import { UserError } from '../../base/errors.ts';
import { DECAY, RATE } from '../../recipe/spaces.ts';
import type { DimensionDescription } from '../../records/study/description.ts';

/** What a recipe decides by itself: how long trainings are, how their rate changes, their seeds. Keys, and sections. */
const OWN = ['train.epochs', 'train.steps', 'train.earlyStopping', 'schedule', 'seed'] as const;

/** Whether it is one of the two that every recipe searches: first alone, then around the best. */
export function isFound(key: string): boolean {
  return key === RATE || key === DECAY;
}

/**
 * @param locate tells the place of a key in the config
 * @throws UserError when a space holds what the recipe decides by itself, or a condition that it could not keep
 */
export function checkKeys(space: readonly DimensionDescription[], locate: (path: readonly string[]) => string): void {
  const problems = space.flatMap(({ key, when = {} }): [string, string][] => {
    const place = locate(['search', 'space', key]);
    if (isOwn(key)) return [[key, `the recipe decides this by itself   ${place}`]];
    if (isFound(key) && Object.keys(when).length > 0)
      return [[key, `every trial of a recipe has one: it cannot have a condition   ${place}`]];
    const condition = Object.keys(when).find((other) => isFound(other) || isOwn(other));
    return condition === undefined ? [] : [[key, `depends on ${condition}, which the recipe searches by itself   ${place}`]];
  });
  if (problems.length > 0) {
    throw new UserError('A recipe cannot search everything that a sweep can.', {
      facts: problems,
      hint: 'Leave them out of search.space, or use cnn-run sweep.',
    });
  }
}

function isOwn(key: string): boolean {
  return OWN.some((own) => key === own || key.startsWith(`${own}.`));
}
