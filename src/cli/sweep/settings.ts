import { availableParallelism } from 'node:os';
import type { SearchSettings } from '../../search/plan.ts';
import { describeSpace, type SearchConfig } from '../../search/section.ts';
import { USUAL_SPACE } from '../../search/usual-space.ts';

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
