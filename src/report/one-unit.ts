import type { CurveLog, Series } from '../curves/curve-log.ts';
import { curveFigures } from './curve-figures.ts';

/**
 * Logs that can be drawn on one axis: where some count steps and others epochs, the steps become epochs by the evaluations, one
 * in each epoch. Logs that are alike, or of which one has no evaluations, stay as they are.
 */
export function inOneUnit(logs: readonly CurveLog[]): readonly CurveLog[] {
  if (new Set(logs.map(({ unit }) => unit)).size < 2) return logs;
  const converted = logs.map(byEpoch);
  return converted.every((log) => log !== undefined) ? converted : logs;
}

function byEpoch(log: CurveLog): CurveLog | undefined {
  if (log.unit === 'epoch') return log;
  const { series } = log;
  const { epochs } = curveFigures(log);
  const last = Math.max(
    ...[series.trainLoss, series.valLoss, series.trainAccuracy, series.valAccuracy].map((one) => one?.at.at(-1) ?? 0),
  );
  if (epochs === undefined || !(last > 0)) return undefined;
  const scaled = (one: Series): Series => ({ at: one.at.map((place) => (place * epochs) / last), values: one.values });
  const all = Object.entries(series).map(([key, one]) => [key, scaled(one)]);
  return { ...log, unit: 'epoch', series: Object.fromEntries(all) };
}
