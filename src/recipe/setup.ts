import type { PreparedData } from '../data/prepare.ts';
import type { RecipeFolder } from '../records/recipe/recipe-folder.ts';
import type { RecipeRecord, StepRecord } from '../records/recipe/recipe-record.ts';
import type { DimensionDescription } from '../records/study/description.ts';
import type { Experiment, ExperimentConfig } from '../train/experiment.ts';
import type { TrialConfigs } from '../trials/objective.ts';
import type { SharedDatasets } from '../trials/shared-datasets.ts';
import type { TrialPool } from '../trials/trial-pool.ts';
import type { Budget } from './budget.ts';

/** A config as a recipe needs it. */
export type RecipeConfig = ExperimentConfig & { readonly name: string };

/** What a recipe is given: the config, and what can be done with it. */
export interface RecipeSetup {
  readonly config: RecipeConfig;
  readonly data: PreparedData;
  readonly datasets: SharedDatasets;
  readonly configs: TrialConfigs<RecipeConfig>;
  /** Hyperparameters that the config wants searched beside the learning rate and the weight decay. */
  readonly extra: readonly DimensionDescription[];
  /** What it says of the learning rate and the weight decay, if anything: nothing beyond that is tried. */
  readonly given: readonly DimensionDescription[];
  /** An experiment on the data of the recipe. @param threads of its trainings; by default as is useful */
  build(variant: ExperimentConfig, threads?: number): Experiment;
}

/** What a step has to go on with. */
export interface StepContext extends RecipeSetup {
  readonly folder: RecipeFolder;
  readonly budget: Budget;
  readonly pool: TrialPool;
  /** All that was recorded so far. */
  readonly record: RecipeRecord;
  /** Whether a failed gate is gone through. */
  readonly isForced: boolean;
  /** Whether the user wants to stop. */
  isInterrupted(): boolean;
  /** Tells what is going on: a few words, and how much of it is done, 0 to 1, where that is known. */
  tell(text: string, done?: number): void;
}

/** What came out of a step. */
export type StepOutcome = Pick<StepRecord, 'status' | 'decision' | 'advice' | 'evidence'>;
