import type { Entry } from '../../base/registry.ts';
import type { Observation } from '../samplers/sampler.ts';

/** A trial stops at the end of `epoch` (counted from 1) when its best score so far is below `atLeast`. */
export interface PruningThreshold {
  readonly epoch: number;
  readonly atLeast: number;
  /** For the record, a clause that follows the score: `below the median of 7 trials after epoch 2`. */
  readonly reason: string;
}

/**
 * Decides which trials are stopped early. Everything is decided when the trial begins, from the finished trials it may know of;
 * so the decision is the same however many trials run at a time, and the process that trains needs to ask nobody.
 */
export interface Pruner {
  /** In ascending order of epochs, each at most once, all before the last epoch. */
  thresholds(index: number, view: readonly Observation[]): readonly PruningThreshold[];
}

export interface PrunerEntry<O = Readonly<Record<string, unknown>>> extends Entry {
  /** @param epochs of a trial that is not pruned. */
  create(options: O, epochs: number, seed: number): Pruner;
}
