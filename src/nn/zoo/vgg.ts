import { z } from 'zod';
import { defineArchitecture } from './architecture.ts';

const options = z.strictObject({
  channels: z
    .array(z.int().min(1).max(4096))
    .min(1)
    .max(6)
    .default([32, 64, 128])
    .describe('Filters of each stage; between stages the image is halved by max pooling.'),
  depth: z.int().min(1).max(8).default(2).describe('Convolutions in each stage.'),
  batchNorm: z.boolean().default(true).describe('Batch normalisation after each convolution.'),
  dropout: z.number().min(0).lt(1).default(0).describe('Dropout probability before the linear layer; 0 for none.'),
});

/** After Simonyan, Zisserman, "Very Deep Convolutional Networks for Large-Scale Image Recognition", 2014; global average pooling at the end. */
export const vgg = defineArchitecture<z.output<typeof options>>({
  name: 'vgg',
  summary:
    'Stages of 3x3 convolutions with batch normalisation, halved in between, then global average pooling and one linear layer.',
  options,
  layers: ({ channels, depth, batchNorm, dropout }) => [
    ...channels.flatMap((count, stage) => [
      ...(stage === 0 ? [] : [{ type: 'maxPool2d' }]),
      ...Array.from({ length: depth }, (_, i) => [
        { type: 'conv2d', name: `conv${stage + 1}_${i + 1}`, channels: count, kernel: 3, padding: 'same', bias: !batchNorm },
        ...(batchNorm ? [{ type: 'batchNorm2d', name: `bn${stage + 1}_${i + 1}` }] : []),
        { type: 'relu' },
      ]).flat(),
    ]),
    { type: 'globalAvgPool' },
    { type: 'flatten' },
    ...(dropout > 0 ? [{ type: 'dropout', p: dropout }] : []),
    { type: 'linear', name: 'fc', features: 'classes' },
  ],
});
