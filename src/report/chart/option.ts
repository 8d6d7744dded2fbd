import type { CustomSeriesOption, LineSeriesOption } from 'echarts/charts';
import type { Look } from './look.ts';
import { placeText, valueText } from './number-text.ts';
import type { ChartPlan, PlanSeries, Scale } from './plan.ts';
import { type Range, yRange } from './view.ts';

/** How a plan is drawn. */
export interface Drawing {
  readonly look: Look;
  readonly scale: Scale;
  /** The part of the x axis to fit the y axis to. */
  readonly window: Range;
  /** Pixels. */
  readonly width: number;
  readonly grid: { readonly top: number; readonly bottom: number };
}

type Series = CustomSeriesOption | LineSeriesOption;

const LEFT = 68;
const RIGHT = 18;

/** What echarts draws of a plan: the axes and the curves. The legend, titles and what reacts to the reader are added by others. */
export function chartOption(plan: ChartPlan, drawing: Drawing) {
  const { look, scale, window, width, grid } = drawing;
  const [min, max] = yRange(plan, scale, window);
  const [first, last] = plan.extent;
  return {
    ...{ animation: false, textStyle: { fontFamily: look.font, color: look.ink }, backgroundColor: 'transparent' },
    grid: { left: LEFT, right: RIGHT, ...grid },
    xAxis: {
      ...{ ...axis(plan.x, 30, look), type: 'value' as const, min: first, max: last > first ? last : first + 1 },
      ...{ splitLine: { show: false }, splitNumber: Math.max(2, Math.min(10, Math.floor(width / 110))) },
      ...labels((value) => (value > last ? '' : placeText(value)), look),
    },
    yAxis: {
      ...{ ...axis(plan.y, 50, look), type: scale === 'log' ? ('log' as const) : ('value' as const), min, max },
      ...labels((value) => (value < min * 0.999 || value > max * 1.001 ? '' : valueText(value, plan.numbers)), look),
      ...{ axisLine: { show: false }, axisTick: { show: false }, minorSplitLine: { show: false } },
    },
    series: [...plan.series.map((series) => drawn(series, look, scale)), marks(plan, look)],
  };
}

function axis(name: string, nameGap: number, look: Look) {
  return {
    ...{ name, nameLocation: 'middle' as const, nameGap, nameTextStyle: { color: look.quiet, fontSize: 12 } },
    ...{
      axisLine: { show: true, onZero: false, lineStyle: { color: look.quiet } },
      axisTick: { lineStyle: { color: look.quiet } },
    },
    splitLine: { lineStyle: { color: look.faint } },
  };
}

function labels(formatter: (value: number) => string, look: Look) {
  return {
    axisLabel: { color: look.quiet, fontSize: 12, formatter, hideOverlap: true, showMinLabel: true, showMaxLabel: false },
  };
}

function drawn(series: PlanSeries, look: Look, scale: Scale): Series {
  const color = look.colour(series.colour);
  const common = { name: series.name, silent: true, clip: true } as const;
  if (series.kind === 'dots') return { ...common, ...painted(series, scale, dotsOf, { stroke: color, opacity: 0.32 }, 1) };
  if (series.kind === 'band') return { ...common, ...painted(series, scale, bandOf, { fill: color, opacity: 0.16 }, 2) };
  const isMarked = series.kind === 'points' || series.x.length === 1;
  return {
    ...{ ...common, type: 'line', z: 3, data: pairs(series, scale), showSymbol: isMarked, symbol: 'circle', symbolSize: 6 },
    lineStyle: { color, width: 2, type: series.isDashed === true ? [5, 4] : 'solid', join: 'round' },
    itemStyle: { color, borderColor: look.paper, borderWidth: 1, opacity: 1 },
  };
}

/** A single path for all values: thousands of elements would make a page slow. */
function painted(
  series: PlanSeries,
  scale: Scale,
  path: (pixels: (x: number, y: number) => number[], series: PlanSeries, scale: Scale) => string,
  style: { readonly stroke?: string; readonly fill?: string; readonly opacity: number },
  z: number,
): CustomSeriesOption {
  const line = style.stroke === undefined ? {} : { fill: 'none', lineWidth: 3, lineCap: 'round' as const };
  return {
    ...{ type: 'custom', z, data: [[series.x[0] ?? 0, 1]] },
    renderItem: (_, api) => ({
      type: 'path',
      shape: { pathData: path((x, y) => api.coord([x, y]).map(tenth), series, scale) },
      style: { ...style, ...line },
    }),
  };
}

/** Strokes of almost no length, whose round ends are the dots. */
function dotsOf(pixels: (x: number, y: number) => number[], { x, y }: PlanSeries, scale: Scale): string {
  return x.map((at, i) => (canShow(y[i], scale) ? `M${pixels(at, y[i] as number).join(' ')}h.1` : '')).join('');
}

function bandOf(pixels: (x: number, y: number) => number[], { x, y, low = [] }: PlanSeries, scale: Scale): string {
  const least = Math.min(...y.filter((value) => canShow(value, scale)));
  const shown = x.map((_, i) => i).filter((i) => canShow(y[i], scale));
  const above = shown.map((i) => pixels(x[i] as number, y[i] as number));
  const below = shown.map((i) => {
    const value = low[i] as number;
    return pixels(x[i] as number, canShow(value, scale) ? value : least / 1000);
  });
  const corners = [...above, ...below.reverse()];
  return corners.length === 0 ? 'M0 0' : `M${corners.map((corner) => corner.join(' ')).join('L')}Z`;
}

function pairs({ x, y }: PlanSeries, scale: Scale): [number, number][] {
  return x.flatMap((at, i) => (canShow(y[i], scale) ? [[at, y[i] as number]] : []));
}

function canShow(value: number | undefined, scale: Scale): boolean {
  return value !== undefined && Number.isFinite(value) && (scale === 'linear' || value > 0);
}

function tenth(pixel: number): number {
  return Math.round(pixel * 10) / 10;
}

/** Lines across the chart, on a series without points of its own. */
function marks({ levels, events }: ChartPlan, look: Look): LineSeriesOption {
  const label = { color: look.quiet, fontSize: 12 };
  return {
    ...{ type: 'line', name: '', data: [], silent: true, z: 4 },
    markLine: {
      ...{ silent: true, symbol: 'none', precision: 20, animation: false },
      lineStyle: { color: look.quiet, width: 1, type: [3, 3] },
      data: [
        ...levels.map(({ at, text }) => ({
          yAxis: at,
          label: { ...label, formatter: () => text, position: 'insideStartTop' as const },
        })),
        ...events.map(({ at, text }) => ({
          xAxis: at,
          label: { ...label, formatter: () => text, position: 'insideEndTop' as const },
        })),
      ],
    },
  };
}
