import { availableParallelism } from 'node:os';
import type { DimensionDescription } from '../../records/study/description.ts';
import type { SearchSettings } from '../../search/plan.ts';
import { describeSpace, type SearchConfig } from '../../search/section.ts';

/**
 * What is searched where nothing is said: the learning rate and the weight decay, log-uniform on [1e-4, 1e-1], as the lecture has it
 * (of a grid: 1e-4, 1e-3, 1e-2 and 1e-1 of each, 16 runs).
 */
const USUAL_SPACE: readonly DimensionDescription[] = [
  { key: 'optimizer.lr', type: 'logUniform', low: 1e-4, high: 1e-1 },
  { key: 'optimizer.weightDecay', type: 'logUniform', low: 1e-4, high: 1e-1 },
];

/** Where neither a number of trials nor a budget is given, and the sampler knows no end. */
const USUAL_TRIALS = 16;

/** The section `search` of a config, as the search takes it. */
export function searchSettings({ space, sampler, pruner, metric, lag, diagnosis, keep }: SearchConfig): SearchSettings {
  const dimensions = describeSpace(space);
  return {
    space: dimensions.length === 0 ? USUAL_SPACE : dimensions,
    ...{ sampler, pruner, metric, lag, keep },
    diagnosis: diagnosis ?? sampler.type !== 'grid',
  };
}

/** How many trials there shall be: as is said, or all of a grid, or as many as there is time for, or sixteen. */
export function trialsOf(given: number | undefined, search: SearchConfig, hasBudget: boolean): number {
  return given ?? search.trials ?? (search.sampler.type === 'grid' || hasBudget ? Number.POSITIVE_INFINITY : USUAL_TRIALS);
}

/** One trial for each core. */
export function usualWorkers(): number {
  return availableParallelism();
}
