import { count } from '../../base/format.ts';
import { type LossCurves, type RangeCurve, rangeCurve, type TrialCurve, trialCurves } from '../lr-curves.ts';
import { type Axis, valueAxis } from './axis.ts';
import { type ChartLine, type ChartMark, DOT, drawFrame, LINE, LOOKS } from './chart-frame.ts';
import { bottomAxis, bottomLogAxis, type ChartOptions, chartHeight, explained, flowing, layOutChart } from './chart-layout.ts';
import { extentOf, widened } from './extent.ts';
import { isTaken, letter, letterMarks } from './letters.ts';
import { axisText } from './numbers.ts';
import { columnOf, heightsAt, lastInEachColumn } from './resample.ts';
import { verdictPaint } from './trials-table.ts';

/** Rows between two labels, at least. */
const SPACING = 1.5;
/** More lines cannot be told apart. */
const MOST_LINES = LOOKS.length;

/**
 * The moving average of each trial's loss as a line with a letter on it. The y axis ends at 1.5 times the first loss: a line
 * that leaves the chart there, or whose losses are no longer finite, ends. Of more than seven trials some are left out, never the
 * suggested one.
 *
 * @returns '' where there are fewer than two steps with a finite loss.
 */
export function trialChart(trials: readonly TrialCurve[], options: ChartOptions): string {
  const { style } = options;
  const drawn = thinned(trials);
  const all = trialCurves(drawn);
  const extent = extentOf(all?.curves.flat().map(({ at }) => at) ?? []);
  if (all === undefined || extent.different < 2) return '';
  const y = lossAxis(all, options);
  const x = bottomAxis(extent, y, options);
  const lines = drawn.map(({ verdict, suggested }, i) => ({
    ...{ heights: heightsOf(all.curves[i] ?? [], x, y), look: LOOKS[i] ?? LINE, suggested },
    paint: verdictPaint(verdict, suggested, style),
  }));
  const marks = letterMarks(lines);
  const legend = drawn.map(({ lr, verdict, suggested }, i) => {
    const { look = LINE, paint = style.dim } = lines[i] ?? {};
    return explained(`${look}${letter(i)}${look}`, `${axisText(lr)} ${verdict}${suggested ? ' *' : ''}`, paint, style.dim);
  });
  const left = trials.length - drawn.length;
  const more = left === 0 ? [] : [explained('+', `${left} not drawn`, style.dim, style.dim)];
  const title = `Loss by step, averaged (half-life ${count(all.halfLife)})`;
  // The suggested line lies over all others.
  const ordered = lines.filter(({ heights }) => heights.length > 0).toSorted((a, b) => Number(a.suggested) - Number(b.suggested));
  const frame = drawFrame({ x, y, dots: [], lines: ordered, marks, style });
  return layOutChart(title, flowing([...legend, ...more], options), frame, options);
}

/**
 * A range test: the loss at each learning rate as dots, smoothed as a line over them, and the rates found. The y axis ends at
 * 1.5 times the first loss; losses beyond its ends are drawn on them.
 *
 * @returns '' where there are fewer than two learning rates with a finite loss.
 */
export function rangeChart(curve: RangeCurve, options: ChartOptions): string {
  const { style } = options;
  const all = rangeCurve(curve);
  const [points = []] = all?.curves ?? [];
  const extent = extentOf(points.map(({ at }) => at));
  if (all === undefined || extent.different < 2) return '';
  const y = lossAxis(all, options);
  const x = bottomLogAxis(extent, y, options);
  const dots = lastInEachColumn(
    points.map(({ at, loss }) => ({ x: at, y: loss })),
    x,
  ).map((point) => ({ column: columnOf(x, point), row: Math.round(y.place(point.y)) }));
  const heights = heightsOf(points, x, y);
  const found = [
    { rate: curve.suggested, symbol: '*', name: 'suggested', paint: style.good },
    { rate: curve.valley, symbol: 'V', name: 'valley', paint: style.second },
    { rate: curve.steepest, symbol: 'S', name: 'steepest', paint: style.warning },
  ].flatMap(({ rate, ...rest }) => (rate === undefined || !Number.isFinite(rate) ? [] : [{ ...rest, rate }]));
  const marks = (curve.window ?? []).map((rate, i): ChartMark => {
    return { column: Math.round(x.place(rate)), row: 0, symbol: i === 0 ? '[' : ']', paint: style.first };
  });
  for (const { rate, symbol, paint } of found) {
    const column = Math.round(x.place(rate));
    let row = Math.round(heights[Math.min(column, heights.length - 1)] ?? 0);
    // Above another that is at the same rate.
    while (row < y.size - 1 && isTaken(marks, column, row)) row += 1;
    marks.push({ column, row, symbol, paint });
  }
  const legend = [
    explained(DOT, 'a step', style.dim, style.dim),
    explained(LINE, 'smoothed', style.first, style.dim),
    ...found.map(({ rate, symbol, name, paint }) => explained(symbol, `${name} ${axisText(rate)}`, paint, style.dim)),
    ...(curve.window === undefined
      ? []
      : [explained('[]', `window ${curve.window.map(axisText).join(' to ')}`, style.first, style.dim)]),
  ];
  const lines: ChartLine[] = [{ heights, look: LINE, paint: style.first }];
  const frame = drawFrame({ x, y, dots, lines, marks, style });
  return layOutChart('Loss by learning rate (log axis)', flowing(legend, options), frame, options);
}

function lossAxis({ low, high }: LossCurves, options: ChartOptions): Axis {
  return valueAxis({ ...widened(low, high), size: chartHeight(options), spacing: SPACING });
}

/** Up to the column of the last point. */
function heightsOf(points: LossCurves['curves'][number], x: Axis, y: Axis): number[] {
  const last = points.at(-1);
  if (last === undefined) return [];
  const averages = points.map(({ at, average }) => ({ x: at, y: average }));
  return heightsAt(averages, x, y).slice(0, Math.round(x.place(last.at)) + 1);
}

/** Evenly chosen, with the first, the last and the suggested one. */
function thinned(trials: readonly TrialCurve[]): readonly TrialCurve[] {
  if (trials.length <= MOST_LINES) return trials;
  const chosen = Array.from({ length: MOST_LINES }, (_, i) => Math.round((i * (trials.length - 1)) / (MOST_LINES - 1)));
  const suggested = trials.findIndex((trial) => trial.suggested);
  if (suggested >= 0 && !chosen.includes(suggested)) {
    const nearest = chosen.reduce((a, b) => (Math.abs(b - suggested) < Math.abs(a - suggested) ? b : a));
    chosen[chosen.indexOf(nearest)] = suggested;
  }
  return chosen.flatMap((index) => trials[index] ?? []);
}
