import type { Shape } from '../../src/curves/doctor/reading.ts';

/** A training on MNIST that is made to have curves of a certain shape. */
export interface RealRun {
  readonly name: string;
  /** What an expert would say of it first, given how it was made: one of them. */
  readonly right: readonly Shape[];
  /** What is true of it as well. */
  readonly also: readonly Shape[];
  readonly config: Readonly<Record<string, unknown>>;
}

interface Recipe {
  readonly right: readonly Shape[];
  readonly also?: readonly Shape[];
  /** Images to train on; 2,000 more are for validation. */
  readonly images?: number;
  readonly epochs?: number;
  readonly batchSize?: number;
  readonly model?: unknown;
  readonly optimizer: unknown;
  readonly schedule?: unknown;
  readonly loss?: unknown;
  readonly augment?: unknown;
  readonly normalization?: string;
}

const MLP = { architecture: 'mlp', hidden: [64] };
const LENET = { architecture: 'lenet' };
const DEEP = { architecture: 'mlp', hidden: [64, 64, 64] };
const VGG = { architecture: 'vgg', channels: [16, 32], depth: 1 };

/** Deep networks of sigmoids, which begin by giving the same answer to everything. */
const sigmoids = (layers: number, features: number) => [
  'flatten',
  ...Array.from({ length: layers }, () => [{ type: 'linear', features }, 'sigmoid']).flat(),
  { type: 'linear', features: 'classes' },
];
const loud = (init: string) => [
  { type: 'conv2d', channels: 8, kernel: 5 },
  ...['relu', 'maxPool2d', 'flatten'],
  { type: 'linear', features: 256, init },
  'relu',
  { type: 'linear', features: 'classes', init },
];

const sgd = (lr: number, more: object = {}) => ({ type: 'sgd', lr, ...more });
const momentum = (lr: number, more: object = {}) => sgd(lr, { momentum: 0.9, ...more });
const adam = (lr: number, more: object = {}) => ({ type: 'adam', lr, ...more });

const RECIPES: Readonly<Record<string, Recipe>> = {
  // Deep sigmoid networks begin on a plain from which they have to find out.
  'flat-sigmoid-2': {
    right: ['badInitialization'],
    also: ['overfitting', 'stillRising', 'healthy', 'plateau'],
    model: sigmoids(2, 64),
    optimizer: sgd(0.3),
    epochs: 5,
    images: 8000,
  },
  'flat-sigmoid-3': {
    right: ['badInitialization'],
    also: ['overfitting', 'stillRising', 'healthy', 'plateau'],
    model: sigmoids(3, 64),
    optimizer: momentum(0.1),
    epochs: 5,
    images: 8000,
  },
  'flat-sigmoid-3-narrow': {
    right: ['badInitialization'],
    also: ['overfitting', 'stillRising', 'healthy', 'plateau'],
    model: sigmoids(3, 32),
    optimizer: momentum(0.2),
    epochs: 6,
    images: 8000,
  },
  'flat-sigmoid-2-momentum': {
    right: ['badInitialization'],
    also: ['overfitting', 'stillRising', 'healthy', 'plateau'],
    model: sigmoids(2, 128),
    optimizer: momentum(0.01),
    epochs: 6,
    images: 8000,
  },
  'loud-output': {
    right: ['badInitialization'],
    model: loud('heNormal'),
    optimizer: momentum(0.003),
    normalization: 'none',
    epochs: 4,
    images: 3000,
  },
  'loud-output-adam': {
    right: ['badInitialization'],
    model: loud('xavierNormal'),
    optimizer: adam(0.001),
    normalization: 'none',
    epochs: 4,
    images: 3000,
  },

  // A constant rate, and noise or weight decay on which it stands.
  'plateau-decay-sgd': {
    right: ['plateau'],
    model: MLP,
    optimizer: momentum(0.03, { weightDecay: 0.01 }),
    epochs: 15,
    images: 4000,
  },
  'plateau-decay-lenet': {
    right: ['plateau'],
    model: LENET,
    optimizer: momentum(0.01, { weightDecay: 0.1 }),
    epochs: 10,
    images: 4000,
  },
  'plateau-decay-adam': {
    right: ['plateau'],
    model: LENET,
    optimizer: adam(0.003, { weightDecay: 0.1 }),
    epochs: 10,
    images: 4000,
  },
  'plateau-augmented': {
    right: ['plateau', 'underfitting'],
    also: ['stillRising'],
    model: { architecture: 'mlp', hidden: [16] },
    optimizer: adam(0.01),
    augment: [{ type: 'shift', pixels: 4 }],
    epochs: 40,
    images: 4000,
  },
  'plateau-decay-mlp-adam': {
    right: ['plateau'],
    model: MLP,
    optimizer: adam(0.005, { weightDecay: 0.03 }),
    epochs: 15,
    images: 4000,
  },
  'plateau-small-batch': {
    right: ['plateau', 'rateTooHigh'],
    also: ['overfitting'],
    model: { architecture: 'mlp', hidden: [32] },
    optimizer: momentum(0.01, { weightDecay: 0.03 }),
    batchSize: 8,
    epochs: 10,
    images: 3000,
  },

  'early-multistep-lenet': {
    right: ['decayedTooEarly'],
    model: LENET,
    optimizer: sgd(0.003),
    schedule: { type: 'multiStep', milestones: [1.5], gamma: 0.01 },
    epochs: 8,
    images: 4000,
  },
  'early-multistep-mlp': {
    right: ['decayedTooEarly'],
    model: MLP,
    optimizer: sgd(0.003),
    schedule: { type: 'multiStep', milestones: [2], gamma: 0.02 },
    epochs: 10,
    images: 4000,
  },
  'early-multistep-adam': {
    right: ['decayedTooEarly'],
    model: LENET,
    optimizer: adam(0.0002),
    schedule: { type: 'multiStep', milestones: [1], gamma: 0.01 },
    epochs: 6,
    images: 4000,
  },
  'early-exponential': {
    right: ['decayedTooEarly'],
    model: MLP,
    optimizer: sgd(0.01),
    schedule: { type: 'exponential', gamma: 0.2 },
    epochs: 12,
    images: 4000,
  },
  'early-vgg': {
    right: ['decayedTooEarly'],
    model: VGG,
    optimizer: momentum(0.01),
    schedule: { type: 'multiStep', milestones: [2], gamma: 0.01 },
    epochs: 8,
    images: 3000,
  },

  'rising-sgd-lenet': { right: ['stillRising'], model: LENET, optimizer: sgd(0.005), epochs: 5, images: 3000 },
  'rising-sgd-mlp': { right: ['stillRising'], model: MLP, optimizer: sgd(0.005), epochs: 8, images: 3000 },
  'rising-adam-mlp': { right: ['stillRising'], model: MLP, optimizer: adam(0.0001), epochs: 8, images: 3000 },
  'rising-momentum': { right: ['stillRising'], model: LENET, optimizer: momentum(0.0005), epochs: 5, images: 3000 },
  'rising-adam-lenet': { right: ['stillRising'], model: LENET, optimizer: adam(0.0003), epochs: 4, images: 3000 },

  'overfit-mlp-300': {
    right: ['overfitting'],
    model: { architecture: 'mlp', hidden: [256, 128] },
    optimizer: adam(0.001),
    epochs: 30,
    images: 300,
  },
  'overfit-mlp-500': {
    right: ['overfitting'],
    model: { architecture: 'mlp', hidden: [256] },
    optimizer: momentum(0.01),
    epochs: 40,
    images: 500,
  },
  'overfit-lenet-200': { right: ['overfitting'], model: LENET, optimizer: adam(0.003), epochs: 40, images: 200 },
  'overfit-mlp-1000': {
    right: ['overfitting'],
    model: { architecture: 'mlp', hidden: [256] },
    optimizer: adam(0.002),
    epochs: 25,
    images: 1000,
  },
  'overfit-lenet-100': { right: ['overfitting'], model: LENET, optimizer: momentum(0.02), epochs: 60, images: 100 },

  'underfit-hidden-2': {
    right: ['underfitting'],
    also: ['plateau', 'stillRising'],
    model: { architecture: 'mlp', hidden: [2] },
    optimizer: adam(0.003),
    epochs: 30,
    images: 4000,
  },
  'underfit-hidden-2-sgd': {
    right: ['underfitting'],
    also: ['plateau', 'stillRising'],
    model: { architecture: 'mlp', hidden: [2] },
    optimizer: momentum(0.003),
    epochs: 25,
    images: 8000,
  },
  'underfit-hidden-3': {
    right: ['underfitting'],
    also: ['plateau', 'stillRising'],
    model: { architecture: 'mlp', hidden: [3] },
    optimizer: adam(0.002),
    epochs: 30,
    images: 8000,
  },
  'underfit-decay-lenet': {
    right: ['underfitting', 'plateau'],
    model: LENET,
    optimizer: adam(0.001, { weightDecay: 1 }),
    epochs: 8,
    images: 3000,
  },
  'underfit-tanh-2': {
    right: ['underfitting'],
    also: ['plateau', 'stillRising'],
    model: { architecture: 'mlp', hidden: [2], activation: 'tanh' },
    optimizer: adam(0.005),
    epochs: 30,
    images: 8000,
  },

  'low-sgd-lenet': { right: ['rateTooLow'], model: LENET, optimizer: sgd(0.0001), epochs: 3, images: 3000 },
  'low-sgd-mlp': { right: ['rateTooLow'], model: MLP, optimizer: sgd(0.0002), epochs: 4, images: 3000 },
  'low-adam-lenet': { right: ['rateTooLow'], model: LENET, optimizer: adam(0.000003), epochs: 4, images: 3000 },
  'low-adam-mlp': { right: ['rateTooLow'], model: MLP, optimizer: adam(0.000003), epochs: 4, images: 3000 },
  'low-momentum': { right: ['rateTooLow'], model: LENET, optimizer: momentum(0.00001), epochs: 4, images: 3000 },

  'high-adam-lenet': {
    right: ['rateTooHigh', 'rateVeryHigh'],
    also: ['underfitting'],
    model: LENET,
    optimizer: adam(0.04),
    epochs: 6,
    images: 3000,
  },
  'high-adam-mlp': {
    right: ['rateTooHigh', 'rateVeryHigh'],
    also: ['underfitting'],
    model: DEEP,
    optimizer: adam(0.08),
    epochs: 8,
    images: 3000,
  },
  'high-sgd-mlp': {
    right: ['rateTooHigh'],
    also: ['underfitting'],
    model: DEEP,
    optimizer: momentum(0.1),
    epochs: 8,
    images: 3000,
  },
  'high-lenet-hinge': {
    right: ['rateTooHigh', 'rateVeryHigh'],
    also: ['underfitting'],
    model: LENET,
    optimizer: adam(0.08),
    loss: 'hinge',
    epochs: 6,
    images: 3000,
  },
  'high-sgd-lenet': {
    right: ['rateTooHigh', 'rateVeryHigh'],
    also: ['underfitting'],
    model: LENET,
    optimizer: momentum(0.15),
    epochs: 8,
    images: 3000,
  },
  'high-sgd-deep': {
    right: ['rateTooHigh', 'rateVeryHigh'],
    also: ['underfitting'],
    model: DEEP,
    optimizer: sgd(1),
    epochs: 8,
    images: 3000,
  },

  'very-high-sgd': { right: ['rateVeryHigh'], model: LENET, optimizer: sgd(30), epochs: 3, images: 2000 },
  'very-high-momentum': { right: ['rateVeryHigh'], model: MLP, optimizer: momentum(10), epochs: 3, images: 2000 },
  'very-high-adam': { right: ['rateVeryHigh'], model: LENET, optimizer: adam(3), epochs: 3, images: 2000 },
  'very-high-mse': { right: ['rateVeryHigh'], model: MLP, optimizer: sgd(5), loss: 'meanSquaredError', epochs: 3, images: 2000 },
  'very-high-adam-vgg': { right: ['rateVeryHigh', 'rateTooHigh'], model: VGG, optimizer: adam(10), epochs: 3, images: 2000 },

  'healthy-lenet': { right: ['healthy'], model: LENET, optimizer: adam(0.003), schedule: 'cosine', epochs: 5, images: 12_000 },
  'healthy-mlp': {
    right: ['healthy', 'overfitting'],
    model: MLP,
    optimizer: adam(0.002),
    schedule: 'cosine',
    epochs: 6,
    images: 12_000,
  },
  'healthy-sgd': { right: ['healthy'], model: LENET, optimizer: momentum(0.02), schedule: 'cosine', epochs: 5, images: 12_000 },
  'healthy-rmsprop': {
    right: ['healthy'],
    model: LENET,
    optimizer: { type: 'rmsprop', lr: 0.001 },
    schedule: 'cosine',
    epochs: 5,
    images: 12_000,
  },
  'healthy-augmented': {
    right: ['healthy'],
    model: LENET,
    optimizer: adam(0.003),
    schedule: 'cosine',
    augment: ['shift'],
    epochs: 8,
    images: 10_000,
  },

  'short-2-steps': { right: ['inconclusive'], model: MLP, optimizer: adam(0.001), epochs: 1, images: 60 },
  'short-1-step': { right: ['inconclusive'], model: LENET, optimizer: sgd(0.01), epochs: 1, images: 32 },
};

/** @param seed of all of them. */
export function realRuns(seed: number): RealRun[] {
  return Object.entries(RECIPES).map(([name, recipe]) => ({
    name,
    right: recipe.right,
    also: recipe.also ?? [],
    config: configOf(name, recipe, seed),
  }));
}

function configOf(name: string, recipe: Recipe, seed: number): Record<string, unknown> {
  const { images = 3000, epochs = 5, batchSize = 32, model, optimizer, schedule = 'constant', loss = 'crossEntropy' } = recipe;
  const data = { dataset: 'mnist', split: { validation: 2000 }, limitTrain: images, limitTest: 100 };
  return {
    ...{ name, seed, model, loss, optimizer, schedule, train: { epochs, batchSize } },
    data: { ...data, augment: recipe.augment ?? [], normalization: recipe.normalization ?? 'standard' },
  };
}
