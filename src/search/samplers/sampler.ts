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

/** What a sampler is asked. */
export interface Question {
  /** Which trial, counted from 0. */
  readonly index: number;
  /** The finished trials that this one may know of, by index; empty for a sampler that is not adaptive. */
  readonly view: readonly Observation[];
  /** A stream of the trial's own. */
  readonly random: Random;
}

export interface Sampler {
  /** How many trials there are, where the sampler knows an end (a grid). */
  readonly total?: number | undefined;
  /**
   * What the trial could be, the best first: it will be the first that no other trial is. A sampler with an end proposes each of its
   * trials once, any other goes on for ever, further and further away where what is near has been tried. Depends on nothing but the
   * question, and on the options and space it was made with.
   */
  proposals(question: Question): Iterable<Params>;
}

/** A way of choosing trials: one file and one line in the registry. */
export interface SamplerEntry<O = Readonly<Record<string, unknown>>> extends Entry {
  /** Whether it looks at finished trials. */
  readonly isAdaptive: boolean;
  create(options: O, space: Space, seed: number): Sampler;
}
