/** Mean and standard deviation of numbers that come one by one or in arrays (Welford, 1962: nothing cancels). */
export class Moments {
  #count = 0;
  #mean = 0;
  #squares = 0;

  add(value: number): void {
    this.#count += 1;
    const before = value - this.#mean;
    this.#mean += before / this.#count;
    this.#squares += before * (value - this.#mean);
  }

  addAll(values: ArrayLike<number>): this {
    for (let i = 0; i < values.length; i++) this.add(values[i] as number);
    return this;
  }

  get count(): number {
    return this.#count;
  }

  /** NaN when there are none. */
  get mean(): number {
    return this.#count === 0 ? Number.NaN : this.#mean;
  }

  /** Of the population. */
  get deviation(): number {
    return Math.sqrt(this.#squares / this.#count);
  }

  /** Of a sample, with n - 1; NaN when there are fewer than two. */
  get sampleDeviation(): number {
    return this.#count < 2 ? Number.NaN : Math.sqrt(this.#squares / (this.#count - 1));
  }

  /** Standard error of the mean, from the sample; 0 for a single number. */
  get standardError(): number {
    return this.#count < 2 ? 0 : this.sampleDeviation / Math.sqrt(this.#count);
  }
}

/** By how many standard deviations `hits` of `count` lie above what a hit by chance with this probability would give. */
export function aboveChance(hits: number, count: number, chance: number): number {
  const deviation = Math.sqrt(count * chance * (1 - chance));
  return deviation === 0 ? 0 : (hits - count * chance) / deviation;
}

/** Mean of `values[from..to)`. */
export function meanOf(values: ArrayLike<number>, from = 0, to = values.length): number {
  let sum = 0;
  for (let i = from; i < to; i++) sum += values[i] as number;
  return sum / (to - from);
}
