import { z } from 'zod';

/** What differs between optimizers in the options that all have. */
interface OptionDefaults {
  readonly lr: number;
  readonly weightDecay?: number;
  readonly decay?: 'l2' | 'decoupled';
}

/** The options that every optimizer has, as the shape of its schema starts. */
export function commonOptions(defaults: OptionDefaults) {
  return {
    lr: z
      .number()
      .min(0)
      .default(defaults.lr)
      .describe('Learning rate: the size of the steps. The schedule, if there is one, changes it as training goes.'),
    weightDecay: z
      .number()
      .min(0)
      .default(defaults.weightDecay ?? 0)
      .describe('How strongly weights are drawn towards zero.'),
    decay: z
      .enum(['l2', 'decoupled'])
      .default(defaults.decay ?? 'l2')
      .describe(
        'How weight decay acts. l2: weightDecay x weight is added to the gradient (after clipping); ' +
          'decoupled: the weight is multiplied by 1 - lr x weightDecay before the update (Loshchilov and Hutter, 2019).',
      ),
    decayBiasAndNorm: z
      .boolean()
      .default(false)
      .describe('Whether biases and the parameters of normalisation layers decay too, as they do in PyTorch unless excepted.'),
    clipNorm: z
      .number()
      .positive()
      .optional()
      .describe(
        'The most that the L2 norm of all gradients together may be; larger ones are scaled down to it (Pascanu et al., 2013).',
      ),
    clipValue: z
      .number()
      .positive()
      .optional()
      .describe('The most that one gradient may be, up or down; cut there, after clipNorm.'),
  };
}

/** The number that keeps the division by a root of squares defined. Below 1e-12, moments flushed to zero would show. */
export function epsilonOption(value: number) {
  return z
    .number()
    .min(1e-12)
    .max(1)
    .default(value)
    .describe('Added to the root of the mean square, so that nothing is divided by zero.');
}

/** A factor by which a running average or sum keeps its past. */
export function keepingOption(value: number, text: string) {
  return z.number().min(0).lt(1).default(value).describe(text);
}

/** What the shared loop reads of any optimizer's options. */
export type CommonOptions = z.output<z.ZodObject<ReturnType<typeof commonOptions>>>;
