import { Random } from '../base/random.ts';
import type { Params } from '../records/study/description.ts';
import type { Observation, Sampler } from './samplers/sampler.ts';
import { uniformPoint } from './samplers/unit-points.ts';
import type { Space } from './space/space.ts';

/** How many proposals of a sampler without an end are looked at. */
const PROPOSALS = 100;

/** How many random places are tried after that. */
const RANDOM_PLACES = 1000;

export interface TrialQuestion {
  readonly sampler: Sampler;
  readonly space: Space;
  /** Of the study. */
  readonly seed: number;
  /** Which trial, counted from 0. */
  readonly index: number;
  /** The finished trials that it may know of, by index. */
  readonly view: readonly Observation[];
  /** The keys (`Space.keyOf`) of all trials before it. */
  readonly tried: ReadonlySet<string>;
}

/**
 * The hyperparameters of a trial: no trial of a study is like another. Where the sampler has nothing new, a random place is taken; in
 * a finite space of which little is left, any trial that is left. A sampler that knows an end gives its own trials only.
 * @returns undefined when there is no further trial.
 */
export function suggestTrial({ sampler, space, seed, index, view, tried }: TrialQuestion): Params | undefined {
  const isNew = (params: Params) => !tried.has(space.keyOf(params));
  const random = Random.derive(seed, 'trial', index);
  let left = sampler.total ?? PROPOSALS;
  for (const params of sampler.proposals({ index, view, random })) {
    if (isNew(params)) return params;
    left -= 1;
    if (left <= 0) break;
  }
  return sampler.total === undefined ? anywhere(space, random, isNew) : undefined;
}

function anywhere(space: Space, random: Random, isNew: (params: Params) => boolean): Params | undefined {
  for (let i = 0; i < RANDOM_PLACES; i++) {
    const params = space.decode(uniformPoint(space, random));
    if (isNew(params)) return params;
  }
  // So much has been tried that the space is small, or it is of numbers so near together that there are but few.
  if (!Number.isFinite(space.size)) return undefined;
  const from = Math.floor(random.uniform() * space.size);
  let first: Params | undefined;
  let at = 0;
  for (const params of space.all()) {
    if (isNew(params)) {
      if (at >= from) return params;
      first ??= params;
    }
    at += 1;
  }
  return first;
}
