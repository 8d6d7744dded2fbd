/** What a chart shows, as plain data: drawn as a picture beforehand, and again by the script of a page, which gets it as JSON. */
export interface ChartPlan {
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
   * marked. `band`: between `low` and `y`.
   */
  readonly kind: 'dots' | 'line' | 'points' | 'band';
  readonly colour: ColourName;
  readonly isDashed?: boolean;
  /** Ascending. */
  readonly x: readonly number[];
  readonly y: readonly number[];
  readonly low?: readonly number[];
  /** Of a band, the same on a logarithmic axis, where a standard deviation is a factor. */
  readonly onLog?: { readonly y: readonly number[]; readonly low: readonly number[] } | undefined;
}

/** The edges of a band, the upper one first; of other series their values. */
export function edgesOf({ y, low = [], onLog }: PlanSeries, scale: Scale): readonly [readonly number[], readonly number[]] {
  return scale === 'log' && onLog !== undefined ? [onLog.y, onLog.low] : [y, low];
}

/** What is drawn in a colour of its own; numbers are for lists of runs or parameters. */
export type ColourName = 'train' | 'validation' | 'rate' | 'gradient' | `list${number}`;

/** Whether a value has a place on the axis. */
export function canShow(value: number | undefined, scale: Scale): boolean {
  return value !== undefined && Number.isFinite(value) && (scale === 'linear' || value > 0);
}
