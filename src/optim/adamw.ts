import { z } from 'zod';
import { type AdamOptions, adamRule, momentOptions } from './adam.ts';
import { createOptimizer, type OptimizerEntry } from './optimizer.ts';
import { commonOptions } from './options.ts';

const options = z.strictObject({
  ...commonOptions({ lr: 0.001, weightDecay: 0.01, decay: 'decoupled' }),
  ...momentOptions,
});

/**
 * AdamW (Loshchilov and Hutter, 2019), the definition of torch.optim.AdamW: w *= 1 - lr * weightDecay, then the update of
 * Adam with gradients that know nothing of the decay. Unlike PyTorch's, biases and normalisation parameters do not decay
 * unless `decayBiasAndNorm` says so.
 */
export const adamw: OptimizerEntry<AdamOptions> = {
  name: 'adamw',
  summary: 'Adam with weight decay apart from the gradients (Loshchilov and Hutter, 2019).',
  options,
  state: adamRule.state,
  create: (engine, ranges, given) => createOptimizer(engine, ranges, given, adamRule),
};
