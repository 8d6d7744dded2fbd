/**
 * A growing and shrinking collection of some of the numbers of a list, which tells its n-th smallest member. Adding,
 * removing and asking take time in proportion to the logarithm of the length of the list: the counts of members lie in a
 * tree over the ranks (Fenwick, "A new data structure for cumulative frequency tables", 1994).
 */
export class OrderStatistics {
  readonly #sorted: Float64Array;
  /** The rank of each of the list, from 1. */
  readonly #ranks: Uint32Array;
  readonly #counts: Uint32Array;
  readonly #highest: number;
  #size = 0;

  /** @param values finite or not: ranks go by `<`, NaN last. */
  constructor(values: ArrayLike<number>) {
    const { length } = values;
    const order = Uint32Array.from({ length }, (_, i) => i).sort((a, b) => compare(values[a] as number, values[b] as number));
    this.#sorted = Float64Array.from(order, (i) => values[i] as number);
    this.#ranks = new Uint32Array(length);
    order.forEach((i, rank) => {
      this.#ranks[i] = rank + 1;
    });
    this.#counts = new Uint32Array(length + 1);
    this.#highest = 2 ** (31 - Math.clz32(Math.max(1, length)));
  }

  get size(): number {
    return this.#size;
  }

  /** @param index in the list. */
  add(index: number): void {
    this.#change(index, 1);
  }

  /** @param index of a member. */
  remove(index: number): void {
    this.#change(index, -1);
  }

  /** The value below which a fraction of the members lies, between two of them interpolated linearly; NaN without members. */
  quantile(fraction: number): number {
    if (this.#size === 0) return Number.NaN;
    const place = fraction * (this.#size - 1);
    const below = Math.floor(place);
    const low = this.#nth(below);
    return below === place ? low : low + (place - below) * (this.#nth(below + 1) - low);
  }

  #change(index: number, by: number): void {
    this.#size += by;
    for (let i = this.#ranks[index] as number; i < this.#counts.length; i += i & -i)
      this.#counts[i] = (this.#counts[i] as number) + by;
  }

  /** @param n from 0. */
  #nth(n: number): number {
    let rank = 0;
    let left = n;
    for (let step = this.#highest; step > 0; step >>= 1) {
      const next = rank + step;
      const members = this.#counts[next];
      if (members !== undefined && members <= left) {
        rank = next;
        left -= members;
      }
    }
    return this.#sorted[rank] as number;
  }
}

function compare(a: number, b: number): number {
  return Number.isNaN(a) || Number.isNaN(b) ? Number(Number.isNaN(a)) - Number(Number.isNaN(b)) : a - b;
}
