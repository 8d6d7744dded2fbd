import { z } from 'zod';
import { defineArchitecture } from './architecture.ts';

const options = z.strictObject({
  hidden: z.array(z.int().min(1).max(65_536)).max(16).default([256, 128]).describe('Features of each hidden layer.'),
  activation: z
    .enum(['relu', 'leakyRelu', 'tanh', 'sigmoid'])
    .default('relu')
    .describe('Activation function after each hidden layer.'),
  dropout: z.number().min(0).lt(1).default(0).describe('Dropout probability after each hidden layer; 0 for none.'),
});

/** A multi-layer perceptron: no convolutions, the classic baseline. */
export const mlp = defineArchitecture<z.output<typeof options>>({
  name: 'mlp',
  summary: 'Fully connected layers on the flattened image.',
  options,
  layers: ({ hidden, activation, dropout }) => [
    { type: 'flatten' },
    ...hidden.flatMap((features, i) => [
      { type: 'linear', name: `fc${i + 1}`, features },
      { type: activation },
      ...(dropout > 0 ? [{ type: 'dropout', p: dropout }] : []),
    ]),
    { type: 'linear', name: `fc${hidden.length + 1}`, features: 'classes' },
  ],
});
