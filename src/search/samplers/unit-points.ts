import type { Random } from '../../base/random.ts';
import type { Space } from '../space/space.ts';
import type { SuggestContext } from './sampler.ts';
import { SobolSequence } from './sobol.ts';

/** A point of the unit cube of a space, anywhere. */
export function uniformPoint(space: Space, random: Random): number[] {
  return space.dimensions.map(() => random.uniform());
}

/**
 * For each trial a point of the unit cube of a space, all of them together spread evenly. When what is there has been tried
 * already, a random one instead: a later one of the sequence is some other trial's.
 */
export function evenPoints(space: Space, seed: number): (context: SuggestContext) => number[] {
  const sequence = new SobolSequence(space.dimensions.length, seed);
  return ({ index, attempt, random }) => (attempt === 0 ? sequence.point(index) : uniformPoint(space, random));
}
