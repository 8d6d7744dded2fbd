/** Values that were logged at certain steps (or epochs, or rows: see `CurveLog.unit`). */
export interface Series {
  /** Ascending, without repetition. */
  readonly at: Float64Array;
  /** As many; NaN and infinities are what the training came to, and are kept. */
  readonly values: Float64Array;
}

/**
 * What can be logged of a training.
 *
 * `loss`, `accuracy`, `learningRate`, `gradientNorm`: of single steps, of the batch. `trainLoss`, `trainAccuracy`, `valLoss`,
 * `valAccuracy`: of epochs or evaluations. `updateRatio`: size of an update over that of the weights, the median over the
 * parameters. Accuracies are fractions in 0..1.
 */
export const SERIES = [
  ...(['loss', 'accuracy', 'learningRate', 'gradientNorm'] as const),
  ...(['trainLoss', 'trainAccuracy', 'valLoss', 'valAccuracy', 'updateRatio'] as const),
] as const;

export type SeriesName = (typeof SERIES)[number];

/** The curves of one training, ours or of another framework. */
export interface CurveLog {
  /** Of the run or the file. */
  readonly name: string;
  /** What `at` counts, in all series alike. */
  readonly unit: 'step' | 'epoch' | 'row';
  readonly series: Readonly<Partial<Record<SeriesName, Series>>>;
  /** Whether the training still runs, so that more is to come. */
  readonly isRunning: boolean;
  /** What is known of the training beside its curves; for a log of another framework nothing. */
  readonly settings: TrainingSettings | undefined;
  /** What was wrong with the log but did not keep it from being read, a sentence each. */
  readonly notes: readonly string[];
}

/** What the reading of curves, and the advice, can make use of. */
export interface TrainingSettings {
  readonly classes: number;
  /** The loss that an untrained network should have: log(classes) of the cross entropy. Undefined where it is not known. */
  readonly chanceLoss: number | undefined;
  readonly optimizer: string;
  readonly learningRate: number;
  readonly weightDecay: number;
  readonly schedule: string;
  readonly epochs: number | undefined;
  readonly steps: number | undefined;
  readonly hasAugmentation: boolean;
  readonly hasDropout: boolean;
}
