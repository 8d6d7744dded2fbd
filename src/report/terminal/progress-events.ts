/** One step of a training, as it is reported. */
export interface StepReport {
  /** Steps done, counted from 1. */
  readonly step: number;
  /** Counted from 1. */
  readonly epoch: number;
  readonly loss: number;
  /** Images trained on since this process began, and the time that took. */
  readonly images: number;
  readonly seconds: number;
}

export interface EpochReport {
  readonly epoch: number;
  readonly trainLoss: number;
  /** Accuracies are fractions in 0..1. */
  readonly trainAccuracy: number;
  /** Absent without a validation part. */
  readonly valLoss?: number | undefined;
  readonly valAccuracy?: number | undefined;
}

export interface EpochTimes {
  readonly trainSeconds: number;
  readonly evaluationSeconds: number;
  readonly imagesPerSecond: number;
}

/** How long the training is as a whole, what was done before a resumption included. */
export interface TrainingLength {
  readonly epochs: number;
  readonly totalSteps: number;
}

/** Shows how a training goes on while it runs. */
export interface Progress {
  step(report: StepReport): void;
  epoch(result: EpochReport, times: EpochTimes): void;
  /** Prints a line of its own, which stays. */
  note(text: string): void;
  /** To be called however the training ended; more than once does no harm. Notes are still printed afterwards. */
  end(): void;
}
