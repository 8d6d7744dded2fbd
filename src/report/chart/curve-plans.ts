import { count } from '../../base/format.ts';
import type { CurveLog, Series } from '../../curves/curve-log.ts';
import { usualSpan } from '../../curves/smooth.ts';
import { listColour } from './look.ts';
import type { ChartPlan, ColourName, PlanSeries, Scale } from './plan.ts';
import { exactSeries, isNoisy, noisySeries } from './plan-series.ts';

/** Curves that have a chart of their own. */
export type CurveKind = 'loss' | 'accuracy' | 'learningRate' | 'gradientNorm';

interface Look {
  readonly title: string;
  readonly y: string;
  readonly numbers: ChartPlan['numbers'];
  readonly scale: Scale;
  readonly canSwitch: boolean;
  readonly series: (log: CurveLog, colours: Colours) => PlanSeries[];
}

/** Undefined where a run has the usual colours; runs that lie over one another have one each. */
type Colours = { readonly run: ColourName; readonly name: string } | undefined;

const CHARTS: Readonly<Record<CurveKind, Look>> = {
  loss: {
    ...{ title: 'Loss', y: 'loss', numbers: 'plain', scale: 'linear', canSwitch: true },
    series: (log, colours) => trained(log.series.loss, log.series.trainLoss, log.series.valLoss, colours),
  },
  accuracy: {
    ...{ title: 'Accuracy', y: 'accuracy', numbers: 'percent', scale: 'linear', canSwitch: false },
    series: (log, colours) => trained(log.series.accuracy, log.series.trainAccuracy, log.series.valAccuracy, colours),
  },
  learningRate: {
    ...{ title: 'Learning rate', y: 'learning rate', numbers: 'plain', scale: 'linear', canSwitch: true },
    series: ({ series }, colours) => single(series.learningRate, colours, { name: 'learning rate', colour: 'rate' }),
  },
  gradientNorm: {
    ...{ title: 'Gradient norm', y: 'gradient norm', numbers: 'plain', scale: 'log', canSwitch: true },
    series: ({ series: { gradientNorm } }, colours) => {
      if (colours !== undefined) return overlaid(gradientNorm, colours);
      return gradientNorm === undefined ? [] : noisySeries(gradientNorm, { name: 'moving average', colour: 'gradient' });
    },
  },
};

/** The chart of one training, or of several over one another. @returns undefined where none of them has such a curve. */
export function curvePlan(kind: CurveKind, logs: readonly CurveLog[]): ChartPlan | undefined {
  const { series: seriesOf, ...chart } = CHARTS[kind];
  const isOne = logs.length === 1;
  const series = logs.flatMap((log, i) => seriesOf(log, isOne ? undefined : { run: listColour(i, logs.length), name: log.name }));
  if (series.length === 0) return undefined;
  const units = [...new Set(logs.map(({ unit }) => unit))];
  return {
    ...{ ...chart, id: kind, x: units.join(' or '), extent: extentOf(series), series, levels: [] },
    events: isOne ? broken(kind, logs[0]) : [],
    notes: isOne ? notesOf(kind, logs[0]) : [],
  };
}

/** The first and last place of all. */
export function extentOf(series: readonly PlanSeries[]): readonly [number, number] {
  return [Math.min(...series.map(({ x }) => x[0] ?? 0)), Math.max(...series.map(({ x }) => x.at(-1) ?? 0))];
}

/** Where a run has no values of steps, those of epochs are drawn instead. */
function trained(steps: Series | undefined, epochs: Series | undefined, validation: Series | undefined, colours: Colours) {
  if (colours !== undefined) {
    const { run: colour, name } = colours;
    const over = validation === undefined ? [] : [exactSeries(validation, { name: `${name}, validation`, colour }, true)];
    return [...overlaid(steps ?? epochs, colours), ...over].filter(isSeen);
  }
  const train: PlanSeries[] =
    steps !== undefined
      ? noisySeries(steps, { name: 'training, moving average', colour: 'train' })
      : single(epochs, undefined, { name: 'training', colour: 'train' });
  return [...train, ...single(validation, undefined, { name: 'validation', colour: 'validation' })];
}

function single(series: Series | undefined, colours: Colours, naming: { name: string; colour: ColourName }): PlanSeries[] {
  if (series === undefined) return [];
  return [exactSeries(series, colours === undefined ? naming : { name: colours.name, colour: colours.run })].filter(isSeen);
}

/** Of several runs the averages alone. */
function overlaid(series: Series | undefined, { run, name }: NonNullable<Colours>): PlanSeries[] {
  if (series === undefined) return [];
  return noisySeries(series, { name, colour: run }).filter(({ kind }) => kind === 'line' || kind === 'points');
}

function isSeen({ x }: PlanSeries): boolean {
  return x.length > 0;
}

/** The step, and the validation, of which each curve is made. */
function sourcesOf(kind: CurveKind, { series }: CurveLog): Series[] {
  const names = {
    loss: [series.loss ?? series.trainLoss, series.valLoss],
    accuracy: [series.accuracy ?? series.trainAccuracy, series.valAccuracy],
    learningRate: [series.learningRate],
    gradientNorm: [series.gradientNorm],
  }[kind];
  return names.filter((one) => one !== undefined);
}

/** Where values first are not numbers. */
function broken(kind: CurveKind, log: CurveLog | undefined): ChartPlan['events'] {
  if (log === undefined) return [];
  const places = sourcesOf(kind, log).flatMap(({ at, values }) => {
    const first = values.findIndex((value) => !Number.isFinite(value));
    return first < 0 ? [] : [{ at: at[first] as number, text: String(values[first]) }];
  });
  return places.length === 0 ? [] : [places.reduce((a, b) => (b.at < a.at ? b : a))];
}

function notesOf(kind: CurveKind, log: CurveLog | undefined): string[] {
  const [first] = log === undefined ? [] : sourcesOf(kind, log);
  if (log === undefined || first === undefined) return [];
  const unreal = sourcesOf(kind, log).reduce((sum, { values }) => sum + values.filter((v) => !Number.isFinite(v)).length, 0);
  const isAveraged = kind !== 'learningRate' && isNoisy(first);
  const span = usualSpan(first.values.length);
  return [
    ...(isAveraged
      ? [
          `Dots: single ${log.unit}s. Line: moving average with a half-life of ${count(span)} ${log.unit}s; its band is one standard deviation to each side.`,
        ]
      : []),
    ...(unreal > 0 ? [`${count(unreal)} ${unreal === 1 ? 'value is' : 'values are'} NaN or infinite and not drawn.`] : []),
  ];
}
