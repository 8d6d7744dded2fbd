import { median } from '../../base/median.ts';
import { Moments } from '../../base/statistics.ts';
import type { Observation } from '../samplers/sampler.ts';
import type { Space } from '../space/space.ts';
import type { Column } from './forest/column.ts';
import { effectsOf } from './forest/effects.ts';
import { bestForest } from './forest/forest.ts';
import { sampleOf } from './forest/tree.ts';
import { gridShares } from './grid-importance.ts';

/** How much one hyperparameter decides by itself. */
export interface ParameterShare {
  /** The share of the variance of the scores that it explains by itself, 0 to 1. */
  readonly share: number;
  /** How uncertain the share is: its standard deviation over trees, each of which saw other trials, and the error of what they explain. */
  readonly deviation: number;
}

export interface ParameterImportance extends ParameterShare {
  readonly key: string;
}

export interface Importance {
  /** In the order of the space. */
  readonly keys: readonly ParameterImportance[];
  /** `grid`: exact, of a complete grid. `forest`: as far as a random forest can tell. */
  readonly method: 'grid' | 'forest';
  /** What is left of 1: how hyperparameters work together, noise, and, unless it is a grid, what so few trials do not tell. */
  readonly unexplained: number;
  /** Trials that it is taken from. */
  readonly trials: number;
}

/** With fewer trials nothing can be told. */
const FEWEST_TRIALS = 8;

const TREES = 48;
/**
 * What is below the median by more than this many times what the best is above it counts as that low. Where losses are about 0.1, a
 * loss of chance still counts in full; ours.
 */
const FAR_OUT = 30;

/**
 * The importance of each hyperparameter: the share of the variance of the scores that its main effect is. Of a complete grid of completed
 * trials it is computed (`gridShares`), otherwise estimated by a functional analysis of variance on a random forest (Hutter, Hoos,
 * Leyton-Brown, 2014; see `effectsOf`). Unlike there, shares are not of what the trees say but of the scores: of a forest that
 * explains nothing of scores that it has not seen, all shares are 0.
 *
 * @returns undefined when it cannot be told: there are fewer than 8 scored trials, or all have the same score.
 */
export function importanceOf(space: Space, trials: readonly Observation[], seed = 0): Importance | undefined {
  const scored = scoredTrials(trials);
  if (scored.length < FEWEST_TRIALS) return undefined;
  const scores = standardized(withoutOutliers(scored.map(({ score }) => score)));
  if (scores === undefined) return undefined;
  const columns = columnsOf(
    space,
    scored.map(({ trial }) => trial),
  );
  const isComplete = trials.every(({ state }) => state === 'completed');
  const grid = isComplete ? gridShares(columns, scores) : undefined;
  const shares = grid ?? forestShares(columns, scores, seed);
  const keys = space.dimensions.map(({ key }, i): ParameterImportance => ({ key, ...(shares[i] ?? NOTHING) }));
  return {
    ...{ keys, method: grid === undefined ? 'forest' : 'grid', trials: scored.length },
    unexplained: Math.max(0, 1 - keys.reduce((sum, { share }) => sum + share, 0)),
  };
}

const NOTHING: ParameterShare = { share: 0, deviation: 0 };

function forestShares(columns: readonly Column[], scores: Float64Array, seed: number): ParameterShare[] {
  const forest = bestForest(sampleOf(columns, scores), TREES, seed);
  const explained = Math.max(0, forest.explained);
  const shares = columns.map(() => new Moments());
  for (const { leaves } of forest.trees) {
    const { variance, main } = effectsOf(leaves, columns);
    for (const [i, effect] of main.entries()) shares[i]?.add(variance > 0 ? effect / variance : 0);
  }
  const error = Math.min(1, forest.error);
  // Of the product of two that vary independently.
  return shares.map(({ mean, deviation }) => ({
    share: explained * mean,
    deviation: Math.sqrt((explained * deviation) ** 2 + (mean * error) ** 2 + (error * deviation) ** 2),
  }));
}

/**
 * Trials with the score that they count with. A diverged trial counts with the worst score there is, whatever it had before, and so does
 * one that was stopped before it had any; a failed trial does not count, since an error is no score.
 */
function scoredTrials(trials: readonly Observation[]): { readonly trial: Observation; readonly score: number }[] {
  const known = trials.filter(({ state }) => state !== 'failed');
  const scores = known.map(({ state, score = Number.NEGATIVE_INFINITY }) =>
    state === 'diverged' ? Number.NEGATIVE_INFINITY : score,
  );
  const worst = Math.min(...scores.filter((score) => Number.isFinite(score)));
  return Number.isFinite(worst) ? known.map((trial, i) => ({ trial, score: Math.max(worst, scores[i] ?? worst) })) : [];
}

/** A single loss that exploded must not be all the variance there is. */
function withoutOutliers(scores: readonly number[]): readonly number[] {
  const middle = median(scores);
  const above = Math.max(...scores) - middle;
  return above > 0 ? scores.map((score) => Math.max(score, middle - FAR_OUT * above)) : scores;
}

/** With a mean of 0 and a variance of 1; undefined when all are the same. */
function standardized(scores: readonly number[]): Float64Array | undefined {
  const { mean, deviation } = new Moments().addAll(scores);
  return deviation > 0 ? Float64Array.from(scores, (score) => (score - mean) / deviation) : undefined;
}

function columnsOf({ dimensions, encode }: Space, trials: readonly Observation[]): Column[] {
  const points = trials.map(({ params }) => encode(params));
  return dimensions.map(({ domain }, i) => {
    const categories = domain.isOrdered ? 0 : domain.size;
    const coordinate = (u = Number.NaN) => (categories > 0 ? Math.floor(u * categories) : u);
    return { categories, values: Float64Array.from(points, (point) => coordinate(point[i])) };
  });
}
