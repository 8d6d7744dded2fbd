import type { Column, Side } from './column.ts';
import type { Cut, Groups, Total } from './groups.ts';

/** Divides trials by their values in one column. */
export interface Split {
  readonly column: number;
  isAbove(value: number): boolean;
  /** Whether most of the trials go there. */
  readonly mostAbove: boolean;
  /** The parts of a side. */
  part(side: Side): readonly [below: Side, above: Side];
}

/** The trials of a node. */
export interface NodeSample {
  readonly columns: readonly Column[];
  /** By trial, with a mean of 0 and a variance of 1. */
  readonly scores: Float64Array;
  /** By trial: 1 where the tree sees it. */
  readonly weights: Uint8Array;
  /** By column: the trials of the node in the order of their values there, those without one last. */
  readonly orders: readonly Uint32Array[];
}

/** Less than this is rounding: the scores have a variance of 1. */
const NOTHING = 1e-9;

/**
 * The split that leaves the least squares, undefined where none leaves less. A column is split only among trials that all have a
 * value there: so what a condition does is not taken for what the hyperparameter under it does. Where such a split would be the
 * best if only those with a value were there, the condition is split first.
 *
 * @param fewest trials on either side.
 * @param groups for use in between.
 * @param place where between two neighbouring values a threshold lies, 0 to 1.
 */
export function bestSplit(node: NodeSample, fewest: number, groups: Groups, place: () => number): Split | undefined {
  const { columns, scores, weights, orders } = node;
  const all = totalOf(node, orders[0] ?? new Uint32Array());
  if (all.weight < 2 * fewest) return undefined;
  let best: { readonly index: number; readonly cut: Cut } | undefined;
  let most = NOTHING;
  for (let index = 0; index < columns.length; index++) {
    const [column, order] = [columns[index] as Column, orders[index] as Uint32Array];
    const there = withValue(column, order);
    const isPartial = there.length < order.length;
    if (isPartial && conditionOf(node, there) === undefined) continue;
    const total = isPartial ? totalOf(node, there) : all;
    groups.gather(column, scores, weights, there);
    const cut = groups.bestCut(total, fewest);
    if (cut === undefined) continue;
    const gain = cut.gain - (total.sum * total.sum) / total.weight;
    if (gain <= most) continue;
    best = { index, cut };
    most = gain;
  }
  if (best === undefined) return undefined;
  const { index, cut } = best;
  const [column, order] = [columns[index] as Column, orders[index] as Uint32Array];
  const there = withValue(column, order);
  if (there.length < order.length) return conditionOf(node, there);
  groups.gather(column, scores, weights, order);
  const { values, count } = groups;
  const mostAbove = 2 * groups.weightBelow(cut) < all.weight;
  if (column.categories === 0)
    return { column: index, mostAbove, ...atThreshold(values[cut.at - 1] as number, values[cut.at] as number, place()) };
  // Categories that no trial has go with the most.
  const above = new Uint8Array(column.categories).fill(Number(mostAbove));
  for (let i = 0; i < count; i++) above[values[i] as number] = Number(i >= cut.at);
  return { column: index, mostAbove, ...amongCategories(above) };
}

/** Parts the trials that have a value somewhere from others that do not, by a choice in which they differ. */
function conditionOf({ columns, orders }: NodeSample, there: Uint32Array): Split | undefined {
  if (there.length === 0) return undefined;
  for (const [index, column] of columns.entries()) {
    const order = orders[index] as Uint32Array;
    if (column.categories === 0 || withValue(column, order).length < order.length) continue;
    const above = new Uint8Array(column.categories);
    for (const row of there) above[column.values[row] as number] = 1;
    const isCondition = order.some((row) => above[column.values[row] as number] === 0);
    if (isCondition) return { column: index, mostAbove: 2 * there.length > order.length, ...amongCategories(above) };
  }
  return undefined;
}

/** Those of some trials that have a value. */
function withValue({ values }: Column, order: Uint32Array): Uint32Array {
  let count = order.length;
  while (count > 0 && Number.isNaN(values[order[count - 1] as number])) count -= 1;
  return count === order.length ? order : order.subarray(0, count);
}

/** Between two neighbouring values. */
function atThreshold(below: number, above: number, place: number): Pick<Split, 'isAbove' | 'part'> {
  const between = below + place * (above - below);
  const threshold = between < above ? between : below;
  return {
    isAbove: (value) => value > threshold,
    part(side) {
      if ('has' in side) return [side, side];
      return [
        { low: side.low, high: threshold },
        { low: threshold, high: side.high },
      ];
    },
  };
}

/** @param above by category: 1 where it goes up. */
function amongCategories(above: Uint8Array): Pick<Split, 'isAbove' | 'part'> {
  return {
    isAbove: (category) => above[category] === 1,
    part(side) {
      if (!('has' in side)) return [side, side];
      const { has } = side;
      return [
        { has: has.map((is, i) => is & (1 - (above[i] as number))) },
        { has: has.map((is, i) => is & (above[i] as number)) },
      ];
    },
  };
}

function totalOf({ scores, weights }: NodeSample, rows: Uint32Array): Total {
  let weight = 0;
  let sum = 0;
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i] as number;
    weight += weights[row] as number;
    sum += (weights[row] as number) * (scores[row] as number);
  }
  return { weight, sum };
}
