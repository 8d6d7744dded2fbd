import { Random } from '../../src/base/random.ts';
import type { ExperimentConfig } from '../../src/config/schema.ts';
import type { ImageSet } from '../../src/data/dataset.ts';
import type { PreparedData } from '../../src/data/prepare.ts';
import type { Layer, LayerSpec } from '../../src/nn/layer.ts';
import { layersOf } from '../../src/nn/model.ts';
import type { BuiltLayer } from '../../src/nn/network.ts';
import { multiply } from '../../src/ops/elementwise/elementwise.ts';
import { softmax } from '../../src/ops/softmax/softmax.ts';
import type { Tensor } from '../../src/tensor/tensor.ts';
import type { Experiment } from '../../src/train/experiment.ts';

/** A real mistake, and how it is planted in a healthy set-up: into its config, its data, or what was built of them. */
export interface Bug {
  readonly id: string;
  readonly title: string;
  /** The checks whose complaint is the right reading of it. */
  readonly foundBy: readonly string[];
  readonly config?: (config: ExperimentConfig) => ExperimentConfig;
  readonly data?: (data: PreparedData, seed: number) => PreparedData;
  readonly experiment?: (experiment: Experiment, seed: number) => Experiment;
  /** Set-ups where it makes no sense are left out. */
  readonly fits?: (config: ExperimentConfig) => boolean;
  /** Found by a check that is only run when asked for. */
  readonly onDemand?: boolean;
}

export const BUGS: readonly Bug[] = [
  {
    id: 'labelsShuffled',
    title: 'labels shuffled',
    foundBy: ['labels', 'generalization'],
    data: (data, seed) => withTrainingLabels(data, (labels) => shuffled(labels, seed), true),
  },
  {
    id: 'labelsMisaligned',
    title: 'labels one example off',
    foundBy: ['labels', 'generalization'],
    data: (data) => withTrainingLabels(data, (labels) => labels.map((_, i) => labels[(i + 1) % labels.length] as number), true),
  },
  {
    id: 'labelsFromOne',
    title: 'labels counted from 1',
    foundBy: ['classes'],
    data: (data) => relabelled(data, (label) => label + 1, 1),
  },
  {
    id: 'labelsOffByOne',
    title: 'labels off by one in training only',
    foundBy: ['labels', 'generalization'],
    data: (data) => withTrainingLabels(data, (labels) => labels.map((label) => (label + 1) % data.dataset.classes.length), false),
  },
  {
    id: 'softmaxLayer',
    title: 'softmax before the cross-entropy (a layer)',
    foundBy: ['outputs'],
    config: (config) => withLayers(config, (layers) => [...layers, { type: 'softmax' }]),
  },
  {
    id: 'softmaxInLoss',
    title: 'softmax before the cross-entropy (in the loss)',
    foundBy: ['overfit', 'outputs'],
    experiment: (experiment) => withLoss(experiment, (logits, labels) => experiment.loss.apply(softmax(logits), labels)),
  },
  {
    id: 'lossSign',
    title: 'loss sign flipped',
    foundBy: ['initialLoss'],
    experiment(experiment) {
      const minusOne = experiment.engine.persistent([], 'dense').set([-1]);
      return withLoss(experiment, (logits, labels) => multiply(experiment.loss.apply(logits, labels), minusOne));
    },
  },
  {
    id: 'rateTooHigh',
    title: 'learning rate 100 times too high',
    foundBy: ['overfit', 'learningRate', 'layerStatistics'],
    config: (config) => withOptimizer(config, { lr: 100 * Number(config.optimizer.lr) }),
  },
  {
    id: 'rateTooLow',
    title: 'learning rate 100 times too low',
    foundBy: ['overfit', 'learningRate', 'layerStatistics'],
    config: (config) => withOptimizer(config, { lr: Number(config.optimizer.lr) / 100 }),
  },
  {
    id: 'zeroInit',
    title: 'all weights start at zero',
    foundBy: ['gradientFlow', 'inputMatters'],
    config: (config) =>
      withLayers(config, (layers) => layers.map((layer) => ('init' in layer ? { ...layer, init: 'zeros' } : layer))),
  },
  {
    id: 'largeInit',
    title: 'initial weights far too large (deviation 1)',
    foundBy: ['initialLoss', 'layerStatistics', 'overfit'],
    experiment: (experiment, seed) => withWeights(experiment, seed, () => true),
  },
  {
    id: 'bytesAsInputs',
    title: 'inputs not normalised (0 to 255)',
    foundBy: ['inputs'],
    config: (config) => ({ ...config, data: { ...config.data, normalization: 'none' } }),
  },
  {
    id: 'constantInputs',
    title: 'inputs normalised to constants',
    foundBy: ['inputs'],
    data: (data) => ({ ...data, normalization: { ...data.normalization, std: data.normalization.std.map(() => 1e6) } }),
  },
  {
    id: 'reluAtTheEnd',
    title: 'ReLU after the last layer',
    foundBy: ['outputs'],
    config: (config) => withLayers(config, (layers) => [...layers, { type: 'relu' }]),
  },
  {
    id: 'heavyDropout',
    title: 'dropout 0.95',
    foundBy: ['modes', 'learningRate'],
    config: (config) =>
      withLayers(config, (layers) => [...layers.slice(0, -1), { type: 'dropout', p: 0.95 }, ...layers.slice(-1)]),
  },
  { id: 'frozenLayer', title: 'a frozen layer', foundBy: ['updates'], experiment: frozen },
  { id: 'detachedBranch', title: 'a part cut off from the loss (detached)', foundBy: ['gradientFlow'], experiment: detached },
  {
    id: 'weightDecayOne',
    title: 'weight decay 1',
    foundBy: ['regularization', 'learningRate'],
    config: (config) => withOptimizer(config, { weightDecay: 1 }),
  },
  {
    id: 'wrongClasses',
    title: 'wrong number of classes',
    foundBy: ['classes'],
    config: (config) => ({ ...config, data: { ...config.data, classes: 100 } }),
  },
  {
    id: 'validationInTraining',
    title: 'validation images in the training set',
    foundBy: ['leakage'],
    data(data, seed) {
      const { validation, train } = data;
      if (validation === undefined) return data;
      const half = shuffled(Uint32Array.from(validation.indices), seed).slice(0, validation.indices.length / 2);
      return { ...data, train: { ...train, indices: Uint32Array.from([...train.indices, ...half]).sort() } };
    },
  },
  {
    id: 'sortedByClass',
    title: 'not shuffled, sorted by class',
    foundBy: ['order'],
    config: (config) => ({ ...config, train: { ...config.train, shuffle: false } }),
    data(data) {
      const { set, indices } = data.train;
      const sorted = indices.slice().sort((a, b) => (set.labels[a] as number) - (set.labels[b] as number) || a - b);
      return { ...data, train: { set, indices: sorted } };
    },
  },
  {
    id: 'augmentationDestroysLabel',
    title: 'rotation that destroys the label (6 and 9)',
    foundBy: ['augmentation'],
    config: (config) => ({ ...config, data: { ...config.data, augment: [{ type: 'rotate', degrees: 180, fill: 0 }] } }),
  },
  {
    id: 'flipsDestroyLabel',
    title: 'flips that destroy the label',
    foundBy: ['augmentation'],
    config: (config) => ({
      ...config,
      data: {
        ...config.data,
        augment: [
          { type: 'flipHorizontal', p: 0.5 },
          { type: 'flipVertical', p: 0.5 },
        ],
      },
    }),
  },
  {
    id: 'batchNormInEvaluation',
    title: 'batch normalisation stuck in evaluation mode',
    foundBy: ['batchIndependence'],
    fits: (config) => JSON.stringify(layersOf(config.model)).includes('batchNorm'),
    experiment: (experiment) =>
      withForward(experiment, (x, mode, observe) => experiment.network.forward(x, { ...mode, training: false }, observe)),
  },
  {
    id: 'saturation',
    title: 'saturating activations without scaling',
    foundBy: ['layerStatistics', 'initialLoss', 'trainedLayers'],
    config: (config) =>
      withLayers(config, (layers) =>
        layers
          .filter(({ type }) => !type.startsWith('batchNorm'))
          .map((layer) => (layer.type === 'relu' ? { type: 'tanh' } : layer)),
      ),
    experiment: (experiment, seed) => withWeights(experiment, seed, (i, last) => i < last),
  },
  {
    id: 'longMomentum',
    title: 'momentum 0.999',
    foundBy: ['optimizerSettings', 'learningRate', 'overfit'],
    config: (config) => withOptimizer(config, 'beta1' in config.optimizer ? { beta1: 0.999 } : { momentum: 0.999 }),
  },
  {
    id: 'tinyClipping',
    title: 'gradients clipped at 1e-6',
    foundBy: ['optimizerSettings', 'updates'],
    config: (config) => withOptimizer(config, { clipNorm: 1e-6 }),
  },
  { id: 'mixedExamples', title: 'examples mixed across the batch', foundBy: ['batchIndependence'], experiment: mixed },
  {
    id: 'wrongGradient',
    title: 'a backward pass that gives twice the gradient (--gradcheck)',
    foundBy: ['gradientCheck'],
    onDemand: true,
    experiment: doubled,
  },
  {
    id: 'otherTestImages',
    title: 'validation images normalised otherwise (inverted)',
    foundBy: ['labels', 'generalization'],
    data: (data) => ({
      ...data,
      ...(data.validation === undefined
        ? {}
        : {
            validation: {
              ...data.validation,
              set: { ...data.validation.set, pixels: data.validation.set.pixels.map((value) => 255 - value) },
            },
          }),
    }),
  },
];

function withOptimizer(config: ExperimentConfig, options: Readonly<Record<string, unknown>>): ExperimentConfig {
  return { ...config, optimizer: { ...config.optimizer, ...options } as ExperimentConfig['optimizer'] };
}

function withLayers(config: ExperimentConfig, change: (layers: readonly LayerSpec[]) => readonly LayerSpec[]): ExperimentConfig {
  return { ...config, model: change(layersOf(config.model)) as ExperimentConfig['model'] };
}

/** @param alsoValidation whether the validation images, which are of the same set, get the new labels too. */
function withTrainingLabels(
  data: PreparedData,
  change: (labels: Uint8Array) => Uint8Array,
  alsoValidation: boolean,
): PreparedData {
  const set = { ...data.train.set, labels: change(data.train.set.labels) };
  const { validation } = data;
  return {
    ...data,
    train: { ...data.train, set },
    ...(alsoValidation ? { dataset: { ...data.dataset, train: set } } : {}),
    validation: alsoValidation && validation !== undefined ? { ...validation, set } : validation,
  };
}

function relabelled(data: PreparedData, change: (label: number) => number, more: number): PreparedData {
  const sets = new Map<ImageSet, ImageSet>();
  const changed = <P extends { readonly set: ImageSet } | undefined>(part: P): P => {
    if (part === undefined) return part;
    const set = sets.get(part.set) ?? { ...part.set, labels: part.set.labels.map(change) };
    sets.set(part.set, set);
    return { ...part, set };
  };
  const classes = [...data.dataset.classes, ...Array.from({ length: more }, (_, i) => `more ${i}`)];
  const [train, validation, test] = [changed(data.train), changed(data.validation), changed(data.test)];
  return { ...data, train, validation, test, dataset: { ...data.dataset, classes, train: train.set, test: test?.set } };
}

function shuffled<T extends Uint8Array | Uint32Array>(values: T, seed: number): T {
  const order = Uint32Array.from(values);
  Random.derive(seed, 'planted').shuffle(order);
  const result = values.slice() as T;
  result.set(order);
  return result;
}

function withLoss(experiment: Experiment, apply: Experiment['loss']['apply']): Experiment {
  const { loss } = experiment;
  return { ...experiment, loss: { name: loss.name, expectedInitialLoss: (classes) => loss.expectedInitialLoss(classes), apply } };
}

function withForward(experiment: Experiment, forward: Experiment['network']['forward']): Experiment {
  const { layers, parameters, buffers } = experiment.network;
  return { ...experiment, network: { layers, parameters, buffers, forward } as unknown as Experiment['network'] };
}

/** Weights of standard deviation 1, whatever the layer; those of which `which` is true, counted from 0 up to `last`. */
function withWeights(experiment: Experiment, seed: number, which: (index: number, last: number) => boolean): Experiment {
  const weights = experiment.network.parameters.parameters.filter(({ declaration }) => declaration.decays);
  for (const [i, { tensor, name }] of weights.entries()) {
    if (!which(i, weights.length - 1)) continue;
    const random = Random.derive(seed, 'planted weights', name);
    tensor.set(Float32Array.from({ length: tensor.size }, () => random.normal()));
  }
  return experiment;
}

/** The first layer with weights never changes. */
function frozen(experiment: Experiment): Experiment {
  const { engine, optimizer, network } = experiment;
  const [first] = network.parameters.parameters;
  if (first === undefined) return experiment;
  const kept = engine.memory.allocate(4 * first.tensor.floats);
  const copy = (from: number, to: number) => engine.run('copy', from, to, first.tensor.floats);
  return {
    ...experiment,
    optimizer: {
      state: optimizer.state,
      prepare: (step, rate) => optimizer.prepare(step, rate),
      measure: () => optimizer.measure(),
      update() {
        copy(first.tensor.address, kept);
        optimizer.update();
        copy(kept, first.tensor.address);
      },
      get gradientNorm() {
        return optimizer.gradientNorm;
      },
    },
  };
}

/** No gradient goes through the second layer with weights. */
function detached(experiment: Experiment): Experiment {
  const second = experiment.network.layers.filter(({ spec }) => 'init' in spec)[1];
  if (second === undefined) return experiment;
  changeForward(second, (x, run) => experiment.engine.tape.withoutGradients(() => run(x)));
  return experiment;
}

/** Each row of what goes into the last layer has a part of the next row's in it. */
function mixed(experiment: Experiment): Experiment {
  const last = experiment.network.layers.at(-1);
  if (last === undefined) return experiment;
  changeForward(last, (x, run) => {
    const { engine } = x;
    const y = run(x);
    const row = 4 * y.lanes;
    const [rows = 1] = y.shape;
    const z = engine.output(y.shape, y.layout, [y]);
    for (let i = 0; i < rows; i++)
      engine.run('sum_of_two', y.address + i * row, y.address + ((i + 1) % rows) * row, z.address + i * row, y.lanes);
    engine.tape.record(z, (dz) => y.receiveShared(dz), []);
    return z;
  });
  return experiment;
}

/** Behind the first layer with weights the gradient is twice what it should be. */
function doubled(experiment: Experiment): Experiment {
  const first = experiment.network.layers.find(({ spec }) => 'init' in spec);
  if (first === undefined) return experiment;
  changeForward(first, (x, run) => {
    const { engine } = x;
    const y = run(x);
    const z = engine.output(y.shape, y.layout, [y]);
    engine.copy(y.address, z.address, y.floats);
    engine.tape.record(
      z,
      (dz) => {
        y.receiveShared(dz);
        y.receiveShared(dz);
      },
      [],
    );
    return z;
  });
  return experiment;
}

function changeForward(built: BuiltLayer, change: (x: Tensor, run: (x: Tensor) => Tensor) => Tensor): void {
  const layer = built.layer as { forward: Layer['forward'] };
  const forward = layer.forward;
  layer.forward = (x, mode, epilogue, branches) => change(x, (value) => forward(value, mode, epilogue, branches));
}
