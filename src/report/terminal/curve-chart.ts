import { count } from '../../base/format.ts';
import type { Series } from '../../curves/curve-log.ts';
import { type SmoothingMethod, smooth, usualSpan } from '../../curves/smooth.ts';
import { logAxis, valueAxis } from './axis.ts';
import { type ChartLine, DOT, drawFrame, LINE, type Look } from './chart-frame.ts';
import { bottomAxis, type ChartOptions, chartHeight, explained, flowing, type Legend, layOutChart } from './chart-layout.ts';
import { boundsOf, extentOf, widened } from './extent.ts';
import { letter, letterMarks } from './letters.ts';
import { columnOf, heightsAt, lastFiniteInColumns } from './resample.ts';

type Paint = (text: string) => string;

/** How a noisy series is averaged; the span follows from its length where it is not given. */
export interface Averaging {
  readonly method: SmoothingMethod;
  readonly span?: number | undefined;
}

/** A line of a chart. */
export interface CurveLine {
  readonly name: string;
  readonly series: Series;
  readonly look: Look;
  readonly paint: Paint;
}

export interface CurveChart {
  readonly title: string;
  /** Values of single steps: drawn as dots, with their average as a line over them. */
  readonly noisy?: { readonly series: Series; readonly each: string } | undefined;
  readonly lines: readonly CurveLine[];
  readonly averaging?: Averaging | undefined;
  /** `auto`: where the values span more than two decades. */
  readonly logarithmic: boolean | 'auto';
  /** Ends that the axis does not go beyond. */
  readonly ends?: readonly [low: number, high: number];
  /** Whether each line has a letter on it, for charts of several runs. */
  readonly lettered?: boolean;
}

/** Rows between two labels, at least. */
const SPACING = 1.5;
/** Highest over lowest above which the axis is logarithmic: two decades. */
const LOG_RATIO = 100;
/** The part of the values of single steps, at each end, that does not widen the axis. */
const OUTLIERS = 0.02;

const AVERAGES: Readonly<Record<SmoothingMethod, (span: number) => string>> = {
  exponential: (span) => `moving average (half-life ${count(span)})`,
  mean: (span) => `mean of ${count(span)}`,
  median: (span) => `median of ${count(span)}`,
};

/**
 * Values of single steps as dots, one for each column, with their moving average as a line over them; and other lines. The y axis
 * may be logarithmic, which the title then says; the highest and lowest 2 % of the values of single steps may lie beyond it, and
 * are drawn on its end. Values that are not finite are left out, which the legend says.
 *
 * @returns '' where nothing has two steps with a finite value.
 */
export function curveChart(chart: CurveChart, options: ChartOptions): string {
  const { style } = options;
  const noisy = chart.noisy === undefined ? undefined : finite(chart.noisy.series);
  const averaged = noisy === undefined ? undefined : averageOf(noisy, chart.averaging);
  const lines: CurveLine[] = [
    ...(averaged === undefined ? [] : [{ name: averaged.name, series: averaged.series, look: LINE as Look, paint: style.first }]),
    ...chart.lines,
  ].map((line) => ({ ...line, series: finite(line.series) }));
  const drawn = lines.filter(({ series }) => series.at.length > 0);
  const extent = extentOf(drawn.flatMap(({ series }) => ends(series.at)));
  if (extent.different < 2) return '';
  const range = rangeOf(chart, noisy, drawn);
  const y = (range.logarithmic ? logAxis : valueAxis)({ ...range, size: chartHeight(options), spacing: SPACING });
  const points = Math.max(...drawn.map(({ series }) => series.at.length), noisy?.at.length ?? 0);
  const x = bottomAxis({ ...extent, different: Math.max(extent.different, points) }, y, options);
  const dots = noisy === undefined ? [] : lastFiniteInColumns(noisy.at, noisy.values, x);
  const plotted = drawn.map(({ series, look, paint }) => lineOf(series, look, paint, x, y));
  const left = leftOut(chart);
  const legend: Legend[] = [
    ...(noisy === undefined ? [] : [explained(DOT, chart.noisy?.each ?? '', style.dim, style.dim)]),
    ...drawn.map(({ name, look, paint }, i) =>
      explained(chart.lettered === true ? `${look}${letter(i)}${look}` : look, name, paint, style.dim),
    ),
    ...(left === 0 ? [] : [explained('!', `${count(left)} not finite, left out`, style.bad, style.bad)]),
  ];
  const frame = drawFrame({
    ...{ x, y, lines: plotted, style },
    dots: dots.map((point) => ({ column: columnOf(x, point), row: Math.round(y.place(point.y)) })),
    marks: chart.lettered === true ? letterMarks(plotted) : [],
  });
  const title = range.logarithmic ? `${chart.title} (log axis)` : chart.title;
  return layOutChart(title, chart.lettered === true ? flowing(legend, options) : legend, frame, options);
}

/** From the column of its first value to that of its last. */
export function lineOf(series: Series, look: Look, paint: Paint, x: Axis, y: Axis): ChartLine {
  const points = lastFiniteInColumns(series.at, series.values, x);
  const [first, last] = [points[0], points.at(-1)];
  if (first === undefined || last === undefined) return { heights: [], look, paint };
  const from = columnOf(x, first);
  return { heights: heightsAt(points, x, y).slice(from, columnOf(x, last) + 1), from, look, paint };
}
type Axis = Parameters<typeof columnOf>[0];

/** A series averaged, and how that is called. */
export function averageOf({ at, values }: Series, averaging: Averaging = { method: 'exponential' }) {
  const { method, span = usualSpan(values.length) } = averaging;
  return { name: AVERAGES[method](span), series: { at, values: smooth(values, { method, span }).centre } };
}

/** As float32, which losses are: beyond its range they are infinite. */
export function finite({ at, values }: Series): Series {
  const single = new Float32Array(values);
  if (single.every(Number.isFinite)) return { at, values: new Float64Array(single) };
  const kept = [...single.keys()].filter((i) => Number.isFinite(single[i]));
  return { at: Float64Array.from(kept, (i) => at[i] as number), values: Float64Array.from(kept, (i) => single[i] as number) };
}

function ends(at: Float64Array): number[] {
  // Two values at one place are still one place.
  return at.length === 0 ? [] : [at[0] as number, at[at.length - 1] as number];
}

function leftOut({ noisy, lines }: CurveChart): number {
  const all = [...(noisy === undefined ? [] : [noisy.series]), ...lines.map(({ series }) => series)];
  return all.reduce(
    (sum, { values }) => sum + values.reduce((n, value) => n + Number(!Number.isFinite(Math.fround(value))), 0),
    0,
  );
}

interface Range {
  readonly low: number;
  readonly high: number;
  readonly logarithmic: boolean;
}

function rangeOf(chart: CurveChart, noisy: Series | undefined, lines: readonly CurveLine[]): Range {
  const extents = lines.map(({ series }) => boundsOf(series.values));
  const range =
    noisy === undefined ? { low: Number.POSITIVE_INFINITY, high: Number.NEGATIVE_INFINITY } : withoutOutliers(noisy.values);
  const low = Math.min(range.low, ...extents.map((one) => one.low));
  const high = Math.max(range.high, ...extents.map((one) => one.high));
  return axisRange(
    [...(noisy === undefined ? [] : [noisy.values]), ...lines.map(({ series }) => series.values)],
    low,
    high,
    chart,
  );
}

/** A range that an axis can have, logarithmic where it is wished and possible. */
export function axisRange(
  all: readonly Float64Array[],
  low: number,
  high: number,
  {
    logarithmic: wish,
    ends: [least, most] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY],
  }: Pick<CurveChart, 'logarithmic' | 'ends'>,
): Range {
  // A loss of exactly 0, as of a task learned by heart, does not rule out the logarithm; a negative one does.
  const lowest = Math.min(...all.map((values) => boundsOf(values).low));
  const positive = low > 0 ? low : Math.min(...all.map((values) => boundsOf(values.filter((value) => value > 0)).low));
  const isPossible = lowest >= 0 && positive > 0 && positive < high;
  if (isPossible && (wish === true || (wish === 'auto' && high > LOG_RATIO * positive)))
    return { low: positive, high, logarithmic: true };
  const plain = widened(low, high);
  return { low: Math.max(least, plain.low), high: Math.min(most, plain.high), logarithmic: false };
}

function withoutOutliers(values: Float64Array): { readonly low: number; readonly high: number } {
  const sorted = values.slice().sort();
  const outliers = Math.floor(OUTLIERS * (sorted.length - 1));
  return { low: sorted[outliers] as number, high: sorted[sorted.length - 1 - outliers] as number };
}
