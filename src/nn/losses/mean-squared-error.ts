import { z } from 'zod';
import { checkLogits } from '../../ops/cross-entropy/logits.ts';
import { meanSquaredError as squaredError } from '../../ops/mean-squared-error/mean-squared-error.ts';
import { oneHot } from '../../ops/one-hot/one-hot.ts';
import type { LossEntry } from './loss.ts';

const options = z.strictObject({});

/**
 * Mean squared error against one-hot targets, over all N x C elements. A network whose outputs start near zero misses one
 * element in C by 1 and the others by nothing: 1 / C. Outputs that start with variance v add v to it; behind a softmax
 * they start at 1 / C, and the loss at (C - 1) / C^2.
 */
export const meanSquaredError: LossEntry<z.output<typeof options>> = {
  name: 'meanSquaredError',
  summary: 'Mean squared error between the outputs and one-hot targets, over all elements.',
  options,
  create: () => ({
    name: 'meanSquaredError',
    apply(logits, labelsAddress) {
      const { rows, classes } = checkLogits('meanSquaredError', logits);
      return squaredError(logits, oneHot(logits.engine, labelsAddress, rows, classes));
    },
    expectedInitialLoss: (classes) => 1 / classes,
  }),
};
