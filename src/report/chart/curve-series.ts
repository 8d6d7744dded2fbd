import type { CurveLog, Series } from '../../curves/curve-log.ts';
import type { ColourName, PlanSeries } from './plan.ts';
import { type Axes, exactSeries, isNoisy, noisySeries } from './plan-series.ts';

/** Curves that have a chart of their own. */
export type CurveKind = 'loss' | 'accuracy' | 'learningRate' | 'gradientNorm';

/** What of a log a chart is made of. */
export interface Sources {
  /** Of steps; where there are none, of epochs. */
  readonly main: Series | undefined;
  readonly validation: Series | undefined;
}

export function sourcesOf(kind: CurveKind, { series }: CurveLog): Sources {
  if (kind === 'loss') return { main: series.loss ?? series.trainLoss, validation: series.valLoss };
  if (kind === 'accuracy') return { main: series.accuracy ?? series.trainAccuracy, validation: series.valAccuracy };
  return { main: series[kind], validation: undefined };
}

/** A schedule has no noise. */
export function isAveraged(kind: CurveKind, main: Series | undefined): boolean {
  return kind !== 'learningRate' && main !== undefined && isNoisy(main);
}

const AXES: Readonly<Record<CurveKind, Axes>> = { loss: 'both', accuracy: 'linear', learningRate: 'linear', gradientNorm: 'log' };
const MAIN: Readonly<Record<CurveKind, { readonly name: string; readonly colour: ColourName }>> = {
  loss: { name: 'training', colour: 'train' },
  accuracy: { name: 'training', colour: 'train' },
  learningRate: { name: 'learning rate', colour: 'rate' },
  gradientNorm: { name: 'gradient norm', colour: 'gradient' },
};

/** The curves of one training: dots, average and noise where values are noisy. */
export function seriesOfRun(kind: CurveKind, log: CurveLog): PlanSeries[] {
  const { main, validation } = sourcesOf(kind, log);
  const { name, colour } = MAIN[kind];
  const average = { name: `${name}, moving average`, colour };
  return [
    ...(main === undefined
      ? []
      : isAveraged(kind, main)
        ? noisySeries(main, average, `each ${log.unit}`, AXES[kind])
        : [exactSeries(main, { name, colour })]),
    ...(validation === undefined ? [] : [exactSeries(validation, { name: 'validation', colour: 'validation' })]),
  ].filter(isSeen);
}

/** The curves of one of several trainings, in its colour: averages alone, dashed of the validation. */
export function seriesAmongOthers(kind: CurveKind, log: CurveLog, colour: ColourName): PlanSeries[] {
  const { main, validation } = sourcesOf(kind, log);
  const { name } = log;
  const curves =
    main === undefined
      ? []
      : isAveraged(kind, main)
        ? noisySeries(main, { name, colour }, '', AXES[kind]).filter(({ kind: how }) => how === 'line')
        : [exactSeries(main, { name, colour })];
  const dashed = validation === undefined ? [] : [exactSeries(validation, { name: `${name}, validation`, colour }, true)];
  return [...curves, ...dashed].filter(isSeen);
}

function isSeen({ x }: PlanSeries): boolean {
  return x.length > 0;
}
