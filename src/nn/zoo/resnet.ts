import { z } from 'zod';
import { defineArchitecture } from './architecture.ts';

const options = z.strictObject({
  channels: z
    .array(z.int().min(1).max(4096))
    .min(1)
    .max(6)
    .default([16, 32, 64])
    .describe('Filters of each stage; each stage but the first begins by halving the image.'),
  depth: z
    .int()
    .min(1)
    .max(200)
    .default(3)
    .describe('Residual blocks in each stage, of two convolutions each. With three stages, n make a ResNet of 6 n + 2 layers.'),
});

/**
 * The ResNet for small images of He, Zhang, Ren, Sun, "Deep Residual Learning for Image Recognition", 2015, section 4.2, with
 * projection shortcuts (option B) where the shape changes. ResNet-20 has 272,474 parameters for 3 x 32 x 32 and 10 classes.
 */
export const resnet = defineArchitecture<z.output<typeof options>>({
  name: 'resnet',
  summary:
    'Stages of residual blocks of two 3x3 convolutions, then global average pooling and one linear layer: ResNet-20 for small images.',
  options,
  layers: ({ channels, depth }) => [
    ...normalisedConv('1', { channels: channels[0], kernel: 3, padding: 1 }),
    'relu',
    ...channels.flatMap((count, stage) =>
      Array.from({ length: depth }, (_, i) => {
        const stride = stage > 0 && i === 0 ? 2 : 1;
        return [
          {
            type: 'residual',
            name: `block${stage + 1}_${i + 1}`,
            layers: [
              ...normalisedConv('1', { channels: count, kernel: 3, stride, padding: 1 }),
              'relu',
              ...normalisedConv('2', { channels: count, kernel: 3, padding: 1 }),
            ],
            shortcut: stage > 0 && i === 0 ? normalisedConv('', { channels: count, kernel: 1, stride, padding: 0 }) : [],
          },
          'relu',
        ];
      }).flat(),
    ),
    'globalAvgPool',
    'flatten',
    { type: 'linear', name: 'fc', features: 'classes' },
  ],
});

/** A convolution and its batch normalisation, which makes a bias of its own redundant. */
function normalisedConv(suffix: string, convolution: Readonly<Record<string, unknown>>) {
  return [
    { type: 'conv2d', name: `conv${suffix}`, ...convolution, bias: false },
    { type: 'batchNorm2d', name: `bn${suffix}` },
  ];
}
