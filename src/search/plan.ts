import type { ChosenMember, DimensionDescription, Params, StudyMetric } from '../records/study/description.ts';
import { pruners } from './pruners/index.ts';
import { samplers } from './samplers/index.ts';
import { createSpace } from './space/space.ts';
import type { SearchPlan } from './study.ts';

/** A search as a config or the recipe describes it, all defaults filled in. */
export interface SearchSettings {
  readonly space: readonly DimensionDescription[];
  readonly sampler: ChosenMember;
  readonly pruner: ChosenMember;
  readonly metric: StudyMetric;
  readonly lag: number;
  /** Whether trials that explode or do not learn are stopped. */
  readonly diagnosis: boolean;
  /** How many trials keep their checkpoints, the best ones. */
  readonly keep: number;
  /** What is tried first, before the sampler has its say; no two the same. */
  readonly first?: readonly Params[] | undefined;
}

/** The pruner that compares no trials. */
const NO_PRUNER = 'none';

/** @param epochs of a trial that is not pruned. */
export function planSearch(
  { space: dimensions, sampler, pruner, lag, first = [] }: SearchSettings,
  seed: number,
  epochs: number,
): SearchPlan {
  const space = createSpace(dimensions);
  const entry = samplers.get(sampler.type);
  return {
    ...{ space, seed, lag, first },
    sampler: entry.create(sampler, space, seed),
    isAdaptive: entry.isAdaptive,
    pruner: pruner.type === NO_PRUNER ? undefined : pruners.get(pruner.type).create(pruner, epochs, seed),
  };
}
