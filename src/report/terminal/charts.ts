import { count } from '../../base/format.ts';
import { movingAverage } from '../../curves/moving-average.ts';
import { logAxis, valueAxis } from './axis.ts';
import { type ChartLine, DASH, DOT, drawFrame, LINE } from './chart-frame.ts';
import { bottomAxis, type ChartOptions, chartHeight, explained, layOutChart } from './chart-layout.ts';
import { extentOf, widened } from './extent.ts';
import { columnOf, heightsAt, lastInEachColumn, type Point } from './resample.ts';

/** One epoch's accuracies, fractions in 0..1. */
export interface AccuracyRow {
  readonly epoch: number;
  readonly trainAccuracy: number;
  readonly valAccuracy?: number | undefined;
}

/** Rows between two labels, at least. */
const SPACING = 1.5;
/** Highest over lowest above which the axis is logarithmic: two decades. */
const LOG_RATIO = 100;
/** The part of the dots, at each end, that does not widen the axis. */
const OUTLIERS = 0.02;

/**
 * The losses of single steps as dots, one for each column, with their moving average as a line over them. The y axis is
 * logarithmic (the title says so) when it spans more than two decades; the highest and lowest 2 % of the losses may lie
 * beyond it, and are drawn on its end. Losses that are not finite are left out, which the legend says.
 *
 * @param steps ascending, one for each of `losses`.
 * @returns '' where there are fewer than two steps with a finite loss.
 */
export function lossChart(steps: ArrayLike<number>, losses: ArrayLike<number>, options: ChartOptions): string {
  const { style } = options;
  // As float32, which losses are: beyond its range they are infinite.
  const points = finitePoints(steps, Float32Array.from(losses));
  const extent = extentOf(points.map((point) => point.x));
  if (extent.different < 2) return '';
  const halfLife = Math.max(1, Math.round(points.length / 50));
  const values = Float64Array.from(points, (point) => point.y);
  const averages = movingAverage(values, { halfLife });
  const { logarithmic, ...range } = lossRange(values.slice().sort(), averages);
  const y = (logarithmic ? logAxis : valueAxis)({ ...range, size: chartHeight(options), spacing: SPACING });
  const x = bottomAxis(extent, y, options);
  const dots = lastInEachColumn(points, x).map((point) => ({ column: columnOf(x, point), row: Math.round(y.place(point.y)) }));
  const average = points.map((point, i) => ({ x: point.x, y: averages[i] as number }));
  const line: ChartLine = { heights: heightsAt(average, x, y), look: LINE, paint: style.first };
  const left = losses.length - points.length;
  const legend = [
    explained(DOT, 'a step', style.dim, style.dim),
    explained(LINE, `moving average (half-life ${count(halfLife)})`, style.first, style.dim),
    ...(left === 0 ? [] : [explained('!', `${count(left)} not finite, left out`, style.bad, style.bad)]),
  ];
  const title = logarithmic ? 'Training loss (log axis)' : 'Training loss';
  return layOutChart(title, legend, drawFrame({ x, y, dots, lines: [line], style }), options);
}

/**
 * Accuracy in per cent by epoch, on the training and on the validation part.
 *
 * @param rows by ascending epoch.
 * @returns '' where there are fewer than two epochs.
 */
export function accuracyChart(rows: readonly AccuracyRow[], options: ChartOptions): string {
  const { style } = options;
  const series: readonly Series[] = [
    { name: 'training', look: DASH, paint: style.second, points: perCent(rows, 'trainAccuracy') },
    { name: 'validation', look: LINE, paint: style.first, points: perCent(rows, 'valAccuracy') },
  ];
  const drawn = series.filter(({ points }) => extentOf(points.map((point) => point.x)).different >= 2);
  if (drawn.length === 0) return '';
  const all = drawn.flatMap(({ points }) => points);
  const values = extentOf(all.map((point) => point.y));
  const range = widened(values.low, values.high);
  const y = valueAxis({
    low: Math.max(0, range.low),
    high: Math.min(100, range.high),
    size: chartHeight(options),
    spacing: SPACING,
  });
  const x = bottomAxis(extentOf(all.map((point) => point.x)), y, options);
  const lines = drawn.map(({ points, look, paint }) => ({ heights: heightsAt(points, x, y), look, paint }));
  const legend = drawn.map(({ name, look, paint }) => explained(look, name, paint, style.dim));
  return layOutChart('Accuracy in %, by epoch', legend, drawFrame({ x, y, dots: [], lines, style }), options);
}

interface Series extends Pick<ChartLine, 'look' | 'paint'> {
  readonly name: string;
  readonly points: readonly Point[];
}

function perCent(rows: readonly AccuracyRow[], key: 'trainAccuracy' | 'valAccuracy'): Point[] {
  return finitePoints(
    rows.map(({ epoch }) => epoch),
    rows.map((row) => 100 * (row[key] ?? Number.NaN)),
  );
}

function finitePoints(xs: ArrayLike<number>, ys: ArrayLike<number>): Point[] {
  return Array.from(ys, (y, i) => ({ x: xs[i] as number, y })).filter((point) => Number.isFinite(point.y));
}

function lossRange(sorted: Float64Array, averages: Float64Array): { low: number; high: number; logarithmic: boolean } {
  const outliers = Math.floor(OUTLIERS * (sorted.length - 1));
  const average = extentOf(averages);
  const low = Math.min(sorted[outliers] as number, average.low);
  const high = Math.max(sorted[sorted.length - 1 - outliers] as number, average.high);
  // A loss of exactly 0, as of a task learned by heart, does not rule out the logarithm; a negative one does.
  const lowest = low > 0 ? low : (sorted.find((loss) => loss > 0) ?? 0);
  const logarithmic = (sorted[0] as number) >= 0 && lowest > 0 && high > LOG_RATIO * lowest;
  return logarithmic ? { low: lowest, high, logarithmic } : { ...widened(low, high), logarithmic };
}
