import { exactExp } from '../../base/exact-math.ts';
import type { Experiment } from '../experiment.ts';

/**
 * How likely the network finds each class, from the outputs of one example: their softmax, or the outputs themselves where
 * the network ends in a softmax. NaN throughout where one of them is NaN or +Infinity.
 */
export function probabilitiesOf({ network }: Pick<Experiment, 'network'>, logits: Float32Array): readonly number[] {
  if (network.layers.at(-1)?.spec.type === 'softmax') return Array.from(logits);
  const largest = logits.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  // The largest is taken off, so that no exponential overflows.
  const exponentials = Float64Array.from(logits, (logit) => exactExp(logit - largest));
  const sum = exponentials.reduce((a, b) => a + b, 0);
  return Array.from(exponentials, (value) => value / sum);
}
