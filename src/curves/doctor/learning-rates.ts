import type { Series, TrainingSettings } from '../curve-log.ts';
import { finite } from './robust.ts';
import type { Trend } from './trend.ts';

/** Where the learning rate fell for good. */
export interface RateDrop {
  /** 0..1 along the loss curve. */
  readonly at: number;
  /** The rate after over the rate before. */
  readonly factor: number;
}

/** A fall to less than this within a short time is a step of a schedule. */
const STEP = 0.6;
/** A gliding schedule counts as having dropped where less than this is left of its highest rate. */
const GLIDED = 0.15;

/** The learning rate along a loss curve: places are parts of the curve, 0..1. */
export class LearningRates {
  readonly #places: readonly number[];
  readonly #rates: readonly number[];
  readonly highest: number;

  private constructor(places: readonly number[], rates: readonly number[]) {
    this.#places = places;
    this.#rates = rates;
    this.highest = rates.reduce((a, b) => Math.max(a, b));
  }

  /** @returns undefined where nothing is known of it. */
  static of(
    series: Series | undefined,
    settings: TrainingSettings | undefined,
    loss: Trend | undefined,
  ): LearningRates | undefined {
    if (loss === undefined) return undefined;
    const { at, values } = series === undefined ? { at: [], values: [] } : finite(series);
    if (at.length > 0) {
      const length = Math.max(loss.last - loss.first, Number.MIN_VALUE);
      return new LearningRates(
        at.map((place) => (place - loss.first) / length),
        values,
      );
    }
    return settings?.schedule === 'constant' ? new LearningRates([0], [settings.learningRate]) : undefined;
  }

  /** The rate in force at a place. */
  at(place: number): number {
    let low = 0;
    let high = this.#places.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#places[middle] as number) <= place) low = middle;
      else high = middle - 1;
    }
    return this.#rates[low] as number;
  }

  get final(): number {
    return this.#rates.at(-1) as number;
  }

  /** Lowest over highest rate of a stretch: 1 where it is constant. */
  constancy(from: number, to: number): number {
    const inside = this.#rates.filter((_, i) => (this.#places[i] as number) > from && (this.#places[i] as number) <= to);
    const all = [this.at(from), this.at(to), ...inside];
    const highest = all.reduce((a, b) => Math.max(a, b));
    return highest === 0 ? 1 : all.reduce((a, b) => Math.min(a, b)) / highest;
  }

  /** Steps of a schedule; of one that glides the place where nearly nothing is left of the rate. */
  get drops(): RateDrop[] {
    const drops: RateDrop[] = [];
    let highestAfter = 0;
    for (let i = this.#rates.length - 1; i > 0; i--) {
      const [before, rate, at] = [this.#rates[i - 1], this.#rates[i], this.#places[i]] as [number, number, number];
      highestAfter = Math.max(highestAfter, rate);
      // A rate that comes back, as of restarts, has not dropped for good.
      if (highestAfter <= STEP * before && at > 0) drops.unshift({ at, factor: rate / before });
    }
    if (drops.length > 0) return drops;
    const low = this.#rates.findLastIndex((rate) => rate > GLIDED * this.highest) + 1;
    const at = this.#places[low];
    return at === undefined || at <= 0 ? [] : [{ at, factor: this.final / this.highest }];
  }
}
