import { exactHypot } from '../../base/exact-math.ts';
import { above, asTimes, type Criterion } from './criterion.ts';
import type { Trend } from './trend.ts';

/** Criteria and numbers that several rules share. */

/** The source of a threshold that nobody has published. */
export const OURS = 'ours';

/** How far the loss fell from its first level to its lowest. Never 0, so that it can be divided by. */
export function depth(loss: Trend): number {
  return Math.max(loss.start - loss.lowest.level, Number.MIN_VALUE);
}

/** Whether the loss fell at all: by more than chance would have it. */
export function fell(loss: Trend): Criterion {
  const value = depth(loss) / Math.max(exactHypot(loss.startError, loss.lowest.error), Number.MIN_VALUE);
  return above({
    ...{ quantity: 'fall of the loss, in standard errors of its level', value: Math.min(1e6, value) },
    ...{
      threshold: 4,
      margin: 1.5,
      source: `${OURS}: of 120 windows of noise alone the lowest lies 2.5 below the mean`,
      text: asTimes,
    },
  });
}

/** How much of the first level is left at the end: what it says is told by each rule. 1 where the first level is not positive. */
export function left(loss: Trend): { readonly value: number; readonly error: number } {
  const end = loss.over(0.9, 1);
  return loss.start > 0 ? { value: end.level / loss.start, error: end.error / loss.start } : { value: 1, error: 0 };
}

/** A part of the whole fall, with its error. */
export function part(loss: Trend, from: number, to: number): { readonly value: number; readonly error: number } {
  const { fall, error } = loss.fall(from, to);
  return { value: fall / depth(loss), error: error / depth(loss) };
}

/** A number with one digit, as one types a learning rate. */
export function round(value: number): string {
  return String(Number(value.toPrecision(1)));
}

/** Smaller sizes of updates, over those of the weights, are none: float32 does not resolve them. */
export const DEAD = 1e-8;
