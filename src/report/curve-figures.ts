import type { CurveLog, Series, SeriesName } from '../curves/curve-log.ts';

/** What a log comes to in numbers. NaN and infinities are possible; undefined is what it does not hold. */
export interface CurveFigures {
  /** The last step; undefined where the log does not count steps. */
  readonly steps: number | undefined;
  /** Epochs done, or evaluations where the log does not count epochs. */
  readonly epochs: number | undefined;
  readonly loss: number | undefined;
  readonly trainLoss: number | undefined;
  readonly trainAccuracy: number | undefined;
  readonly valLoss: number | undefined;
  readonly valAccuracy: number | undefined;
  readonly bestValAccuracy: number | undefined;
  /** Where the best validation accuracy is, in the unit of the log. */
  readonly bestValAccuracyAt: number | undefined;
  readonly lowestValLoss: number | undefined;
  readonly lowestValLossAt: number | undefined;
}

const OF_EPOCHS = ['trainLoss', 'trainAccuracy', 'valLoss', 'valAccuracy'] as const;

/** The figures at the end of a log. The loss of steps is the last one, as noisy as it is. */
export function curveFigures({ series, unit }: CurveLog): CurveFigures {
  const last = (key: SeriesName) => series[key]?.values.at(-1);
  const all = Object.values(series);
  const best = extremum(series.valAccuracy, (a, b) => a > b);
  const lowest = extremum(series.valLoss, (a, b) => a < b);
  const evaluations = Math.max(0, ...OF_EPOCHS.map((key) => series[key]?.at.length ?? 0));
  return {
    steps: unit === 'epoch' ? undefined : Math.max(0, ...all.map(({ at }) => at.at(-1) ?? 0)),
    epochs: evaluations === 0 ? undefined : evaluations,
    loss: last('loss'),
    trainLoss: last('trainLoss'),
    trainAccuracy: last('trainAccuracy') ?? last('accuracy'),
    valLoss: last('valLoss'),
    valAccuracy: last('valAccuracy'),
    ...{ bestValAccuracy: best?.value, bestValAccuracyAt: best?.at },
    ...{ lowestValLoss: lowest?.value, lowestValLossAt: lowest?.at },
  };
}

/** The first of the finite values that no other is before. */
function extremum(
  series: Series | undefined,
  isBefore: (a: number, b: number) => boolean,
): { readonly value: number; readonly at: number } | undefined {
  let found: { readonly value: number; readonly at: number } | undefined;
  for (const [i, value] of (series?.values ?? []).entries()) {
    if (!Number.isFinite(value) || (found !== undefined && !isBefore(value, found.value))) continue;
    found = { value, at: series?.at[i] as number };
  }
  return found;
}
