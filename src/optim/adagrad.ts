import { z } from 'zod';
import { passOverFloats } from '../tensor/work.ts';
import { createOptimizer, type OptimizerEntry, type UpdateRule } from './optimizer.ts';
import { commonOptions, epsilonOption } from './options.ts';

const options = z.strictObject({
  ...commonOptions({ lr: 0.01 }),
  lrDecay: z
    .number()
    .min(0)
    .default(0)
    .describe('The learning rate is divided by 1 + (steps before) x lrDecay, beside what the schedule does.'),
  initialAccumulator: z.number().min(0).default(0).describe('What the sums of squared gradients start with.'),
  epsilon: epsilonOption(1e-10),
});

type Options = z.output<typeof options>;

const rule: UpdateRule<Options> = {
  state: () => ['sum'],
  initialState: ({ initialAccumulator }) => initialAccumulator,
  numbers: ({ lrDecay, epsilon }, step, learningRate) => [learningRate / (1 + (step - 1) * lrDecay), epsilon],
  update(engine, { weights, gradients, floats, states: [sums = 0], numbers, decaying }) {
    engine.runDivided('adagrad_update', passOverFloats(floats, 5), (from, to) => [
      ...([weights + 4 * from, gradients + 4 * from, sums + 4 * from] as const),
      ...([to - from, numbers, decaying] as const),
    ]);
  },
};

/**
 * Adagrad (Duchi, Hazan and Singer, 2011), the definition of torch.optim.Adagrad: s += g^2,
 * w -= lr / (1 + (t - 1) lrDecay) * g / (sqrt(s) + epsilon), t counted from 1. Sums below 1e-30 become zero.
 */
export const adagrad: OptimizerEntry<Options> = {
  name: 'adagrad',
  summary: 'Steps scaled by the sum of all squared gradients so far (Duchi et al., 2011).',
  options,
  state: rule.state,
  create: (engine, ranges, given) => createOptimizer(engine, ranges, given, rule),
};
