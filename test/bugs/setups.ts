import { Random } from '../../src/base/random.ts';
import type { ExperimentConfig } from '../../src/config/schema.ts';
import { experimentSchema } from '../../src/config/schema.ts';

type Draft = Readonly<Record<string, unknown>>;

/** A training set-up as a config would give it. */
export interface Setup {
  readonly name: string;
  readonly config: (seed: number) => ExperimentConfig;
}

function setup(name: string, draft: Draft): Setup {
  return { name, config: (seed) => ({ name, ...experimentSchema.parse({ ...draft, seed }) }) as ExperimentConfig };
}

const DIGITS = { dataset: 'mnist', limitTrain: 4000 };

/** The healthy set-ups that bugs are planted in. */
export const PLANTED_IN: readonly Setup[] = [
  setup('LeNet', {
    data: DIGITS,
    model: { architecture: 'lenet' },
    optimizer: { type: 'adam', lr: 0.003 },
    schedule: 'cosine',
    train: { epochs: 5, batchSize: 32 },
  }),
  setup('VGG', {
    data: DIGITS,
    model: { architecture: 'vgg', channels: [8, 16, 32], depth: 1, batchNorm: true },
    optimizer: { type: 'sgd', lr: 0.1, momentum: 0.9, nesterov: true, weightDecay: 0.0005 },
    schedule: 'oneCycle',
    train: { epochs: 5, batchSize: 64 },
  }),
  setup('MLP', {
    data: DIGITS,
    model: { architecture: 'mlp', hidden: [128, 64], dropout: 0.2 },
    optimizer: { type: 'adamw', lr: 0.002, weightDecay: 0.01 },
    schedule: 'oneCycle',
    train: { epochs: 5, batchSize: 64 },
  }),
];

const DATA: readonly Draft[] = [
  { dataset: 'mnist', limitTrain: 4000 },
  { dataset: 'mnist', limitTrain: 1000 },
  { dataset: 'mnist', limitTrain: 8000, normalization: 'unit' },
  { dataset: 'synthetic', train: 3000, noise: 1 },
  { dataset: 'synthetic', train: 3000, noise: 2, channels: 3, height: 16, width: 16, classes: 5 },
  { dataset: 'synthetic', train: 2000, noise: 1.5, height: 8, width: 8, classes: 4 },
  { dataset: 'synthetic', train: 4000, noise: 1, channels: 3, height: 32, width: 32, classes: 20 },
  { dataset: 'mnist', limitTrain: 4000, augment: [{ type: 'shift', pixels: 2 }] },
  {
    dataset: 'mnist',
    limitTrain: 4000,
    augment: [
      { type: 'rotate', degrees: 15 },
      { type: 'shift', pixels: 1 },
    ],
  },
  { dataset: 'mnist', limitTrain: 2000, split: { validation: 0 } },
];

const MODELS: readonly unknown[] = [
  { architecture: 'lenet' },
  { architecture: 'lenet', channels: [16, 32], kernel: 3 },
  { architecture: 'lenet', activation: 'tanh' },
  { architecture: 'lenet', activation: 'leakyRelu' },
  { architecture: 'mlp', hidden: [128] },
  { architecture: 'mlp', hidden: [256, 128, 64], dropout: 0.2 },
  { architecture: 'mlp', hidden: [100, 100], activation: 'tanh' },
  { architecture: 'vgg', channels: [16, 32], depth: 1 },
  { architecture: 'vgg', channels: [16, 32, 64], depth: 1 },
  { architecture: 'vgg', channels: [16, 32], depth: 2, batchNorm: false },
  { architecture: 'vgg', channels: [16, 32], depth: 2, dropout: 0.3 },
  { architecture: 'resnet', channels: [16, 32], depth: 1 },
  [{ type: 'conv2d', channels: 8, kernel: 3 }, 'relu', 'flatten', { type: 'linear', features: 'classes' }],
  ['flatten', { type: 'linear', features: 'classes', init: 'xavierNormal' }],
];

/** Rates that are usual for each optimizer. */
const OPTIMIZERS: readonly Draft[] = [
  { type: 'adam', lr: 0.001 },
  { type: 'adam', lr: 0.003 },
  { type: 'adamw', lr: 0.002, weightDecay: 0.01 },
  { type: 'adamw', lr: 0.001, weightDecay: 0.1 },
  { type: 'sgd', lr: 0.01, momentum: 0.9 },
  { type: 'sgd', lr: 0.05, momentum: 0.9, nesterov: true, weightDecay: 0.0005 },
  { type: 'sgd', lr: 0.1 },
  { type: 'rmsprop', lr: 0.001 },
  { type: 'adagrad', lr: 0.01 },
  { type: 'adam', lr: 0.002, clipNorm: 1, weightDecay: 0.0001 },
];

const SCHEDULES: readonly unknown[] = ['constant', 'cosine', 'oneCycle', { type: 'cosine', warmupSteps: 50 }];
const LOSSES: readonly unknown[] = [
  'crossEntropy',
  'crossEntropy',
  'crossEntropy',
  { type: 'crossEntropy', labelSmoothing: 0.1 },
  'hinge',
];
const BATCHES = [16, 32, 64, 128] as const;

/**
 * Healthy set-ups of varied data, architecture, optimizer, schedule, loss and batch size.
 * @param draw what they are drawn by. Thresholds were chosen with draws before 2028, so that later ones tell how good they are.
 */
export function healthySetups(count: number, draw: number): Setup[] {
  const random = Random.derive(draw, 'healthy set-ups');
  const pick = <T>(list: readonly T[]): T => list[random.below(list.length)] as T;
  return Array.from({ length: count }, (_, i) =>
    setup(`healthy ${i + 1}`, {
      // Each kind of data and each network comes as often as any other.
      data: DATA[i % DATA.length],
      model: MODELS[(i + Math.floor(i / MODELS.length)) % MODELS.length],
      optimizer: pick(OPTIMIZERS),
      schedule: pick(SCHEDULES),
      loss: pick(LOSSES),
      train: { epochs: 5, batchSize: pick(BATCHES) },
    }),
  );
}
