import type { ColourName, Scale } from './plan.ts';
import type { PlotAxis } from './plot-axis.ts';

/** What trials came to, by one of their hyperparameters. */
export interface ScatterPlan {
  readonly type: 'scatter';
  readonly id: string;
  readonly title: string;
  readonly x: PlotAxis;
  readonly y: ResultAxis;
  /** The last one is drawn on top. */
  readonly groups: readonly DotGroup[];
  /** Means with the intervals they are in. */
  readonly means: readonly PlottedMean[];
  readonly notes: readonly string[];
}

/** The axis of what trials are compared by. */
export interface ResultAxis {
  readonly name: string;
  readonly numbers: 'plain' | 'percent';
  readonly scale: Scale;
  readonly isLowBetter: boolean;
}

export interface DotGroup {
  readonly name: string;
  readonly colour: ColourName;
  readonly mark: Mark;
  /** 0..1 along the axis. */
  readonly x: readonly number[];
  /** Null is drawn at the bad end of the axis: there is no result. */
  readonly y: readonly (number | null)[];
  /** The indices of the trials. */
  readonly trials: readonly number[];
}

export type Mark = 'dot' | 'cross' | 'ring';

export interface PlottedMean {
  readonly x: number;
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}
