import { type Column, lengthOf } from './column.ts';
import type { Leaf } from './tree.ts';

/** The variance of what a tree says over the whole space, and that of its main effects. */
export interface Effects {
  readonly variance: number;
  /** By column. */
  readonly main: readonly number[];
}

/**
 * The functional analysis of variance of a tree (Hutter, Hoos, Leyton-Brown, "An Efficient Approach for Assessing Hyperparameter
 * Importance", 2014): every value of a hyperparameter is equally likely, on its scale. The main effect of one is the variance,
 * over its values, of the mean over all values of the others. Since a tree is constant on boxes, these are sums over its leaves.
 *
 * Of a hyperparameter that is not always there it is the variance over its values among the trials that have it, times the share
 * of these trials.
 */
export function effectsOf(leaves: readonly Leaf[], columns: readonly Column[]): Effects {
  const volumes = leaves.map(({ sides }) => sides.reduce((product, side) => product * lengthOf(side), 1));
  const values = leaves.map(({ value }) => value);
  return { variance: varianceOf(values, volumes), main: columns.map((column, i) => mainEffect(leaves, volumes, column, i)) };
}

function mainEffect(leaves: readonly Leaf[], volumes: readonly number[], { categories }: Column, column: number): number {
  const edges = categories > 0 ? Array.from({ length: categories + 1 }, (_, k) => k / categories) : edgesOf(leaves, column);
  const cellAt = new Map(edges.map((edge, i) => [edge, i]));
  // By cell, the difference to the one before: adding to many in a row changes two numbers.
  const weights = new Float64Array(edges.length);
  const sums = new Float64Array(edges.length);
  const add = (from: number, to: number, weight: number, value: number) => {
    weights[from] = (weights[from] as number) + weight;
    weights[to] = (weights[to] as number) - weight;
    sums[from] = (sums[from] as number) + weight * value;
    sums[to] = (sums[to] as number) - weight * value;
  };
  for (const [i, { value, sides, presence }] of leaves.entries()) {
    const side = sides[column];
    if (side === undefined) continue;
    const ofOthers = ((volumes[i] as number) / lengthOf(side)) * (presence[column] as number);
    if ('has' in side) {
      for (const [k, has] of side.has.entries()) if (has === 1) add(k, k + 1, ofOthers, value);
    } else add(cellAt.get(side.low) ?? 0, cellAt.get(side.high) ?? 0, ofOthers, value);
  }
  const means: number[] = [];
  const shares: number[] = [];
  let weight = 0;
  let sum = 0;
  for (let i = 0; i + 1 < edges.length; i++) {
    weight += weights[i] as number;
    sum += sums[i] as number;
    if (weight < NOWHERE) continue;
    means.push(sum / weight);
    shares.push(weight * ((edges[i + 1] as number) - (edges[i] as number)));
  }
  return varianceOf(means, shares);
}

/** Below this share of all others a value is nowhere, but for rounding. */
const NOWHERE = 1e-9;

function edgesOf(leaves: readonly Leaf[], column: number): number[] {
  const edges = new Set<number>([0, 1]);
  for (const { sides } of leaves) {
    const side = sides[column];
    if (side !== undefined && !('has' in side)) edges.add(side.low).add(side.high);
  }
  return [...edges].sort((a, b) => a - b);
}

/** The sum of the squares of the distances from the weighted mean, each times its weight. */
function varianceOf(values: readonly number[], weights: readonly number[]): number {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const mean = values.reduce((sum, value, i) => sum + (weights[i] as number) * value, 0) / total;
  return values.reduce((sum, value, i) => sum + (weights[i] as number) * (value - mean) ** 2, 0);
}
