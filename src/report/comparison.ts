import type { CurveLog, Series } from '../curves/curve-log.ts';
import { smooth, usualSpan } from '../curves/smooth.ts';
import { curveFigures } from './curve-figures.ts';

/** A number with its standard error; undefined where that cannot be told. */
export interface Measured {
  readonly value: number;
  readonly noise: number | undefined;
}

export const FIGURES = [
  ...(['trainLoss', 'trainAccuracy', 'valLoss', 'valAccuracy', 'bestValAccuracy', 'bestEpoch'] as const),
  ...(['testLoss', 'testAccuracy', 'seconds', 'imagesPerSecond'] as const),
] as const;

export type FigureName = (typeof FIGURES)[number];

/** What is known of a training besides its curves. */
export interface Outcome {
  readonly bestEpoch?: number | null | undefined;
  readonly testLoss?: number | null | undefined;
  readonly testAccuracy?: number | null | undefined;
  readonly seconds?: number | null | undefined;
  readonly imagesPerSecond?: number | null | undefined;
}

/** Numbers of examples; undefined where they are not known. */
export interface Counts {
  readonly train?: number | undefined;
  readonly validation?: number | undefined;
  readonly test?: number | undefined;
}

export type Figures = Readonly<Partial<Record<FigureName, Measured>>>;

/** The last epochs whose spread is the noise of a loss. */
const LAST_EPOCHS = 5;
/** Standard errors of a difference above which it is no noise: a false alarm in about twenty. */
const BEYOND = 2;
/** Values that an exponential average with a half-life of one is worth: (1 + beta) / (1 - beta). */
const WORTH = 3;

/**
 * The numbers that a training came to, each with its noise: that of an accuracy is the standard error of so many examples
 * (binomial), or the spread of the last epochs where their number is not known; that of a loss is the spread of the last epochs,
 * around their trend.
 */
export function figuresOf(log: CurveLog, outcome: Outcome, counts: Counts): Figures {
  const { series } = log;
  const { trainAccuracy, valAccuracy, bestValAccuracy, bestValAccuracyAt, trainLoss, valLoss } = curveFigures(log);
  // One evaluation in each epoch.
  const evaluation = bestValAccuracyAt === undefined ? undefined : (series.valAccuracy?.at.indexOf(bestValAccuracyAt) ?? 0) + 1;
  const accuracy = (value: number | null | undefined, n: number | undefined, of: Series | undefined) =>
    measured(value, n === undefined ? spread(of) : binomial(value ?? Number.NaN, n));
  return present({
    trainLoss: trainLoss === undefined ? averagedLoss(series.loss) : measured(trainLoss, spread(series.trainLoss)),
    trainAccuracy: accuracy(trainAccuracy, counts.train, series.trainAccuracy),
    valLoss: measured(valLoss, spread(series.valLoss)),
    valAccuracy: accuracy(valAccuracy, counts.validation, series.valAccuracy),
    bestValAccuracy: accuracy(bestValAccuracy, counts.validation, series.valAccuracy),
    // Of equal accuracies a run of ours may have taken another one, by the loss.
    bestEpoch: measured(outcome.bestEpoch ?? (log.unit === 'epoch' ? bestValAccuracyAt : evaluation), undefined),
    testLoss: measured(outcome.testLoss, undefined),
    testAccuracy: accuracy(outcome.testAccuracy, counts.test, undefined),
    seconds: measured(outcome.seconds, undefined),
    imagesPerSecond: measured(outcome.imagesPerSecond, undefined),
  });
}

/** How far two numbers are apart. */
export interface Difference {
  /** The second minus the first. */
  readonly difference: number;
  /** Its standard error. */
  readonly noise: number | undefined;
  /** Whether it is more than twice that; undefined where the noise is not known. */
  readonly isBeyondNoise: boolean | undefined;
}

/** @returns undefined unless both are known. */
export function differenceOf(a: Measured | undefined, b: Measured | undefined): Difference | undefined {
  if (a === undefined || b === undefined) return undefined;
  const difference = b.value - a.value;
  const noise = a.noise === undefined || b.noise === undefined ? undefined : Math.hypot(a.noise, b.noise);
  return { difference, noise, isBeyondNoise: noise === undefined ? undefined : Math.abs(difference) > BEYOND * noise };
}

function measured(value: number | null | undefined, noise: number | undefined): Measured | undefined {
  return value === undefined || value === null ? undefined : { value, noise };
}

/** Standard error of a fraction of n examples. A fraction of 0 or 1 is as uncertain as one example more or less. */
function binomial(fraction: number, n: number): number | undefined {
  if (n === 0 || !Number.isFinite(fraction)) return undefined;
  const inside = Math.min(1 - 1 / (n + 1), Math.max(1 / (n + 1), fraction));
  return Math.sqrt((inside * (1 - inside)) / n);
}

/**
 * Standard deviation of the last values around their trend, from the second differences, in which a straight trend is nothing
 * (Gasser, Sroka and Jennen-Steinmetz, "Residual Variance and Residual Pattern in Nonlinear Regression", 1986).
 */
function spread(series: Series | undefined): number | undefined {
  const values = [...(series?.values ?? [])].filter(Number.isFinite).slice(-LAST_EPOCHS);
  if (values.length < 3) return undefined;
  const bends = values.slice(2).map((value, i) => value - 2 * (values[i + 1] as number) + (values[i] as number));
  return Math.sqrt(bends.reduce((sum, bend) => sum + bend ** 2, 0) / (6 * bends.length));
}

/** Where only losses of steps are known: their average at the end, and its standard error. */
function averagedLoss(series: Series | undefined): Measured | undefined {
  if (series === undefined) return undefined;
  const span = usualSpan(series.values.length);
  const { centre, high } = smooth(series.values, { method: 'exponential', span });
  const value = centre.at(-1) as number;
  return { value, noise: ((high.at(-1) as number) - value) / Math.sqrt(WORTH * span) };
}

function present(all: Readonly<Record<FigureName, Measured | undefined>>): Figures {
  return Object.fromEntries(Object.entries(all).filter(([, one]) => one !== undefined));
}
