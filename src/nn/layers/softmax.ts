import { z } from 'zod';
import { softmax } from '../../ops/softmax/softmax.ts';
import { defineLayer } from '../layer.ts';
import { requireFeatures } from './checks.ts';

/**
 * Softmax over the features. For the initialisation it is no activation function: what goes into it are logits, and where it ends
 * the network, the layer before it starts small as any output, so that all classes are equally likely at first.
 */
export const softmaxLayer = defineLayer({
  name: 'softmax',
  summary:
    'Softmax over the features: probabilities. For meanSquaredError; crossEntropy wants logits and has a softmax of its own.',
  options: z.strictObject({}),
  plan(_, input) {
    requireFeatures('softmax', input);
    return { output: input, macs: 0 };
  },
  create: () => ({ forward: softmax }),
});
