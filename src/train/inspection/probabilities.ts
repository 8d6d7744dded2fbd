import { exactExp } from '../../base/exact-math.ts';
import type { Experiment } from '../experiment.ts';

/** A class and how likely the network takes an example to be of it, 0..1. */
export interface ClassProbability {
  readonly label: number;
  readonly probability: number;
}

/**
 * How likely the network finds each class, from the outputs of one example: their softmax, or the outputs themselves where
 * the network ends in a softmax. NaN throughout where one of them is NaN or +Infinity.
 */
export function probabilitiesOf({ network }: Pick<Experiment, 'network'>, logits: Float32Array): Float64Array {
  if (network.layers.at(-1)?.spec.type === 'softmax') return Float64Array.from(logits);
  const largest = logits.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  // The largest is taken off, so that no exponential overflows.
  const exponentials = Float64Array.from(logits, (logit) => exactExp(logit - largest));
  const sum = exponentials.reduce((a, b) => a + b, 0);
  return exponentials.map((value) => value / sum);
}

/** The likeliest classes first, of equally likely ones the first; NaN comes last. */
export function likeliest(probabilities: Float64Array, most: number): ClassProbability[] {
  const rank = (value: number) => (Number.isNaN(value) ? -1 : value);
  return Array.from(probabilities, (probability, label) => ({ label, probability }))
    .sort((a, b) => rank(b.probability) - rank(a.probability) || a.label - b.label)
    .slice(0, most);
}
