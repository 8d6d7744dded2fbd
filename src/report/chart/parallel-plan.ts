import type { PlotAxis } from './plot-axis.ts';

/** Trials as lines across the axes of all hyperparameters, the result last. */
export interface ParallelPlan {
  readonly type: 'parallel';
  readonly id: string;
  readonly title: string;
  readonly axes: readonly PlotAxis[];
  /** The worst first, so that the best are drawn over the others. */
  readonly lines: readonly ParallelLine[];
  readonly notes: readonly string[];
}

export interface ParallelLine {
  readonly trial: number;
  /** 0 to GRADES - 1, the best; undefined without a result. */
  readonly grade: number | undefined;
  /** 0..1 along each axis; null where the trial has no such hyperparameter, or no result. */
  readonly at: readonly (number | null)[];
}
