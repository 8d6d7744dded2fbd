import { meanOf } from '../../base/statistics.ts';
import type { Column } from './forest/column.ts';
import type { ParameterShare } from './importance.ts';

/**
 * The shares of the variance of the scores that the hyperparameters of a complete grid make, each by itself: an analysis of variance,
 * which is exact, since every value meets all values of the others equally often.
 *
 * The grid has one result of each combination, so that noise cannot be told from what several make together. The deviation takes all of
 * the rest for noise: how much of it is in a share (the mean and the standard deviation of a noncentral chi-squared variable).
 *
 * @param scores by trial, with a mean of 0 and a variance of 1.
 * @returns undefined where the trials are no complete grid, or a single hyperparameter varies: noise would seem to be its effect.
 */
export function gridShares(columns: readonly Column[], scores: Float64Array): readonly ParameterShare[] | undefined {
  const places = columns.map(({ values }) => [...new Set(values)].sort((a, b) => a - b));
  const cells = places.reduce((product, { length }) => product * length, 1);
  if (cells !== scores.length || columns.some(({ values }) => values.some(Number.isNaN))) return undefined;
  if (new Set(Array.from(scores, (_, trial) => columns.map(({ values }) => values[trial]).join())).size !== cells)
    return undefined;
  const freedoms = places.map(({ length }) => length - 1);
  const restFreedom = cells - 1 - sumOf(freedoms);
  if (restFreedom <= 0) return undefined;
  const shares = columns.map(({ values }, i) => {
    const squares = places[i]?.map((place) => meanOf(scores.filter((_, trial) => values[trial] === place)) ** 2);
    return meanOf(squares ?? []);
  });
  const noise = Math.max(0, 1 - sumOf(shares)) / restFreedom;
  return shares.map((share, i) => {
    const freedom = freedoms[i] as number;
    const [wrong, own] = [freedom * noise, Math.max(0, share - freedom * noise)];
    return { share, deviation: Math.sqrt(wrong ** 2 + 2 * freedom * noise ** 2 + 4 * own * noise) };
  });
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
