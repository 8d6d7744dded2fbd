import { exactLog } from '../../../base/exact-math.ts';
import type { StudyMetric } from '../../../records/study/description.ts';
import { resultOf } from '../../../records/study/ranking.ts';
import type { StudyRecord, TrialRecord } from '../../../records/study/trial-record.ts';
import { METRIC_NAMES } from '../../study/result-text.ts';
import { linearEnds, logEnds } from '../axis-ends.ts';
import { valueText } from '../number-text.ts';
import type { Scale } from '../plan.ts';
import type { PlotAxis } from '../plot-axis.ts';
import type { ResultAxis } from '../scatter-plan.ts';
import { powers, rounded } from './dimension-axis.ts';

/** Losses so many times apart are on a logarithmic axis. */
const WIDE = 20;

/** The axis of the results of a study. */
export function resultAxis({ trials, header: { metric } }: Pick<StudyRecord, 'trials' | 'header'>): ResultAxis {
  return axisOf(metric, extentOf(trials, metric));
}

/** The same as an axis of places from 0 to 1. */
export function resultPlotAxis({ trials, header: { metric } }: Pick<StudyRecord, 'trials' | 'header'>) {
  const extent = extentOf(trials, metric);
  const { name, numbers, scale } = axisOf(metric, extent);
  const { min, max, interval } = scale === 'log' ? logEnds(...extent) : linearEnds(...extent);
  const on = scale === 'log' ? exactLog : (value: number) => value;
  const placeOf = (value: number) => rounded((on(value) - on(min)) / (on(max) - on(min)));
  const steps = interval === undefined ? 0 : Math.round((max - min) / interval);
  const values =
    interval === undefined ? [min, ...powers(min, max), max] : Array.from({ length: steps + 1 }, (_, i) => min + i * interval);
  const ticks = [...new Set(values.map((value) => Number(value.toPrecision(12))))].map((value) => ({
    at: placeOf(value),
    text: valueText(value, numbers),
  }));
  const axis: PlotAxis = { name, ticks };
  return { axis, placeOf };
}

/** Whether the values of a metric are better seen on a logarithmic axis: losses that are far apart. */
export function scaleOf(metric: StudyMetric, [low, high]: readonly [number, number]): Scale {
  return metric === 'valLoss' && low > 0 && high > WIDE * low ? 'log' : 'linear';
}

function axisOf(metric: StudyMetric, extent: readonly [number, number]): ResultAxis {
  const isLowBetter = metric === 'valLoss';
  return { name: METRIC_NAMES[metric], numbers: isLowBetter ? 'plain' : 'percent', scale: scaleOf(metric, extent), isLowBetter };
}

/** The ends of the results, the lower one first; 0 and 1 without any. */
function extentOf(trials: readonly TrialRecord[], metric: StudyMetric): readonly [number, number] {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const trial of trials) {
    const result = resultOf(trial, metric);
    if (result === undefined) continue;
    if (result < low) low = result;
    if (result > high) high = result;
  }
  return low > high ? [0, 1] : [low, high];
}
