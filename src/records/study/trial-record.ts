import type { ChosenMember, DimensionDescription, Params, StudyMetric } from './description.ts';

/**
 * How a trial ended. `pruned`: stopped before its end since it promised little, see its reason. `diverged`: its loss was not
 * finite. `failed`: it could not be built or trained, see its reason. `unfinished`: begun, and it will go on when the study does.
 */
export type TrialState = 'completed' | 'pruned' | 'diverged' | 'failed' | 'unfinished';

/** One trial of a study as its journal tells it. What is not known is undefined. */
export interface TrialRecord {
  /** Counted from 0. */
  readonly index: number;
  readonly state: TrialState;
  readonly params: Params;
  /** Of its best epoch by the metric of the study: fraction in 0..1 and mean loss. */
  readonly valAccuracy: number | undefined;
  readonly valLoss: number | undefined;
  /** The metric of the study at the end of each epoch, the first one first. */
  readonly values: readonly number[];
  /** Epochs and optimizer steps done. */
  readonly epochs: number;
  readonly steps: number;
  readonly seconds: number | undefined;
  /** Why it was pruned, diverged or failed: one sentence. */
  readonly reason: string | undefined;
  /** Its run folder, relative to the study: `trials/0007`. */
  readonly run: string;
}

/** What training came to, of whatever trial. */
export type TrialEnd = Omit<TrialRecord, 'index' | 'params' | 'run'>;

/** A trial trained again with another seed. */
export interface RepeatRecord extends TrialEnd {
  readonly run: string;
  /** The index of the trial. */
  readonly of: number;
  readonly seed: number;
}

/** The first line of a journal. */
export interface StudyHeader {
  readonly version: 1;
  /** The name of the config it was made from. */
  readonly config: string;
  readonly seed: number;
  readonly metric: StudyMetric;
  readonly space: readonly DimensionDescription[];
  readonly sampler: ChosenMember;
  readonly pruner: ChosenMember;
  /** Epochs of a trial that is not pruned, where the search does not change them. */
  readonly epochs: number;
  /** Of the data. */
  readonly fingerprint: string;
  /** SHA-256 of everything that decides what the trials are: two studies with the same identity have the same trials. */
  readonly identity: string;
}

/** A study as its folder tells it. */
export interface StudyRecord {
  readonly name: string;
  readonly path: string;
  readonly header: StudyHeader;
  /** By index. */
  readonly trials: readonly TrialRecord[];
  readonly repeats: readonly RepeatRecord[];
}
