import type { CurveLog, Series, SeriesName } from '../../curves/curve-log.ts';
import { inOneUnit } from '../one-unit.ts';
import { DASH, LINE, LOOKS, type Look } from './chart-frame.ts';
import type { ChartOptions } from './chart-layout.ts';
import { perCent, percentChart } from './charts.ts';
import { type Averaging, averageOf, type CurveLine, curveChart } from './curve-chart.ts';
import { smallMultiples } from './small-multiples.ts';
import type { Style } from './style.ts';
import { printable } from './table.ts';

/** What can be drawn of a log: each a chart. */
export const CHARTS = ['loss', 'accuracy', 'learningRate', 'gradientNorm', 'updateRatio'] as const;

export type ChartName = (typeof CHARTS)[number];

export interface CurveChartChoice {
  readonly charts: readonly ChartName[];
  readonly averaging: Averaging;
  /** Whether losses and norms are drawn on a logarithmic axis however little they span. */
  readonly logarithmic: boolean;
}

/** More lines in one chart cannot be told apart. */
const MOST_OVERLAID = LOOKS.length;

const UNITS: Readonly<Record<CurveLog['unit'], string>> = { step: 'by step', epoch: 'by epoch', row: 'by row' };

const TITLES = {
  learningRate: 'Learning rate',
  gradientNorm: 'Gradient norm',
  updateRatio: 'Update over weight',
};

/** The charts of one training; those for which the log holds less than two values are left out. */
export function runCharts(log: CurveLog, choice: CurveChartChoice, options: ChartOptions): string[] {
  return choice.charts.map((name) => runChart(name, log, choice, options)).filter((chart) => chart !== '');
}

function runChart(name: ChartName, log: CurveLog, { averaging, logarithmic }: CurveChartChoice, options: ChartOptions): string {
  const { style } = options;
  const { series, unit } = log;
  const by = UNITS[unit];
  const line = (of: Series | undefined, called: string, look: Look, paint: CurveLine['paint']): CurveLine[] =>
    of === undefined ? [] : [{ name: called, series: of, look, paint }];
  const noisy = (of: Series | undefined) => (of === undefined ? undefined : { series: of, each: `a ${unit}` });
  const wish = logarithmic || ('auto' as const);
  switch (name) {
    case 'loss': {
      const train = series.loss === undefined ? line(series.trainLoss, 'training', LINE, style.first) : [];
      const lines = [...train, ...line(series.valLoss, 'validation', DASH, style.second)];
      return curveChart({ title: `Loss, ${by}`, noisy: noisy(series.loss), lines, averaging, logarithmic: wish }, options);
    }
    case 'accuracy': {
      const title = `Accuracy in %, ${by}`;
      if (series.trainAccuracy !== undefined || series.accuracy === undefined)
        return percentChart(title, series.trainAccuracy, series.valAccuracy, options);
      return percentChart(title, averageOf(series.accuracy, averaging).series, series.valAccuracy, options);
    }
    case 'gradientNorm':
      return curveChart(
        { title: `${TITLES[name]}, ${by}`, noisy: noisy(series.gradientNorm), lines: [], averaging, logarithmic: wish },
        options,
      );
    default: {
      const lines = line(series[name], name === 'updateRatio' ? 'median of the parameters' : 'of a step', LINE, style.first);
      return curveChart(
        { title: `${TITLES[name]}, ${by}`, lines, logarithmic: name === 'updateRatio' ? wish : logarithmic },
        options,
      );
    }
  }
}

/** A series of several trainings that are compared. */
const COMPARED: Readonly<
  Record<ChartName, readonly { readonly key: SeriesName; readonly title: string; readonly noisy?: boolean }[]>
> = {
  loss: [
    { key: 'loss', title: 'Training loss, averaged', noisy: true },
    { key: 'trainLoss', title: 'Training loss' },
    { key: 'valLoss', title: 'Validation loss' },
  ],
  accuracy: [
    { key: 'accuracy', title: 'Training accuracy in %, averaged', noisy: true },
    { key: 'trainAccuracy', title: 'Training accuracy in %' },
    { key: 'valAccuracy', title: 'Validation accuracy in %' },
  ],
  learningRate: [{ key: 'learningRate', title: TITLES.learningRate }],
  gradientNorm: [{ key: 'gradientNorm', title: 'Gradient norm, averaged', noisy: true }],
  updateRatio: [{ key: 'updateRatio', title: TITLES.updateRatio }],
};

/**
 * Charts of several trainings, one for each series that at least one of them has: overlaid, a letter on each line, or as a grid
 * of little charts on the same axes.
 *
 * @param onlyValidation of loss and accuracy only the validation's, where a training has it; `small`: the grid
 */
export function comparedCharts(
  given: readonly CurveLog[],
  choice: CurveChartChoice,
  options: ChartOptions,
  { small = given.length > MOST_OVERLAID, onlyValidation = false } = {},
): string[] {
  const logs = inOneUnit(given);
  return choice.charts
    .flatMap((name) => {
      const found = COMPARED[name].filter(({ key }) => logs.some(({ series }) => series[key] !== undefined));
      // The mean of an epoch says again what the averages of its steps say.
      const own = found.filter(
        ({ key }, i) => !(i > 0 && (key === 'trainLoss' || key === 'trainAccuracy') && sameLogs(logs, found[0]?.key, key)),
      );
      const validation = own.filter(({ key }) => key === 'valLoss' || key === 'valAccuracy');
      return onlyValidation && validation.length > 0 ? validation : own;
    })
    .map(({ key, title, noisy }) => comparedChart(key, title, noisy === true, logs, choice, options, small))
    .filter((chart) => chart !== '');
}

/** Whether every training that has the second series has the first, too. */
function sameLogs(logs: readonly CurveLog[], first: SeriesName | undefined, second: SeriesName): boolean {
  return first !== undefined && logs.every(({ series }) => series[second] === undefined || series[first] !== undefined);
}

function comparedChart(
  key: SeriesName,
  title: string,
  noisy: boolean,
  logs: readonly CurveLog[],
  { averaging, logarithmic }: CurveChartChoice,
  options: ChartOptions,
  small: boolean,
): string {
  const { style } = options;
  const isAccuracy = /accuracy/i.test(key);
  const paints = paintsOf(style);
  const units = new Set(logs.filter(({ series }) => series[key] !== undefined).map(({ unit }) => unit));
  const by = [...units].map((unit) => UNITS[unit]).join(' and ');
  const lines = logs.map((log, i): CurveLine => {
    const found = log.series[key] ?? { at: new Float64Array(), values: new Float64Array() };
    const shown = noisy ? averageOf(found, averaging).series : found;
    const last = found.values.length === 0 ? undefined : (shown.values.at(-1) as number);
    return {
      name: nameWith(log.name, valueText(last, isAccuracy), options),
      series: isAccuracy ? perCent(shown) : shown,
      look: LOOKS[i % LOOKS.length] ?? LINE,
      paint: paints[i % paints.length] ?? style.first,
    };
  });
  const wish = isAccuracy || key === 'learningRate' ? logarithmic && !isAccuracy : logarithmic || ('auto' as const);
  const chart = { title: `${title}, ${by}`, lines, logarithmic: wish, ...(isAccuracy ? { ends: [0, 100] as const } : {}) };
  return small ? smallMultiples(chart, options) : curveChart({ ...chart, lettered: true }, options);
}

function paintsOf({ first, second, good, warning, bad }: Style): readonly CurveLine['paint'][] {
  return [first, second, good, warning, bad];
}

function valueText(value: number | undefined, isAccuracy: boolean): string {
  if (value === undefined) return '(none)';
  if (!Number.isFinite(value)) return String(value);
  if (isAccuracy) return `${(100 * value).toFixed(2)} %`;
  const size = Math.abs(value);
  return size !== 0 && (size < 0.0001 || size >= 100_000) ? value.toExponential(2) : String(Number(value.toPrecision(4)));
}

/** Columns that a line of the legend takes beside the name and the value. */
const LEGEND = 6;

/** A run's name and its last value, the name cut to what the width allows. */
function nameWith(name: string, value: string, { style, width = style.width }: ChartOptions): string {
  const room = Math.max(8, width - LEGEND - value.length);
  const clean = printable(name);
  return `${clean.length > room ? `${clean.slice(0, room - 1)}…` : clean} ${value}`;
}
