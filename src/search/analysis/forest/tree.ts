import { type Column, type Side, wholeSide } from './column.ts';
import { Groups } from './groups.ts';
import { bestSplit, type Split } from './split.ts';

/** A part of the space in which a tree says the same everywhere. */
export interface Leaf {
  readonly value: number;
  /** By column. */
  readonly sides: readonly Side[];
  /** By column: the share of its trials that have a value there. */
  readonly presence: Float64Array;
}

type Node = Leaf | { readonly split: Split; readonly below: Node; readonly above: Node };

/** What trees are grown from. */
export interface Sample {
  readonly columns: readonly Column[];
  /** By trial, with a mean of 0 and a variance of 1. */
  readonly scores: Float64Array;
  /** By column: all trials in the order of their values, those without one last. */
  readonly orders: readonly Uint32Array[];
}

export function sampleOf(columns: readonly Column[], scores: Float64Array): Sample {
  const orders = columns.map(({ values }) => {
    const place = values.map((value) => (Number.isNaN(value) ? Number.POSITIVE_INFINITY : value));
    const order = Uint32Array.from(place.keys());
    return order.sort((a, b) => ((place[a] as number) < (place[b] as number) ? -1 : place[a] === place[b] ? a - b : 1));
  });
  return { columns, scores, orders };
}

/**
 * A regression tree (Breiman et al., "Classification and Regression Trees", 1984): each split is the one that leaves the least
 * squares.
 */
export class Tree {
  readonly leaves: readonly Leaf[];
  readonly #columns: readonly Column[];
  readonly #root: Node;

  /**
   * @param weights by trial: 1 where this tree sees it, else 0.
   * @param fewest trials in a leaf.
   * @param place where between two neighbouring values a threshold lies, 0 to 1.
   */
  constructor(sample: Sample, weights: Uint8Array, fewest: number, place: () => number) {
    const { columns, scores } = sample;
    const leaves: Leaf[] = [];
    const groups = new Groups(scores.length);
    const goesUp = new Uint8Array(scores.length);
    const spare = new Uint32Array(scores.length);
    const grow = (orders: readonly Uint32Array[], sides: readonly Side[]): Node => {
      const split = bestSplit({ columns, scores, weights, orders }, fewest, groups, place);
      if (split === undefined) {
        const leaf = { sides, ...summary(columns, scores, weights, orders[0] ?? spare) };
        leaves.push(leaf);
        return leaf;
      }
      const { column, isAbove } = split;
      const { values } = columns[column] as Column;
      for (const row of orders[column] as Uint32Array) goesUp[row] = Number(isAbove(values[row] as number));
      let downs = 0;
      for (const order of orders) downs = part(order, goesUp, spare);
      const [low, high] = split.part(sides[column] as Side);
      const below = grow(
        orders.map((order) => order.subarray(0, downs)),
        sides.with(column, low),
      );
      const above = grow(
        orders.map((order) => order.subarray(downs)),
        sides.with(column, high),
      );
      return { split, below, above };
    };
    const drawn = sample.orders.map((order) => order.filter((row) => weights[row] !== 0));
    this.#columns = columns;
    this.#root = grow(drawn, columns.map(wholeSide));
    this.leaves = leaves;
  }

  /** What it says of a trial. One without a value where the tree asks for it goes with the most. */
  predict(trial: number): number {
    let node = this.#root;
    while ('split' in node) {
      const { column, isAbove, mostAbove } = node.split;
      const value = this.#columns[column]?.values[trial] ?? Number.NaN;
      node = (Number.isNaN(value) ? mostAbove : isAbove(value)) ? node.above : node.below;
    }
    return node.value;
  }
}

/** Puts those that go up behind those that do not, both in the order that they had. @returns how many do not. */
function part(order: Uint32Array, goesUp: Uint8Array, spare: Uint32Array): number {
  let downs = 0;
  let ups = 0;
  for (let i = 0; i < order.length; i++) {
    const row = order[i] as number;
    if (goesUp[row] === 1) spare[ups++] = row;
    else order[downs++] = row;
  }
  for (let i = 0; i < ups; i++) order[downs + i] = spare[i] as number;
  return downs;
}

/** The mean score of some trials, and for each column the share that has a value there. */
function summary(columns: readonly Column[], scores: Float64Array, weights: Uint8Array, rows: Uint32Array) {
  let weight = 0;
  let sum = 0;
  const presence = new Float64Array(columns.length);
  for (const row of rows) {
    const drawn = weights[row] as number;
    weight += drawn;
    sum += drawn * (scores[row] as number);
    for (const [i, { values }] of columns.entries())
      if (!Number.isNaN(values[row])) presence[i] = (presence[i] as number) + drawn;
  }
  return { value: sum / weight, presence: presence.map((count) => count / weight) };
}
