import { z } from 'zod';
import { choice } from '../../src/base/choice.ts';
import { Registry } from '../../src/base/registry.ts';
import { modelSchema } from '../../src/config/model.ts';
import { nameOption } from '../../src/nn/layers/options.ts';

/** A small config of its own, so that the tests of the config's machinery do not change with the real registries. */

const size = z.int().min(1).max(65_536);
const lr = z.number().gt(0);

const layers = new Registry('layer', [
  {
    name: 'conv2d',
    summary: 'Convolution.',
    options: z.strictObject({
      channels: size.describe('Filters.'),
      kernel: z
        .union([size, z.tuple([size, size])])
        .default(3)
        .describe('Size.'),
      padding: z.union([z.enum(['same', 'valid']), z.int().min(0), z.tuple([z.int().min(0), z.int().min(0)])]).default('same'),
      bias: z.boolean().default(true),
    }),
  },
  { name: 'relu', summary: 'max(x, 0).', options: z.strictObject({}) },
  { name: 'maxPool2d', summary: 'Maximum.', options: z.strictObject({ kernel: size.default(2) }) },
  { name: 'linear', summary: 'Fully connected.', options: z.strictObject({ features: z.union([size, z.literal('classes')]) }) },
]);

const architectures = new Registry('architecture', [
  { name: 'lenet', summary: 'After LeCun.', options: z.strictObject({ channels: z.array(size).min(1).max(4).default([8, 16]) }) },
  {
    name: 'mlp',
    summary: 'Perceptron.',
    options: z.strictObject({ hidden: z.array(size).default([256]), dropout: z.number().min(0).lt(1).default(0) }),
  },
]);

const optimizers = new Registry('optimizer', [
  {
    name: 'adam',
    summary: 'Adam.',
    options: z.strictObject({
      lr: lr.default(1e-3),
      weightDecay: z.number().min(0).default(0),
      beta1: z.number().min(0).lt(1).default(0.9),
    }),
  },
  {
    name: 'sgd',
    summary: 'Gradient descent.',
    options: z.strictObject({
      lr: lr.default(0.1),
      weightDecay: z.number().min(0).default(0),
      momentum: z.number().min(0).lt(1).default(0),
      nesterov: z.boolean().default(false),
    }),
  },
]);

const datasets = new Registry('dataset', [
  {
    name: 'mnist',
    summary: 'Digits.',
    options: z.strictObject({ path: z.string().min(1).optional(), classes: z.array(z.string()).min(2).optional() }),
  },
  { name: 'idx', summary: 'A folder.', options: z.strictObject({ path: z.string().min(1) }) },
]);

const layer = choice(layers, { key: 'type', shared: { name: nameOption } });

export const sampleSchema = z.strictObject({
  name: z.string().min(1).optional(),
  seed: z.int().min(0).max(4_294_967_295).default(1),
  data: choice(datasets, {
    key: 'dataset',
    fallback: 'mnist',
    shared: {
      split: z.strictObject({ validation: z.number().min(0).lt(1).default(0.1) }).prefault({}),
      normalization: z.enum(['standard', 'unit', 'none']).default('standard'),
    },
  }).prefault({}),
  model: modelSchema(layer, architectures, 'lenet').prefault({}),
  optimizer: choice(optimizers, { key: 'type', fallback: 'adam' }).prefault({}),
  train: z
    .strictObject({
      epochs: z.int().min(1).default(3),
      batchSize: size.default(32),
      earlyStopping: z.strictObject({ patience: z.int().min(1).default(5) }).optional(),
      note: z.string().nullable().default('none'),
    })
    .prefault({}),
});
