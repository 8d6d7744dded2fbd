import { z } from 'zod';
import { batchNorm } from '../../ops/batch-norm/batch-norm.ts';
import { FUSED_ACTIVATIONS, fusedActivation } from '../join.ts';
import { defineLayer, type LayerEntry } from '../layer.ts';
import { requireFeatures, requireImage } from './checks.ts';

const options = z.strictObject({
  epsilon: z.number().gt(0).max(1).default(1e-5).describe('Added to the variance before the root is taken.'),
  momentum: z
    .number()
    .gt(0)
    .max(1)
    .default(0.1)
    .describe('Share of the newest batch in the running statistics, as PyTorch counts it.'),
});

/** Batch normalisation (Ioffe, Szegedy, 2015): weight and bias [C], running_mean and running_var [C]. */
export const batchNorm1dLayer = batchNormLayer('batchNorm1d', 'Batch normalisation of features.', requireFeatures);
export const batchNorm2dLayer = batchNormLayer('batchNorm2d', 'Batch normalisation of the channels of images.', requireImage);

function batchNormLayer(name: string, summary: string, requireInput: typeof requireImage): LayerEntry {
  return defineLayer<z.output<typeof options>>({
    name,
    summary,
    options,
    plan(_, input) {
      requireInput(name, input);
      const [, height = 1, width = 1] = input;
      // A single value per channel has no variance.
      return { output: input, macs: 0, leastBatch: height * width === 1 ? 2 : 1 };
    },
    create({ epsilon, momentum }, context) {
      const shape = [context.input[0] ?? 1];
      const weight = context.parameter('weight', shape, (values) => values.fill(1));
      const bias = context.parameter('bias', shape, () => {});
      const running = {
        runningMean: context.buffer('running_mean', shape, 0),
        runningVariance: context.buffer('running_var', shape, 1),
      };
      return {
        takesOver: { residual: true, activations: FUSED_ACTIVATIONS },
        forward(x, { training, updateStatistics }, epilogue) {
          const state = { gamma: weight.tensor, beta: bias.tensor, ...running };
          return batchNorm(x, state, {
            training,
            epsilon,
            momentum: updateStatistics ? momentum : undefined,
            residual: epilogue.residual,
            activation: fusedActivation(epilogue),
          });
        },
      };
    },
  });
}
