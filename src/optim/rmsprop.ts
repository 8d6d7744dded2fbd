import { z } from 'zod';
import { passOverFloats } from '../tensor/work.ts';
import { createOptimizer, type OptimizerEntry, type UpdateRule } from './optimizer.ts';
import { commonOptions, epsilonOption, keepingOption } from './options.ts';

const options = z.strictObject({
  ...commonOptions({ lr: 0.01 }),
  alpha: keepingOption(0.99, 'How much the running average of squared gradients keeps of its past.'),
  epsilon: epsilonOption(1e-8),
  momentum: keepingOption(0, 'How much of the last step is kept in the next one.'),
  centered: z
    .boolean()
    .default(false)
    .describe('Divide by the root of the variance of the gradient instead of its mean square (Graves, 2013).'),
});

type Options = z.output<typeof options>;

const rule: UpdateRule<Options> = {
  state: ({ momentum, centered }) => [
    'square_avg',
    ...(centered ? ['grad_avg'] : []),
    ...(momentum > 0 ? ['momentum_buffer'] : []),
  ],
  numbers: ({ alpha, epsilon, momentum }, _, learningRate) => [learningRate, alpha, 1 - alpha, epsilon, momentum],
  update(engine, { weights, gradients, floats, states, numbers, decaying }, { centered, momentum }) {
    const [squares = 0, ...rest] = states;
    const averages = centered ? (rest[0] ?? 0) : 0;
    const velocities = momentum > 0 ? (rest.at(-1) ?? 0) : 0;
    // 0 says that a state is not wanted.
    const part = (state: number, from: number) => (state === 0 ? 0 : state + 4 * from);
    engine.runDivided('rmsprop_update', passOverFloats(floats, 7), (from, to) => [
      ...([weights + 4 * from, gradients + 4 * from, squares + 4 * from] as const),
      ...([part(averages, from), part(velocities, from), to - from, numbers, decaying] as const),
    ]);
  },
};

/**
 * RMSprop (Tieleman and Hinton, lecture 6.5, 2012), the definition of torch.optim.RMSprop: s = alpha s + (1 - alpha) g^2,
 * w -= lr * d with d = g / (sqrt(s) + epsilon). Centered: the running mean a of g is taken off, sqrt(s - a^2). With
 * momentum: b = momentum * b + d in the place of d. A variance that rounding made negative counts as zero; moments below
 * 1e-30 become zero.
 */
export const rmsprop: OptimizerEntry<Options> = {
  name: 'rmsprop',
  summary: 'Steps scaled by a running average of squared gradients (Tieleman and Hinton, 2012).',
  options,
  state: rule.state,
  create: (engine, ranges, given) => createOptimizer(engine, ranges, given, rule),
};
