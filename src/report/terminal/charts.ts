import type { Series } from '../../curves/curve-log.ts';
import { DASH, LINE, type Look } from './chart-frame.ts';
import type { ChartOptions } from './chart-layout.ts';
import { type CurveLine, curveChart } from './curve-chart.ts';

/** One epoch's accuracies, fractions in 0..1. */
export interface AccuracyRow {
  readonly epoch: number;
  readonly trainAccuracy: number;
  readonly valAccuracy?: number | undefined;
}

/**
 * The losses of single steps as dots with their moving average over them: see `curveChart`.
 *
 * @param steps ascending, one for each of `losses`.
 * @returns '' where there are fewer than two steps with a finite loss.
 */
export function lossChart(steps: ArrayLike<number>, losses: ArrayLike<number>, options: ChartOptions): string {
  const series = { at: Float64Array.from(steps), values: Float64Array.from(losses) };
  return curveChart({ title: 'Training loss', noisy: { series, each: 'a step' }, lines: [], logarithmic: 'auto' }, options);
}

/**
 * Accuracy in per cent by epoch, on the training and on the validation part.
 *
 * @param rows by ascending epoch.
 * @returns '' where there are fewer than two epochs.
 */
export function accuracyChart(rows: readonly AccuracyRow[], options: ChartOptions): string {
  const at = Float64Array.from(rows, ({ epoch }) => epoch);
  const series = (key: 'trainAccuracy' | 'valAccuracy') => ({
    at,
    values: Float64Array.from(rows, (row) => row[key] ?? Number.NaN),
  });
  return percentChart('Accuracy in %, by epoch', series('trainAccuracy'), series('valAccuracy'), options);
}

/** Accuracies, given as fractions, in per cent. */
export function percentChart(
  title: string,
  train: Series | undefined,
  validation: Series | undefined,
  options: ChartOptions,
): string {
  const { style } = options;
  const lines: CurveLine[] = [
    ...(train === undefined ? [] : [{ name: 'training', series: perCent(train), look: DASH as Look, paint: style.second }]),
    ...(validation === undefined
      ? []
      : [{ name: 'validation', series: perCent(validation), look: LINE as Look, paint: style.first }]),
  ];
  return curveChart({ title, lines, logarithmic: false, ends: [0, 100] }, options);
}

/** Without what is not finite: an epoch without a validation has simply none. */
export function perCent({ at, values }: Series): Series {
  if (values.every(Number.isFinite)) return { at, values: values.map((value) => 100 * value) };
  const kept = [...values.keys()].filter((i) => Number.isFinite(values[i]));
  return {
    at: Float64Array.from(kept, (i) => at[i] as number),
    values: Float64Array.from(kept, (i) => 100 * (values[i] as number)),
  };
}
