import type { Random } from '../../base/random.ts';
import type { Entry } from '../../base/registry.ts';
import type { Params } from '../../records/study/description.ts';
import type { TrialState } from '../../records/study/trial-record.ts';
import type { Space } from '../space/space.ts';

/** A finished trial as samplers and pruners see it. */
export interface Observation {
  readonly index: number;
  readonly params: Params;
  readonly state: Exclude<TrialState, 'unfinished'>;
  /** The best of its epochs, higher is better; undefined when it has none (it diverged or failed early). */
  readonly score: number | undefined;
  /** The best score up to the end of each epoch, the first epoch first. */
  readonly scores: readonly number[];
}

export interface SuggestContext {
  /** Which trial, counted from 0. */
  readonly index: number;
  /** 0 at first; counted up when what was suggested has been tried already. */
  readonly attempt: number;
  /** The finished trials that this one may know of, by index; empty for a sampler that is not adaptive. */
  readonly view: readonly Observation[];
  /** The keys (`Space.keyOf`) of the trials before this one: what is not to be suggested again, where the sampler can choose. */
  readonly tried: ReadonlySet<string>;
  /** A stream of its own for each index and attempt. */
  readonly random: Random;
}

export interface Sampler {
  /** How many trials there are, where the sampler knows an end (a grid). So many attempts in a row give each of them once. */
  readonly total?: number | undefined;
  /** The hyperparameters of one trial. Depends on nothing but the context, and on the options and space it was made with. */
  suggest(context: SuggestContext): Params;
}

/** A way of choosing trials: one file and one line in the registry. */
export interface SamplerEntry<O = Readonly<Record<string, unknown>>> extends Entry {
  /** Whether it looks at finished trials. */
  readonly isAdaptive: boolean;
  create(options: O, space: Space, seed: number): Sampler;
}
