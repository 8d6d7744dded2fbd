import type { StudyRecord } from '../records/study/trial-record.ts';

/** What is told of a study: its record, and what the analysis of it says, as plain data. */
export interface StudyView {
  readonly study: StudyRecord;
  /** Whether a process is working on it. */
  readonly isRunning: boolean;
  /** Undefined where the trials are too few to tell. */
  readonly importance: StudyImportance | undefined;
  readonly edges: readonly EdgeWarning[];
  /** Undefined where no trial was repeated. */
  readonly repeats: StudyRepeats | undefined;
  /** What is missing and why, a sentence each. */
  readonly notes: readonly string[];
}

/** How much of the difference between results each hyperparameter makes. */
export interface StudyImportance {
  /** `grid`: computed from a complete grid. `forest`: as far as the trials tell, by a random forest. */
  readonly method: 'grid' | 'forest';
  readonly trials: number;
  /** The share of the variance that a hyperparameter makes by itself, 0..1, and its standard deviation. */
  readonly keys: readonly { readonly key: string; readonly share: number; readonly deviation: number }[];
  /** The rest: what several hyperparameters make together, noise, and, unless it is a grid, what too few trials do not tell. */
  readonly unexplained: number;
}

/** The best trials are at the end of a range: something better may lie beyond. */
export interface EdgeWarning {
  readonly key: string;
  /** One sentence. */
  readonly text: string;
  /** The wider range, as it is typed: `--space optimizer.lr=log:1e-2..1e0`. Undefined where there is no wider one. */
  readonly override: string | undefined;
}

/** What came of training the best trials again with other seeds. */
export interface StudyRepeats {
  /** The best mean first. */
  readonly trials: readonly RepeatedTrial[];
  /** Which of them cannot be told apart, a sentence each. */
  readonly statements: readonly string[];
}

/** A trial over several seeds. */
export interface RepeatedTrial {
  /** The index of the trial. */
  readonly of: number;
  /** The result of each seed: an accuracy is a fraction. */
  readonly values: readonly number[];
  readonly mean: number;
  /** The standard deviation between the seeds; undefined of a single one. */
  readonly deviation: number | undefined;
  /** The interval that the mean is in, with the confidence that the statements speak of. */
  readonly interval: readonly [low: number, high: number] | undefined;
  /** Whether it is worse than the best one by more than chance; undefined for the best one itself, and where that cannot be told. */
  readonly isWorse: boolean | undefined;
}
