import { z } from 'zod';
import { exactPow } from '../base/exact-math.ts';
import { passOverFloats } from '../tensor/work.ts';
import { createOptimizer, type OptimizerEntry, type UpdateRule } from './optimizer.ts';
import { commonOptions, epsilonOption, keepingOption } from './options.ts';

/** The options that Adam and AdamW share, beside those of all optimizers. */
export const momentOptions = {
  beta1: keepingOption(0.9, 'How much the running average of gradients keeps of its past.'),
  beta2: keepingOption(0.999, 'How much the running average of squared gradients keeps of its past.'),
  epsilon: epsilonOption(1e-8),
};

const options = z.strictObject({ ...commonOptions({ lr: 0.001 }), ...momentOptions });

export type AdamOptions = z.output<typeof options>;

/** The update of Adam and AdamW, which differ in how weights decay by default only. */
export const adamRule: UpdateRule<AdamOptions> = {
  state: () => ['exp_avg', 'exp_avg_sq'],
  numbers({ beta1, beta2, epsilon }, step, learningRate) {
    const size = learningRate / (1 - exactPow(beta1, step));
    const scale = 1 / Math.sqrt(1 - exactPow(beta2, step));
    return [1 - beta1, beta2, 1 - beta2, size, scale, epsilon];
  },
  update(engine, { weights, gradients, floats, states: [firsts = 0, seconds = 0], numbers, decaying }) {
    engine.runDivided('adam_update', passOverFloats(floats, 7), (from, to) => [
      ...([weights + 4 * from, gradients + 4 * from, firsts + 4 * from, seconds + 4 * from] as const),
      ...([to - from, numbers, decaying] as const),
    ]);
  },
};

/**
 * Adam (Kingma and Ba, 2015), the definition of torch.optim.Adam: m = beta1 m + (1 - beta1) g,
 * v = beta2 v + (1 - beta2) g^2, w -= lr / (1 - beta1^t) * m / (sqrt(v / (1 - beta2^t)) + epsilon), t counted from 1.
 * Bias corrections are float64; moments below 1e-30 become zero.
 */
export const adam: OptimizerEntry<AdamOptions> = {
  name: 'adam',
  summary: 'Adam: steps scaled by running averages of the gradient and its square (Kingma and Ba, 2015).',
  options,
  state: adamRule.state,
  create: (engine, ranges, given) => createOptimizer(engine, ranges, given, adamRule),
};
