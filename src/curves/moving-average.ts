import { InternalError } from '../base/errors.ts';
import { exactExp } from '../base/exact-math.ts';

/** How much a moving average smooths: by the weight `beta` of the past, or by the steps after which a value counts half. */
export type Smoothing = { readonly beta: number } | { readonly halfLife: number };

/**
 * Exponential moving average with bias correction, for values that come one by one:
 *
 *     m[t] = beta m[t-1] + (1 - beta) x[t],   m[0] = 0,   average[t] = m[t] / (1 - beta^t)
 *
 * so that the first average is the first value and not drawn towards zero (Kingma and Ba, "Adam: A Method for Stochastic
 * Optimization", 2015, section 3). With a half-life h, beta = 2^(-1/h).
 *
 * A value that is NaN or infinite is skipped: the average stays what it was, t does not grow, and `skipped` counts it.
 */
export class MovingAverage {
  readonly #beta: number;
  #mean = 0;
  /** 1 - beta^t: the sum of the weights that `#mean` is made of. */
  #weight = 0;
  #skipped = 0;

  /** @throws InternalError unless beta is in [0, 1), or the half-life is positive and finite. */
  constructor(smoothing: Smoothing) {
    this.#beta = betaOf(smoothing);
  }

  /** Takes the next value in. @returns the average so far. */
  push(value: number): number {
    if (Number.isFinite(value)) {
      this.#mean = this.#beta * this.#mean + (1 - this.#beta) * value;
      this.#weight = this.#beta * this.#weight + (1 - this.#beta);
    } else {
      this.#skipped += 1;
    }
    return this.value;
  }

  /** NaN before the first finite value. */
  get value(): number {
    return this.#mean / this.#weight;
  }

  /** How many values were NaN or infinite. */
  get skipped(): number {
    return this.#skipped;
  }
}

/** The averages after each of `values`, as `MovingAverage` gives them; NaN up to the first finite value. */
export function movingAverage(values: ArrayLike<number>, smoothing: Smoothing): Float64Array {
  const average = new MovingAverage(smoothing);
  return Float64Array.from(values, (value) => average.push(value));
}

function betaOf(smoothing: Smoothing): number {
  if ('beta' in smoothing) {
    const { beta } = smoothing;
    if (!(beta >= 0 && beta < 1)) throw new InternalError(`A moving average needs a beta in [0, 1), not ${beta}.`);
    return beta;
  }
  const { halfLife } = smoothing;
  if (!(halfLife > 0 && halfLife < Number.POSITIVE_INFINITY)) {
    throw new InternalError(`A moving average needs a positive half-life, not ${halfLife}.`);
  }
  return exactExp(-Math.LN2 / halfLife);
}
