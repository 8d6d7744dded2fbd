import { count } from '../../base/format.ts';
import type { CurveLog } from '../../curves/curve-log.ts';
import { usualSpan } from '../../curves/smooth.ts';
import { type CurveKind, isAveraged, seriesAmongOthers, seriesOfRun, sourcesOf } from './curve-series.ts';
import { listColour } from './look.ts';
import type { ChartPlan, PlanSeries } from './plan.ts';

const CHARTS: Readonly<Record<CurveKind, Pick<ChartPlan, 'title' | 'y' | 'numbers' | 'scale' | 'canSwitch'>>> = {
  loss: { title: 'Loss', y: 'loss', numbers: 'plain', scale: 'linear', canSwitch: true },
  accuracy: { title: 'Accuracy', y: 'accuracy', numbers: 'percent', scale: 'linear', canSwitch: false },
  learningRate: { title: 'Learning rate', y: 'learning rate', numbers: 'plain', scale: 'linear', canSwitch: true },
  gradientNorm: { title: 'Gradient norm', y: 'gradient norm', numbers: 'plain', scale: 'log', canSwitch: true },
};

/** The chart of one training, or of several over one another. @returns undefined where none of them has such a curve. */
export function curvePlan(kind: CurveKind, logs: readonly CurveLog[]): ChartPlan | undefined {
  const [first] = logs;
  const single = logs.length === 1 ? first : undefined;
  const series =
    single === undefined
      ? logs.flatMap((log, i) => seriesAmongOthers(kind, log, listColour(i, logs.length)))
      : seriesOfRun(kind, single);
  if (series.length === 0) return undefined;
  const units = [...new Set(logs.map(({ unit }) => unit))];
  return {
    ...{ ...CHARTS[kind], type: 'curves', id: kind, x: units.join(' or '), extent: extentOf(series), series, levels: [] },
    events: single === undefined ? [] : broken(kind, single),
    notes: single === undefined ? [] : notesOf(kind, single),
  };
}

/** The first and last place of all. */
export function extentOf(series: readonly PlanSeries[]): readonly [number, number] {
  return [Math.min(...series.map(({ x }) => x[0] ?? 0)), Math.max(...series.map(({ x }) => x.at(-1) ?? 0))];
}

/** Where the values first are not numbers. */
function broken(kind: CurveKind, log: CurveLog): ChartPlan['events'] {
  const { main } = sourcesOf(kind, log);
  const first = main?.values.findIndex((value) => !Number.isFinite(value)) ?? -1;
  if (main === undefined || first < 0) return [];
  return [{ at: main.at[first] as number, text: String(main.values[first]) }];
}

function notesOf(kind: CurveKind, log: CurveLog): string[] {
  const { main, validation } = sourcesOf(kind, log);
  const unreal = [main, validation].reduce((sum, one) => sum + (one?.values.filter((v) => !Number.isFinite(v)).length ?? 0), 0);
  const what = kind === 'gradientNorm' ? ' of the logarithm' : '';
  return [
    ...(main !== undefined && isAveraged(kind, main)
      ? [
          `Moving average${what} with a half-life of ${count(usualSpan(main.values.length))} ${log.unit}s, and a standard deviation to each side.`,
        ]
      : []),
    ...(unreal > 0 ? [`${count(unreal)} ${unreal === 1 ? 'value is' : 'values are'} NaN or infinite and not drawn.`] : []),
  ];
}
