import { z } from 'zod';
import { defineArchitecture } from './architecture.ts';

const options = z.strictObject({
  channels: z.array(z.int().min(1).max(4096)).min(1).max(4).default([8, 16]).describe('Filters of each convolution.'),
  kernel: z.int().min(1).max(15).default(5).describe('Size of the filters in pixels.'),
  activation: z
    .enum(['relu', 'leakyRelu', 'tanh', 'sigmoid'])
    .default('relu')
    .describe('Activation function after each convolution.'),
});

/** After LeCun, Bottou, Bengio, Haffner, "Gradient-based learning applied to document recognition", 1998, in modern dress. */
export const lenet = defineArchitecture<z.output<typeof options>>({
  name: 'lenet',
  summary: 'Convolution, activation and 2x2 max pooling, a few times over, then one linear layer.',
  options,
  layers: ({ channels, kernel, activation }) => [
    ...channels.flatMap((count, i) => [
      { type: 'conv2d', name: `conv${i + 1}`, channels: count, kernel, padding: 'same' },
      { type: activation },
      { type: 'maxPool2d' },
    ]),
    { type: 'flatten' },
    { type: 'linear', name: 'fc', features: 'classes' },
  ],
});
