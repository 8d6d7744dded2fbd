import { z } from 'zod';
import { leakyRelu, sigmoid, tanh } from '../../ops/elementwise/elementwise.ts';
import { relu } from '../../ops/relu/relu.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { defineLayer, type LayerEntry } from '../layer.ts';

/** Layers that apply a function to each element: same shape out as in, nothing to learn. */

export const reluLayer = plain('relu', 'Rectified linear unit, max(x, 0).', relu);
export const sigmoidLayer = plain('sigmoid', 'Logistic function, 1 / (1 + e^-x).', sigmoid);
export const tanhLayer = plain('tanh', 'Hyperbolic tangent.', tanh);

const leakyOptions = z.strictObject({
  slope: z.number().min(0).max(1).default(0.01).describe('Slope for negative inputs.'),
});

export const leakyReluLayer = defineLayer<z.output<typeof leakyOptions>>({
  name: 'leakyRelu',
  summary: 'Leaky rectified linear unit: x where positive, slope * x elsewhere.',
  options: leakyOptions,
  activation: ({ slope }) => ({ type: 'leakyRelu', slope }),
  plan: (_, input) => ({ output: input, macs: 0 }),
  create: ({ slope }) => ({ forward: (x) => leakyRelu(x, slope) }),
});

function plain(type: 'relu' | 'sigmoid' | 'tanh', summary: string, apply: (x: Tensor) => Tensor): LayerEntry {
  return defineLayer({
    name: type,
    summary,
    options: z.strictObject({}),
    activation: () => ({ type }),
    plan: (_, input) => ({ output: input, macs: 0 }),
    create: () => ({ forward: apply }),
  });
}
