import { Random } from '../../src/base/random.ts';
import type { Observation, SamplerEntry } from '../../src/search/samplers/sampler.ts';
import { uniformPoint } from '../../src/search/samplers/unit-points.ts';
import { createSpace } from '../../src/search/space/space.ts';
import { suggestTrial } from '../../src/search/suggest.ts';
import { spaceOf, type TestFunction } from './functions.ts';

const ROUNDS = 7;

/** The least of a few times that it takes to suggest a trial when so many have ended. */
export function millisecondsPerSuggestion(entry: SamplerEntry, subject: TestFunction, finished: number): number {
  const space = createSpace(spaceOf(subject));
  const sampler = entry.create(entry.options.parse({}), space, 1);
  const random = Random.derive(1, 'finished');
  const view = Array.from({ length: finished }, (_, index): Observation => {
    const score = random.uniform();
    return { index, params: space.decode(uniformPoint(space, random)), state: 'completed', score, scores: [score] };
  });
  const tried = new Set(view.map(({ params }) => space.keyOf(params)));
  const times = Array.from({ length: ROUNDS }, (_, round) => {
    const begin = performance.now();
    suggestTrial({ sampler, space, seed: 1, index: finished + round, view, tried });
    return performance.now() - begin;
  });
  return Math.min(...times);
}
