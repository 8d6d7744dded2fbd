import { EXPLODED, SIGNIFICANT, SURE } from '../base/loss-criteria.ts';
import { median } from '../base/median.ts';
import { Moments } from '../base/statistics.ts';

export interface LossWatchOptions {
  /** The loss of who knows nothing. Without it the loss at the start is taken for that. */
  readonly chanceLoss?: number | undefined;
  /** How long the training is, where that is known. */
  readonly totalSteps?: number | undefined;
  /** Steps within which the loss should drop: "about 100 iterations". */
  readonly horizon?: number;
  /** How many times the first loss is an explosion. */
  readonly costFactor?: number;
}

/** Steps that are looked at together. More than half of them are above the bound in an explosion, so that a shock at the start passes. */
const RECENT = 20;
/** The part of a training after which it must have learned something. */
const PATIENCE = 1 / 4;
/** The same in horizons: at least, and where nobody knows how long the training is. */
const LEAST_PATIENCE = 2;
const USUAL_PATIENCE = 4;

/**
 * Watches the losses of a training, step by step, and says when there is no hope (the lecture, steps 2 and 3 of the recipe):
 *
 * - the loss is not finite;
 * - it exploded: of the last 20 steps more than half are above three times the first loss (or that of chance, where the first is
 *   the lucky one of a small batch). Some networks with batch normalisation begin with a few such steps and learn well;
 * - nothing is learned: after a quarter of the training, at least 200 steps, and again after twice, four times, ... as many, the
 *   second half of the steps so far is not below chance by more than its noise, nor below the steps before it, and a drop by a twentieth
 *   would be seen. "About 100 iterations" are too few to give a training up: some begin with a plateau, and the longer
 *   the training, the more is lost with it.
 *
 * Takes the same time for each step and makes no garbage. The same losses always give the same.
 */
export class LossWatch {
  readonly #chance: number | undefined;
  readonly #costFactor: number;
  readonly #patience: number;
  #steps = 0;
  /** What a loss of an explosion is above. */
  #bound = Number.POSITIVE_INFINITY;
  /** The last losses, in a ring, and how many of them are above the bound. */
  readonly #recent = new Float64Array(RECENT);
  #above = 0;
  #start = Number.NaN;
  /** The steps from the half of `#end` to it, and those from its quarter to its half. */
  #window = new Moments();
  #before = new Moments();
  #end: number;

  constructor({ chanceLoss, totalSteps, horizon = 100, costFactor = EXPLODED }: LossWatchOptions = {}) {
    this.#chance = chanceLoss;
    this.#costFactor = costFactor;
    this.#patience =
      totalSteps === undefined ? USUAL_PATIENCE * horizon : Math.max(LEAST_PATIENCE * horizon, Math.ceil(PATIENCE * totalSteps));
    this.#end = Math.ceil(this.#patience / 2);
  }

  /** Takes the loss of the next step. @returns why the training should end there, one sentence; undefined to go on */
  step(loss: number): string | undefined {
    this.#steps += 1;
    if (!Number.isFinite(loss)) return `the loss is ${loss} at step ${this.#steps}`;
    return this.#explosion(loss) ?? this.#standstill(loss);
  }

  #explosion(loss: number): string | undefined {
    if (this.#steps === 1) this.#bound = this.#costFactor * Math.max(Math.abs(loss), this.#chance ?? 0);
    const place = this.#steps % RECENT;
    if (this.#steps > RECENT && (this.#recent[place] as number) > this.#bound) this.#above -= 1;
    if (loss > this.#bound) this.#above += 1;
    this.#recent[place] = loss;
    if (this.#steps === RECENT) this.#start = median(this.#recent);
    if (this.#steps < RECENT || 2 * this.#above <= RECENT) return undefined;
    const first = this.#bound / this.#costFactor;
    return `the loss exploded: it is ${text(median(this.#recent))} at step ${this.#steps}, more than ${this.#costFactor} times ${text(first)}`;
  }

  #standstill(loss: number): string | undefined {
    if (2 * this.#steps > this.#end) this.#window.add(loss);
    if (this.#steps < this.#end) return undefined;
    const isTooEarly = this.#end < this.#patience;
    const [before, window] = [this.#before, this.#window];
    this.#before = window;
    this.#window = new Moments();
    this.#end *= 2;
    if (isTooEarly) return undefined;
    // Where chance is not known, the start stands for it: the median of a few steps with the same scatter.
    const from = this.#chance ?? this.#start;
    const startError = this.#chance === undefined ? window.deviation / Math.sqrt(RECENT) : 0;
    const noise = Math.sqrt(window.standardError ** 2 + startError ** 2);
    const drop = from - window.mean;
    const isFalling = before.mean - window.mean > SURE * Math.sqrt(before.standardError ** 2 + window.standardError ** 2);
    const mayHaveDropped = drop + SURE * noise > SIGNIFICANT * Math.abs(from);
    if (drop > SURE * noise || isFalling || mayHaveDropped) return undefined;
    const than = this.#chance === undefined ? 'it began with' : 'that of chance is';
    return `nothing is learned: the loss of steps ${this.#steps - window.count + 1} to ${this.#steps} is ${text(window.mean)}, ${than} ${text(from)}`;
  }
}

function text(loss: number): string {
  return String(Number(loss.toPrecision(4)));
}
