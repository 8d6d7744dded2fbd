import type { ParallelPlan } from './parallel-plan.ts';
import type { ScatterPlan } from './scatter-plan.ts';
import type { SquarePlan } from './square-plan.ts';

/** What a chart shows, as plain data: drawn as a picture beforehand, and again by the script of a page, which gets it as JSON. */
export type Plan = ChartPlan | ScatterPlan | SquarePlan | ParallelPlan;

/** Curves over steps or epochs. */
export interface ChartPlan {
  readonly type: 'curves';
  /** Of the element in the page; letters, digits and hyphens. */
  readonly id: string;
  readonly title: string;
  /** Names of the axes. */
  readonly x: string;
  readonly y: string;
  readonly numbers: 'plain' | 'percent';
  /** How the y axis begins. */
  readonly scale: Scale;
  /** Whether a logarithmic axis makes sense beside a linear one. */
  readonly canSwitch: boolean;
  /** The first and last place on the x axis. */
  readonly extent: readonly [first: number, last: number];
  /** `log`: all places on the x axis are decimal logarithms of what they stand for, -2 for 0.01. */
  readonly xScale?: 'log' | undefined;
  readonly series: readonly PlanSeries[];
  /** Horizontal lines to compare with. */
  readonly levels: readonly { readonly at: number; readonly text: string }[];
  /** Vertical lines where something happened. */
  readonly events: readonly { readonly at: number; readonly text: string }[];
  /** What cannot be seen, a sentence each. */
  readonly notes: readonly string[];
}

export type Scale = 'linear' | 'log';

export interface PlanSeries {
  /** As in the legend. */
  readonly name: string;
  /**
   * `dots`: each value, faint. `line`: an average or another curve of many points. `points`: a curve of few values, each
   * marked. `band`: between `low` and `y`. `bundle`: many curves that are shown as one thing, `y` the highest of them at each
   * place and `low` the lowest.
   */
  readonly kind: 'dots' | 'line' | 'points' | 'band' | 'bundle';
  readonly colour: ColourName;
  readonly isDashed?: boolean;
  /** Ascending. */
  readonly x: readonly number[];
  readonly y: readonly number[];
  readonly low?: readonly number[];
  /** Of a bundle: its curves. */
  readonly members?: readonly BundledCurve[];
  /** Of a curve that stands for a trial: its index. */
  readonly trial?: number;
  /** Of a band, the same on a logarithmic axis, where a standard deviation is a factor. */
  readonly onLog?: { readonly y: readonly number[]; readonly low: readonly number[] } | undefined;
}

/** A curve among others, of which only those that are pointed at are seen by themselves. */
export interface BundledCurve {
  readonly trial: number;
  /** At the places of the bundle, from the first one on; it may end early. Null where it is no number. */
  readonly y: readonly (number | null)[];
}

/** The edges of a band or bundle, the upper one first; of other series their values. */
export function edgesOf({ y, low = [], onLog }: PlanSeries, scale: Scale): readonly [readonly number[], readonly number[]] {
  return scale === 'log' && onLog !== undefined ? [onLog.y, onLog.low] : [y, low];
}

/** What is drawn in a colour of its own; `list` is for lists of runs or parameters, `grade` for what is worse (0) or better. */
export type ColourName = 'train' | 'validation' | 'rate' | 'gradient' | 'quiet' | `list${number}` | `grade${number}`;

/** Whether a value has a place on the axis. */
export function canShow(value: number | null | undefined, scale: Scale): boolean {
  return value !== undefined && value !== null && Number.isFinite(value) && (scale === 'linear' || value > 0);
}
