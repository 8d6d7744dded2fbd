import type { Fact } from '../base/errors.ts';
import type { Dataset } from '../data/dataset.ts';
import type { StudyMetric } from '../records/study/description.ts';
import type { TrialEnd } from '../records/study/trial-record.ts';
import type { PruningThreshold } from '../search/pruners/pruner.ts';
import type { ExperimentConfig } from '../train/experiment.ts';

/** What a worker is given to train. Plain data; the images lie in memory that is shared. */
export interface TrialTask {
  /** Tells tasks apart in messages. */
  readonly id: string;
  readonly config: ExperimentConfig;
  /** Without its test part: no search may look at that. */
  readonly dataset: Dataset;
  /** The run folder; a run that is there already goes on. */
  readonly path: string;
  /** The text of its `config.yaml`. */
  readonly configText: string;
  readonly metric: StudyMetric;
  readonly thresholds: readonly PruningThreshold[];
  /** Whether to stop a training that explodes or does not learn. */
  readonly diagnosis: boolean;
}

/** What a worker answers: how the trial ended; or what is wrong with the disk, which is the end of no trial. */
export type TrialAnswer =
  | { readonly end: TrialEnd; readonly fault?: undefined }
  | { readonly end?: undefined; readonly fault: { readonly headline: string; readonly facts: readonly Fact[] } };

/** What a worker tells while it trains. */
export interface TrialProgress {
  readonly id: string;
  readonly step: number;
  readonly totalSteps: number;
  readonly epoch: number;
  readonly epochs: number;
  readonly loss: number;
  /** Of the last epoch done. */
  readonly value: number | undefined;
}

/** What workers are given when they start. */
export interface WorkerSettings {
  /** One int32: not 0 when trainings should save and end. */
  readonly stop: SharedArrayBuffer;
}
