import type { Column } from './column.ts';

/** Sums over some trials. */
export interface Total {
  readonly weight: number;
  readonly sum: number;
}

/** A place between two groups, and the sum of squares between the two sides of it, up to a constant. */
export interface Cut {
  /** The number of groups below it. */
  readonly at: number;
  readonly gain: number;
}

/**
 * The trials of a node gathered by their value in one column: in the order of the values, categories in the order of their means.
 * One object serves for all nodes and columns of a tree, and makes no garbage.
 */
export class Groups {
  /** The first `count` are in use. */
  readonly values: Float64Array;
  #count = 0;
  readonly #weights: Float64Array;
  readonly #sums: Float64Array;

  /** @param most trials at a time. */
  constructor(most: number) {
    this.values = new Float64Array(most);
    this.#weights = new Float64Array(most);
    this.#sums = new Float64Array(most);
  }

  get count(): number {
    return this.#count;
  }

  /** @param order the trials, those with the same value one after another. */
  gather({ values, categories }: Column, scores: Float64Array, weights: Uint8Array, order: Uint32Array): void {
    let count = 0;
    for (let i = 0; i < order.length; i++) {
      const row = order[i] as number;
      const value = values[row] as number;
      const weight = weights[row] as number;
      const sum = weight * (scores[row] as number);
      if (count > 0 && this.values[count - 1] === value) {
        this.#weights[count - 1] = (this.#weights[count - 1] as number) + weight;
        this.#sums[count - 1] = (this.#sums[count - 1] as number) + sum;
        continue;
      }
      this.values[count] = value;
      this.#weights[count] = weight;
      this.#sums[count] = sum;
      count += 1;
    }
    this.#count = count;
    if (categories > 0) this.#sortByMean();
  }

  /** The best cut that leaves at least `fewest` on either side. */
  bestCut(total: Total, fewest: number): Cut | undefined {
    let weight = 0;
    let sum = 0;
    let at = 0;
    let gain = Number.NEGATIVE_INFINITY;
    for (let i = 1; i < this.#count; i++) {
      weight += this.#weights[i - 1] as number;
      sum += this.#sums[i - 1] as number;
      if (weight < fewest) continue;
      if (total.weight - weight < fewest) break;
      const rest = total.sum - sum;
      const gainHere = (sum * sum) / weight + (rest * rest) / (total.weight - weight);
      if (gainHere > gain) {
        at = i;
        gain = gainHere;
      }
    }
    return at === 0 ? undefined : { at, gain };
  }

  weightBelow({ at }: Cut): number {
    let weight = 0;
    for (let i = 0; i < at; i++) weight += this.#weights[i] as number;
    return weight;
  }

  /** Of all ways to part categories the best is one of those in the order of their means (Breiman et al., 1984). */
  #sortByMean(): void {
    const groups = Array.from({ length: this.#count }, (_, i) => ({
      value: this.values[i] as number,
      weight: this.#weights[i] as number,
      sum: this.#sums[i] as number,
    }));
    groups.sort((a, b) => a.sum / a.weight - b.sum / b.weight || a.value - b.value);
    for (const [i, { value, weight, sum }] of groups.entries()) {
      this.values[i] = value;
      this.#weights[i] = weight;
      this.#sums[i] = sum;
    }
  }
}
