import type { ColourName } from './plan.ts';
import type { PlotAxis } from './plot-axis.ts';
import type { Mark } from './scatter-plan.ts';

/**
 * Trials by two of their hyperparameters, and what is seen of them from either side (after Bergstra and Bengio, "Random Search for
 * Hyper-Parameter Optimization", 2012, figure 1): above the square the results by `x` alone, beside it those by `y` alone. All
 * places are from 0 to 1.
 */
export interface SquarePlan {
  readonly type: 'square';
  readonly id: string;
  readonly title: string;
  readonly x: PlotAxis;
  readonly y: PlotAxis;
  readonly result: PlotAxis;
  /** The last one is drawn on top. */
  readonly groups: readonly SquareGroup[];
  /** How many different values were tried. */
  readonly distinct: { readonly x: number; readonly y: number };
  readonly notes: readonly string[];
}

export interface SquareGroup {
  readonly name: string;
  readonly colour: ColourName;
  readonly mark: Mark;
  readonly x: readonly number[];
  readonly y: readonly number[];
  /** What has no result is at the bad end. */
  readonly result: readonly number[];
  readonly trials: readonly number[];
}
