import { z } from 'zod';
import { linear } from '../../ops/linear/linear.ts';
import { initializeWeights } from '../init.ts';
import { FUSED_ACTIVATIONS, fusedActivation } from '../join.ts';
import { defineLayer } from '../layer.ts';
import { requireFeatures } from './checks.ts';
import { biasOption, initOption } from './options.ts';

const options = z.strictObject({
  features: z
    .union([z.int().min(1).max(1_048_576), z.literal('classes')])
    .describe('Number of outputs, or "classes": as many as the data have classes.'),
  bias: biasOption,
  init: initOption,
});
type Options = z.output<typeof options>;

/** Fully connected layer: weight [features, F], bias [features]. */
export const linearLayer = defineLayer<Options>({
  name: 'linear',
  summary: 'Fully connected layer, y = x W^T + b.',
  options,
  plan(layer, input, classes) {
    requireFeatures('linear', input);
    const features = layer.features === 'classes' ? classes : layer.features;
    return { output: [features], macs: features * (input[0] ?? 1) };
  },
  create(layer, context) {
    const features = layer.features === 'classes' ? context.classes : layer.features;
    const shape = [features, context.input[0] ?? 1];
    const weight = context.parameter('weight', shape, (values) => {
      initializeWeights(values, shape, layer.init, context.following, context.seed, `${context.path.join('.')}.weight`);
    });
    const bias = layer.bias ? context.parameter('bias', [features], () => {}) : undefined;
    return {
      takesOver: { residual: false, activations: FUSED_ACTIVATIONS },
      forward: (x, _, epilogue) => linear(x, weight.tensor, bias?.tensor, fusedActivation(epilogue)),
    };
  },
});
