import { z } from 'zod';
import { passOverFloats } from '../tensor/work.ts';
import { createOptimizer, type OptimizerEntry, type UpdateRule } from './optimizer.ts';
import { commonOptions, keepingOption } from './options.ts';

const options = z
  .strictObject({
    ...commonOptions({ lr: 0.01 }),
    momentum: keepingOption(0, 'How much of the last step is kept in the next one; 0.9 is usual, 0 is plain gradient descent.'),
    nesterov: z
      .boolean()
      .default(false)
      .describe('Look ahead along the momentum (Nesterov; Sutskever et al., 2013). Needs momentum.'),
  })
  .refine(({ momentum, nesterov }) => momentum > 0 || !nesterov, {
    path: ['nesterov'],
    error: 'Nesterov needs a momentum above 0',
  });

type Options = z.output<typeof options>;

const rule: UpdateRule<Options> = {
  state: ({ momentum }) => (momentum > 0 ? ['momentum_buffer'] : []),
  numbers: ({ momentum }, _, learningRate) => [learningRate, momentum],
  update(engine, { weights, gradients, floats, states: [velocities], numbers, decaying }, { nesterov }) {
    if (velocities === undefined) {
      engine.runDivided('sgd_update', passOverFloats(floats, 3), (from, to) => [
        ...([weights + 4 * from, gradients + 4 * from, to - from, numbers, decaying] as const),
      ]);
      return;
    }
    engine.runDivided('sgd_momentum_update', passOverFloats(floats, 5), (from, to) => [
      ...([weights + 4 * from, gradients + 4 * from, velocities + 4 * from] as const),
      ...([to - from, numbers, decaying, Number(nesterov)] as const),
    ]);
  },
};

/**
 * Stochastic gradient descent: w -= lr * g; with momentum v = momentum * v + g and w -= lr * v, or with Nesterov
 * w -= lr * (g + momentum * v). The definition of torch.optim.SGD with dampening 0: the velocity is in units of the
 * gradient, so that a change of the learning rate acts at once. Momenta below 1e-30 become zero.
 */
export const sgd: OptimizerEntry<Options> = {
  name: 'sgd',
  summary: 'Stochastic gradient descent, with momentum and Nesterov on request (Sutskever et al., 2013).',
  options,
  state: rule.state,
  create: (engine, ranges, given) => createOptimizer(engine, ranges, given, rule),
};
