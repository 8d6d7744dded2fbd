import { type HalvingOptions, halvingOptions, halvingThresholds, rungsOf } from './halving.ts';
import type { PrunerEntry } from './pruner.ts';

/**
 * Li et al., "A System for Massively Parallel Hyperparameter Tuning", 2020, the stopping type: nothing waits for a rung to fill
 * up, each trial is compared with those that are known when it begins.
 */
export const asha: PrunerEntry<HalvingOptions> = {
  name: 'asha',
  summary: 'Asynchronous successive halving: a third of the trials goes on after 1, 3, 9, ... epochs (Li et al., 2020).',
  options: halvingOptions,
  create(options, epochs) {
    const rungs = rungsOf(options, epochs);
    return { thresholds: (_, view) => halvingThresholds(view, rungs, options.reductionFactor) };
  },
};
