import { Random } from '../base/random.ts';
import type { Params } from '../records/study/description.ts';
import type { Observation, Sampler } from './samplers/sampler.ts';
import { uniformPoint } from './samplers/unit-points.ts';
import type { Space } from './space/space.ts';

/** How often a sampler is asked before something else is tried. */
const ATTEMPTS = 50;

/** How many random places are tried after that. */
const RANDOM_ATTEMPTS = 1000;

interface Question {
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
export function suggestTrial(question: Question): Params | undefined {
  const { sampler, space, tried } = question;
  const isNew = (params: Params) => !tried.has(space.keyOf(params));
  return sampler.total === undefined
    ? (asked(question, ATTEMPTS, isNew) ?? anywhere(question, isNew))
    : asked(question, sampler.total, isNew);
}

function asked({ sampler, seed, index, view, tried }: Question, attempts: number, isNew: (params: Params) => boolean) {
  for (let attempt = 0; attempt < attempts; attempt++) {
    const random = Random.derive(seed, 'trial', index, attempt);
    const params = sampler.suggest({ index, attempt, view, tried, random });
    if (isNew(params)) return params;
  }
  return undefined;
}

function anywhere({ space, seed, index }: Question, isNew: (params: Params) => boolean): Params | undefined {
  const random = Random.derive(seed, 'trial', index, 'anywhere');
  for (let attempt = 0; attempt < RANDOM_ATTEMPTS; attempt++) {
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
