import { LineChart, type LineSeriesOption, ScatterChart, type ScatterSeriesOption } from 'echarts/charts';
import {
  GridComponent,
  type GridComponentOption,
  LegendComponent,
  type LegendComponentOption,
  MarkAreaComponent,
  MarkLineComponent,
  TitleComponent,
  type TitleComponentOption,
} from 'echarts/components';
import * as echarts from 'echarts/core';
import { type LossCurves, type RangeCurve, rangeCurve, type TrialCurve, trialCurves } from '../lr-curves.ts';
import { axisText } from '../terminal/numbers.ts';
import { xmlText } from '../xml-text.ts';
import { pictureOf } from './picture.ts';

echarts.use([
  ...[LineChart, ScatterChart, GridComponent, LegendComponent],
  ...[MarkAreaComponent, MarkLineComponent, TitleComponent],
]);

type Series = LineSeriesOption | ScatterSeriesOption;
type Point = LossCurves['curves'][number][number];

/** What a panel shows, and what its legend says. */
interface Panel {
  readonly title: string;
  readonly xName: string;
  readonly xAxis: { readonly type: 'value' | 'log'; readonly min?: number; readonly max?: number };
  readonly series: readonly Series[];
  readonly legend: readonly Entry[];
}

interface Entry {
  /** Of the series. */
  readonly name: string;
  readonly text: string;
  readonly icon: string;
  readonly isBold?: boolean;
}

const WIDTH = 1000;
const LEFT = 80;
const LEGEND_WIDTH = 220;
/** Of the title, and of a panel with the names of its axes. */
const HEAD = 50;
const PANEL = 355;
/** Above and below the axes of a panel. */
const ABOVE = 40;
const BELOW = 65;
const INK = '#333333';
const FAINT = '#e6e6e6';
/** From low learning rates to high ones; apart for those who do not see red and green, too. */
const COLOURS = ['#440154', '#3f4889', '#277f8e', '#22a884', '#86c83b', '#e0a800', '#e8710a', '#b2182b'];
/** Of a curve, at most. */
const MOST_DOTS = 400;
const FONT = 'Helvetica, Arial, sans-serif';

/**
 * A picture of a search for a learning rate: above the losses of the trials by step, as faint points and averaged as lines;
 * below the range test. What has no finite loss has no panel. Curves end above where the terminal's do: at 1.5 times the
 * first loss. The same data give the same text.
 *
 * @returns an SVG document, 1000 pixels wide, 760 high with both panels.
 */
export function learningRateSvg(figure: {
  readonly trials: readonly TrialCurve[];
  readonly range: RangeCurve | undefined;
  readonly title: string;
}): string {
  const { trials, range, title } = figure;
  const panels = [trialPanel(trials), ...(range === undefined ? [] : [rangePanel(range)])].filter((panel) => panel !== undefined);
  const size = { width: WIDTH, height: HEAD + Math.max(1, panels.length) * PANEL };
  return pictureOf(size, {
    ...{ animation: false, backgroundColor: '#ffffff', textStyle: { fontFamily: FONT, color: INK } },
    title: [
      heading(xmlText(title), 14, 20, 'bold'),
      ...panels.map((panel, i) => heading(panel.title, HEAD + i * PANEL + 8, 14, 'bold')),
    ],
    grid: panels.map(
      (_, i): GridComponentOption => ({
        ...{
          left: LEFT,
          width: WIDTH - LEFT - LEGEND_WIDTH - 30,
          top: HEAD + i * PANEL + ABOVE,
          height: PANEL - ABOVE - BELOW,
        },
      }),
    ),
    legend: panels.map(legendOf),
    xAxis: panels.map(({ xAxis, xName }, i) => ({ ...axis(xName, 32), ...xAxis, gridIndex: i })),
    yAxis: panels.map((_, i) => ({ ...axis('training loss', 50), type: 'value', gridIndex: i, scale: true })),
    series: panels.flatMap(({ series }, i) => series.map((one) => ({ ...one, xAxisIndex: i, yAxisIndex: i, silent: true }))),
  });
}

function trialPanel(trials: readonly TrialCurve[]): Panel | undefined {
  const all = trialCurves(trials);
  if (all === undefined) return undefined;
  const series = trials.flatMap(({ suggested }, i): Series[] => {
    const curve = all.curves[i] ?? [];
    const color = COLOURS[Math.round((i * (COLOURS.length - 1)) / Math.max(1, trials.length - 1))] ?? INK;
    return [dots(curve, all.high, color), line(`trial ${i}`, curve, all.high, color, suggested)];
  });
  const legend = trials.map(({ lr, verdict, suggested }, i) => ({
    ...{ name: `trial ${i}`, icon: 'rect', isBold: suggested },
    text: `${axisText(lr)}  ${xmlText(verdict)}${suggested ? ' (suggested)' : ''}`,
  }));
  return {
    title: 'Trials: each step (dots) and moving average (lines)',
    xName: 'step',
    xAxis: { type: 'value' },
    series,
    legend,
  };
}

function rangePanel(range: RangeCurve): Panel | undefined {
  const all = rangeCurve(range);
  const [curve = []] = all?.curves ?? [];
  if (all === undefined) return undefined;
  const found = [
    { name: 'suggested', rate: range.suggested, icon: 'diamond', size: 18, color: '#1a9850' },
    { name: 'valley', rate: range.valley, icon: 'circle', size: 9, color: '#762a83' },
    { name: 'steepest', rate: range.steepest, icon: 'triangle', size: 12, color: '#e8710a' },
  ].flatMap(({ rate, ...rest }) => (rate !== undefined && rate > 0 && Number.isFinite(rate) ? [{ ...rest, rate }] : []));
  const { window } = range;
  const series: Series[] = [
    ...(window === undefined ? [] : [shade('window', window)]),
    dots(curve, all.high, '#4575b4'),
    line('smoothed', curve, all.high, '#4575b4', true),
    ...found.map((one) => mark(one, Math.min(averageAt(curve, one.rate), all.high))),
  ];
  const legend = [
    { name: 'smoothed', text: 'smoothed loss', icon: 'rect' },
    ...found.map(({ name, rate, icon }) => ({ name, text: `${name} ${axisText(rate)}`, icon, isBold: name === 'suggested' })),
    ...(window === undefined ? [] : [{ name: 'window', text: `window ${window.map(axisText).join(' to ')}`, icon: 'rect' }]),
  ];
  const xAxis = { type: 'log' as const, ...wholeDecades(curve[0]?.at ?? 1, curve.at(-1)?.at ?? 1) };
  return { title: 'Range test: each step (dots) and smoothed (line)', xName: 'learning rate (log scale)', xAxis, series, legend };
}

function dots(curve: readonly Point[], high: number, color: string): Series {
  const every = Math.ceil(curve.length / MOST_DOTS);
  const data = curve.filter(({ loss }, i) => i % every === 0 && loss <= high).map(({ at, loss }) => [at, loss]);
  return { type: 'scatter', data, symbolSize: 3, itemStyle: { color, opacity: 0.25 }, z: 1 };
}

function line(name: string, curve: readonly Point[], high: number, color: string, isThick: boolean): Series {
  const data = curve.map(({ at, average }) => [at, Math.min(average, high)]);
  return {
    ...{ type: 'line', name, data, showSymbol: data.length === 1, clip: false, z: isThick ? 3 : 2 },
    ...{ lineStyle: { color, width: isThick ? 3.5 : 1.75 }, itemStyle: { color } },
  };
}

/** The suggested rate with a line down to the axis; others lie over it where they are at the same place. */
function mark({ name, rate, icon, size, color }: Mark, height: number): Series {
  const isSuggested = name === 'suggested';
  const stem = { symbol: 'none', label: { show: false }, lineStyle: { color, width: 1.5, type: 'dashed' as const } };
  return {
    ...{ type: 'scatter', name, data: [[rate, height]], symbol: icon, symbolSize: size, z: isSuggested ? 5 : 6 },
    itemStyle: { color, borderColor: '#ffffff', borderWidth: 1.5, opacity: 1 },
    // Unless told otherwise, echarts rounds the rate to two decimals.
    ...(isSuggested ? { markLine: { ...stem, data: [{ xAxis: rate }], precision: 20, z: 4 } } : {}),
  };
}

interface Mark {
  readonly name: string;
  readonly rate: number;
  readonly icon: string;
  readonly size: number;
  readonly color: string;
}

function shade(name: string, [from, to]: readonly [number, number]): Series {
  const color = '#dceefb';
  return {
    ...{ type: 'line', name, data: [], itemStyle: { color }, z: 0 },
    markArea: { itemStyle: { color }, label: { show: false }, data: [[{ xAxis: from }, { xAxis: to }]] },
  };
}

/** Of the point that is nearest. */
function averageAt(curve: readonly Point[], rate: number): number {
  const distance = ({ at }: Point) => Math.abs(Math.log(at / rate));
  return curve.reduce((a, b) => (distance(b) < distance(a) ? b : a)).average;
}

function heading(text: string, top: number, fontSize: number, fontWeight: 'bold' | 'normal'): TitleComponentOption {
  return {
    text,
    top,
    left: LEFT - 50,
    textStyle: { fontSize, fontWeight, color: INK, width: WIDTH - LEFT, overflow: 'truncate' },
  };
}

function axis(name: string, nameGap: number) {
  return {
    ...{ name, nameLocation: 'middle' as const, nameGap, nameTextStyle: { color: INK, fontSize: 13 } },
    ...{ axisLine: { show: true, onZero: false, lineStyle: { color: INK } }, axisTick: { show: true } },
    ...{ splitLine: { lineStyle: { color: FAINT } }, axisLabel: { color: INK, fontSize: 12, formatter: axisText } },
  };
}

function legendOf({ legend }: Panel, index: number): LegendComponentOption {
  const texts = new Map(legend.map(({ name, text }) => [name, text]));
  return {
    ...{
      orient: 'vertical',
      left: WIDTH - LEGEND_WIDTH - 15,
      top: HEAD + index * PANEL + ABOVE - 5,
      height: PANEL - ABOVE - BELOW,
    },
    ...{ itemWidth: 18, itemHeight: 9, itemGap: 9, align: 'left', selectedMode: false },
    formatter: (name) => texts.get(name) ?? name,
    textStyle: { color: INK, fontSize: 13, width: LEGEND_WIDTH - 40, overflow: 'truncate' },
    data: legend.map(({ name, icon, isBold = false }) => ({ name, icon, textStyle: { fontWeight: isBold ? 'bold' : 'normal' } })),
  };
}

/** Around these rates; what is a decade but for rounding is one. */
function wholeDecades(low: number, high: number): { readonly min: number; readonly max: number } {
  const first = Math.floor(Math.log10(low) + 1e-6);
  const last = Math.ceil(Math.log10(high) - 1e-6);
  return { min: Number(`1e${first}`), max: Number(`1e${Math.max(first + 1, last)}`) };
}
