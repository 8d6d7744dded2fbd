import { count } from '../../base/format.ts';
import { type Axis, countAxis, logAxis } from './axis.ts';
import { frameWidth } from './chart-frame.ts';
import type { Extent } from './extent.ts';
import type { Style } from './style.ts';

type Paint = (text: string) => string;

export interface ChartOptions {
  readonly style: Style;
  /** Columns at most, labels included; by default the terminal's width, but not above 120. */
  readonly width?: number;
  /** Rows of the chart itself, 12 by default, at least 4. */
  readonly height?: number;
}

/** A line of the legend, plain and with colours. */
export interface Legend {
  readonly text: string;
  readonly painted: string;
}

const WIDEST = 120;
/** On a terminal that is still narrower a title goes on in its next line rather than lose its end. */
const NARROW = 40;
/** Few points are not drawn far apart. */
const COLUMNS_PER_POINT = 12;
/** Columns between the marks of the x axis, at least, and those between their labels. */
const SPACING = 8;
const LABEL_GAP = 4;
/** As wide as a label of a logarithmic axis. */
const LOG_SPACING = 6 + LABEL_GAP;
const GAP = '   ';

function chartWidth({ style, width = Math.min(WIDEST, style.width) }: ChartOptions): number {
  return width;
}

export function chartHeight({ height = 12 }: ChartOptions): number {
  return Math.max(4, height);
}

/** The axis of steps or epochs: as wide as there is room beside the labels of `y`, and as there are points. */
export function bottomAxis(extent: Extent, y: Axis, options: ChartOptions): Axis {
  const spacing = Math.max(SPACING, count(extent.high).length + LABEL_GAP);
  return countAxis({ ...extent, size: bottomSize(extent, y, options), spacing });
}

/** The axis of learning rates, on a logarithmic scale. @param extent above 0. */
export function bottomLogAxis(extent: Extent, y: Axis, options: ChartOptions): Axis {
  return logAxis({ ...extent, size: bottomSize(extent, y, options), spacing: LOG_SPACING });
}

function bottomSize(extent: Extent, y: Axis, options: ChartOptions): number {
  const room = chartWidth(options) - frameWidth(y.ticks);
  return Math.max(2, Math.min(room, COLUMNS_PER_POINT * (extent.different - 1) + 1));
}

/** A symbol and what it stands for. */
export function explained(symbol: string, text: string, paint: Paint, paintText: Paint): Legend {
  return { text: `${symbol} ${text}`, painted: `${paint(symbol)} ${paintText(text)}` };
}

/** As many parts of a long legend side by side as fit. */
export function flowing(legend: readonly Legend[], options: ChartOptions): Legend[] {
  const lines: Legend[] = [];
  for (const { text, painted } of legend) {
    const last = lines.at(-1);
    if (last === undefined || last.text.length + GAP.length + text.length > chartWidth(options)) lines.push({ text, painted });
    else lines[lines.length - 1] = { text: `${last.text}${GAP}${text}`, painted: `${last.painted}${GAP}${painted}` };
  }
  return lines;
}

/** Title and legend above the chart; the parts of the legend one below the other where they do not fit side by side. */
export function layOutChart(title: string, legend: readonly Legend[], chart: readonly string[], options: ChartOptions): string {
  const width = legend.reduce((sum, { text }) => sum + GAP.length + text.length, title.length);
  const most = Math.max(NARROW, chartWidth(options));
  const fitting = title.length > most ? `${title.slice(0, most - 1)}…` : title;
  const parts = [options.style.bold(fitting), ...legend.map(({ painted }) => painted)];
  return [...(width <= chartWidth(options) ? [parts.join(GAP)] : parts), ...chart].join('\n');
}
