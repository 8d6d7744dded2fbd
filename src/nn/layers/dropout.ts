import { z } from 'zod';
import { Random } from '../../base/random.ts';
import { dropout } from '../../ops/dropout/dropout.ts';
import { defineLayer } from '../layer.ts';

const options = z.strictObject({
  p: z
    .number()
    .min(0)
    .lt(1)
    .default(0.5)
    .describe('Probability that an element is zeroed in training; the others are scaled by 1 / (1 - p).'),
});

/** Dropout (Srivastava et al., "Dropout: A Simple Way to Prevent Neural Networks from Overfitting", 2014), inverted form. */
export const dropoutLayer = defineLayer<z.output<typeof options>>({
  name: 'dropout',
  summary: 'Zeroes elements at random in training; does nothing in evaluation.',
  options,
  plan: (_, input) => ({ output: input, macs: 0 }),
  create({ p }, { seed, path }) {
    const random = Random.derive(seed, 'dropout', ...path);
    const key = [random.uint32() | 0, random.uint32() | 0] as const;
    return { forward: (x, { training }) => dropout(x, { probability: p, key, training }) };
  },
});
