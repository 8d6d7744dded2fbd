import type { Random } from '../../base/random.ts';
import type { Space } from '../space/space.ts';
import type { Question } from './sampler.ts';
import { SobolSequence } from './sobol.ts';

/** A point of the unit cube of a space, anywhere. */
export function uniformPoint(space: Space, random: Random): number[] {
  return space.dimensions.map(() => random.uniform());
}

/**
 * Points of the unit cube of a space for a trial, without end. The first ones of all trials are spread evenly. What follows is random: a
 * later point of the sequence is some other trial's.
 */
export function evenPoints(space: Space, seed: number): (question: Question) => Iterable<number[]> {
  const sequence = new SobolSequence(space.dimensions.length, seed);
  return function* ({ index, random }) {
    yield sequence.point(index);
    for (;;) yield uniformPoint(space, random);
  };
}
