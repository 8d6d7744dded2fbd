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
}

/** What is drawn in a colour of its own; numbers are for lists of runs or parameters. */
export type ColourName = 'train' | 'validation' | 'rate' | 'gradient' | `list${number}`;
