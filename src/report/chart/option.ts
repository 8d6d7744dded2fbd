import type { CustomSeriesOption, LineSeriesOption } from 'echarts/charts';
import type { Look } from './look.ts';
import { marksSeries } from './marks.ts';
import { placeTextOn, valueText } from './number-text.ts';
import { paintedSeries } from './painted.ts';
import { type ChartPlan, canShow, type PlanSeries, type Scale } from './plan.ts';
import { type Range, yAxis } from './view.ts';

/** How a plan is drawn. */
export interface Drawing {
  readonly look: Look;
  readonly scale: Scale;
  /** The part of the x axis to fit the y axis to. */
  readonly window: Range;
  /** A part of the x axis to be shaded. */
  readonly stretch?: Range | undefined;
  /** Pixels. */
  readonly width: number;
  readonly grid: { readonly top: number; readonly bottom: number };
}

/** Left of the axes, for the names of the values, and right of them, in pixels. */
export const LEFT = 72;
export const RIGHT = 24;

/** What echarts draws of a plan: the axes and the curves. Legend, title and what reacts to the reader are added by others. */
export function chartOption(plan: ChartPlan, drawing: Drawing) {
  const { look, scale, window, width, grid, stretch } = drawing;
  const { min, max, interval, beyond } = yAxis(plan, scale, window);
  const [first, last] = plan.extent;
  return {
    ...{ animation: false, textStyle: { fontFamily: look.font, color: look.ink }, backgroundColor: 'transparent' },
    grid: { left: LEFT, right: RIGHT, ...grid, outerBoundsMode: 'none' as const },
    xAxis: {
      ...{ ...axis(plan.x, 30, look), type: 'value' as const, min: first, max: last > first ? last : first + 1 },
      ...{
        splitLine: { show: false },
        minInterval: plan.xScale === 'log' || plan.extent.every(Number.isInteger) ? 1 : 0,
        splitNumber: Math.max(2, Math.min(10, Math.floor(width / 110))),
      },
      axisLabel: { ...labels(look), formatter: (place: number) => placeTextOn(plan.xScale, place) },
    },
    yAxis: {
      ...{ ...axis(plan.y, 54, look), type: scale === 'log' ? ('log' as const) : ('value' as const), min, max },
      ...(interval === undefined ? {} : { interval }),
      axisLabel: { ...labels(look), formatter: (value: number) => valueText(value, plan.numbers), showMinLabel: true },
      ...{ axisLine: { show: false }, axisTick: { show: false } },
    },
    series: [
      ...plan.series.map((series) => drawn(series, look, scale)),
      marksSeries(plan, look, {
        stretch,
        beyond: beyond === undefined ? undefined : `up to ${valueText(beyond, plan.numbers, 3)}`,
      }),
    ],
  };
}

function axis(name: string, nameGap: number, look: Look) {
  return {
    ...{ name, nameLocation: 'middle' as const, nameGap, nameTextStyle: { color: look.quiet, fontSize: 12 } },
    axisLine: { show: true, onZero: false, lineStyle: { color: look.quiet } },
    axisTick: { lineStyle: { color: look.quiet } },
    splitLine: { lineStyle: { color: look.faint } },
  };
}

function labels(look: Look) {
  return { color: look.quiet, fontSize: 12, hideOverlap: true };
}

function drawn(series: PlanSeries, look: Look, scale: Scale): CustomSeriesOption | LineSeriesOption {
  if (series.kind === 'dots' || series.kind === 'band' || series.kind === 'bundle') return paintedSeries(series, look, scale);
  const color = look.colour(series.colour);
  const isMarked = series.kind === 'points' || series.x.length === 1;
  return {
    ...{
      type: 'line',
      silent: true,
      emphasis: { disabled: true },
      z: 3,
      data: pairs(series, scale),
      showSymbol: isMarked,
      symbol: 'circle',
      symbolSize: 6,
    },
    lineStyle: { color, width: 2, type: series.isDashed === true ? [5, 4] : 'solid', join: 'round' },
    itemStyle: { color, borderColor: look.paper, borderWidth: 1, opacity: 1 },
  };
}

function pairs({ x, y }: PlanSeries, scale: Scale): [number, number][] {
  return x.flatMap((at, i) => (canShow(y[i], scale) ? [[at, y[i] as number]] : []));
}
