import { z } from 'zod';
import { exactLog } from '../../base/exact-math.ts';
import { crossEntropy as softmaxCrossEntropy } from '../../ops/cross-entropy/cross-entropy.ts';
import type { LossEntry } from './loss.ts';

const options = z.strictObject({
  labelSmoothing: z
    .number()
    .min(0)
    .lt(1)
    .default(0)
    .describe('The part of each target that is spread evenly over all classes, from 0 up to, but not including, 1.'),
});

/**
 * Softmax cross-entropy. An untrained network should find all C classes equally likely and start at log C; with label
 * smoothing too, since the targets still add up to 1.
 */
export const crossEntropy: LossEntry<z.output<typeof options>> = {
  name: 'crossEntropy',
  summary: 'Softmax cross-entropy of the logits, with optional label smoothing (Szegedy et al., 2016).',
  options,
  create: ({ labelSmoothing }) => ({
    name: 'crossEntropy',
    apply: (logits, labelsAddress) => softmaxCrossEntropy(logits, labelsAddress, { labelSmoothing }),
    expectedInitialLoss: exactLog,
  }),
};
