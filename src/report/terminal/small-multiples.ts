import { stripVTControlCharacters } from 'node:util';
import { logAxis, valueAxis } from './axis.ts';
import { drawFrame, LINE } from './chart-frame.ts';
import { bottomAxis, type ChartOptions } from './chart-layout.ts';
import { axisRange, type CurveChart, finite, lineOf } from './curve-chart.ts';
import { extentOf } from './extent.ts';

/** Columns of a little chart at least, and between two. */
const CELL = 30;
const GAP = 3;
const ROWS = 6;
const WIDEST = 200;
/** The part of the values, at each end, that does not widen the axes: one training that explodes would flatten all others. */
const OUTLIERS = 0.02;

/**
 * A grid of little charts, one for each line of `chart`, all on the same axes so that they can be compared; its name and last
 * value above each.
 *
 * @returns '' where no line has two values.
 */
export function smallMultiples({ title, lines, logarithmic, ends }: CurveChart, options: ChartOptions): string {
  const { style, width = Math.min(WIDEST, style.width) } = options;
  const cleaned = lines.map((line) => ({ ...line, series: finite(line.series) }));
  const extent = extentOf(cleaned.flatMap(({ series }) => [series.at[0], series.at.at(-1)].filter((at) => at !== undefined)));
  if (extent.different < 2) return '';
  const columns = Math.max(1, Math.floor((width + GAP) / (CELL + GAP)));
  const cell = Math.floor((width - GAP * (columns - 1)) / columns);
  const sorted = Float64Array.from(cleaned.flatMap(({ series }) => [...series.values])).sort();
  const outliers = Math.floor(OUTLIERS * (sorted.length - 1));
  const [low, high] = [sorted[outliers] as number, sorted[sorted.length - 1 - outliers] as number];
  const range = axisRange([sorted], low, high, { logarithmic, ...(ends === undefined ? {} : { ends }) });
  const y = (range.logarithmic ? logAxis : valueAxis)({ ...range, size: ROWS, spacing: 1 });
  const x = bottomAxis({ ...extent, different: Math.max(extent.different, cell) }, y, { style, width: cell });
  const charts = cleaned.map(({ name, series, paint }) => {
    const line = lineOf(series, LINE, paint, x, y);
    const frame = drawFrame({ x, y, dots: [], lines: line.heights.length === 0 ? [] : [line], style });
    return [style.bold(clipped(name, cell)), ...frame];
  });
  const rows: string[] = [];
  for (let from = 0; from < charts.length; from += columns) rows.push(sideBySide(charts.slice(from, from + columns), cell));
  const whole = range.logarithmic ? `${title} (log axis)` : title;
  return [style.bold(whole.length > width ? `${whole.slice(0, width - 1)}…` : whole), ...rows].join('\n\n');
}

/** Name and value: the name is cut where both do not fit. */
function clipped(text: string, width: number): string {
  if (text.length <= width) return text;
  const space = text.lastIndexOf(' ', text.endsWith(' %') ? text.length - 3 : text.length);
  const value = text.slice(space);
  return `${text.slice(0, Math.max(1, width - value.length - 1))}…${value}`;
}

/** Blocks of as many lines, next to each other. */
function sideBySide(blocks: readonly (readonly string[])[], width: number): string {
  const [first = []] = blocks;
  return first
    .map((_, row) =>
      blocks
        .map((block) => block[row] ?? '')
        .map((line) => line + ' '.repeat(Math.max(0, width - stripVTControlCharacters(line).length)))
        .join(' '.repeat(GAP))
        .trimEnd(),
    )
    .join('\n');
}
