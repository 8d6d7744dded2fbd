import type { Params } from '../../src/records/study/description.ts';
import type { Observation, SamplerEntry } from '../../src/search/samplers/sampler.ts';
import { createSpace } from '../../src/search/space/space.ts';
import { suggestTrial } from '../../src/search/suggest.ts';
import { spaceOf, type TestFunction } from './functions.ts';

/** As in a study of default settings: so many trials run at a time. */
export const LAG = 4;

/**
 * A study of a function that is known.
 * @returns after each trial, how far the lowest value so far is above the minimum (simple regret).
 */
export function regrets(entry: SamplerEntry, subject: TestFunction, trials: number, seed: number): number[] {
  const space = createSpace(spaceOf(subject));
  const sampler = entry.create(optionsFor(entry, subject, trials), space, seed);
  const observations: Observation[] = [];
  const tried = new Set<string>();
  const all: number[] = [];
  let lowest = Number.POSITIVE_INFINITY;
  for (let index = 0; index < trials; index++) {
    const view = observations.slice(0, Math.max(0, index - LAG + 1));
    const params = suggestTrial({ sampler, space, seed, index, view, tried });
    if (params !== undefined) {
      const value = subject.value(pointOf(params));
      tried.add(space.keyOf(params));
      observations.push({ index, params, state: 'completed', score: -value, scores: [-value] });
      lowest = Math.min(lowest, value);
    }
    all.push(lowest - subject.minimum);
  }
  return all;
}

/** Defaults; a grid has as many points as there can be with so many trials. */
function optionsFor(entry: SamplerEntry, { ranges }: TestFunction, trials: number) {
  const points = Math.floor(trials ** (1 / ranges.length) + 1e-9);
  return entry.options.parse(entry.name === 'grid' ? { points } : {});
}

function pointOf(params: Params): number[] {
  return Object.values(params).map(Number);
}
