import { floatsOf } from '../tensor/tensor.ts';
import { Evaluator } from './evaluate.ts';
import { type Experiment, evaluationBatchSize } from './experiment.ts';
import { residentBytes } from './resident-images.ts';
import { TrainStep } from './train-step.ts';

/** Bytes of memory, by what they are for. */
export interface MemoryUse {
  readonly parameters: number;
  readonly gradients: number;
  readonly optimizer: number;
  /** What lives for one step at most: activations, their gradients, packed filters, partial sums; of the largest program. */
  readonly step: number;
  /** The images and labels, decoded: twice, until those outside of the engine's memory are collected as garbage. */
  readonly data: number;
  /** Checkpoints: the one that is written, and those before that were not collected as garbage yet. */
  readonly checkpoint: number;
  /** The other threads' own memory. */
  readonly threads: number;
  /** Node.js, our code and what it keeps: all the rest of this process, and what grows in a training. */
  readonly process: number;
  /** The output of each layer for one batch. */
  readonly activations: readonly number[];
}

/** What a thread more takes: its instance of V8 with the compiled kernels. Measured; 9 to 11 MB. */
const THREAD_BYTES = 10_000_000;
/** What a training compiles and loads beyond what is here already. Measured; 0 to 8 MB. */
const TRAINING_BYTES = 3_000_000;
/** By how much the heap of JavaScript grows in an epoch, until it levels off. Measured. */
const EPOCH_BYTES = 250_000;
const LEVEL_BYTES = 12_000_000;
/** Garbage outside of that heap that is collected at the latest when there is so much of it. Measured. */
const GARBAGE_BYTES = 16_000_000;

/**
 * The memory that a training of this experiment takes at its peak, all parts together that of the process. Lays out all that
 * it runs (steps with whole batches and with the last, the update, an evaluation), and takes this process, in which the same
 * data and network are loaded, for the rest. The experiment must be built with `planOnly`.
 */
export async function measureMemory(experiment: Experiment): Promise<MemoryUse> {
  const { engine, network, optimizer, config, data, plan } = experiment;
  const { batchSize } = config.train;
  await layOut(experiment);
  const parameters = 4 * network.parameters.ranges.reduce((sum, { floats }) => sum + floats, 0);
  const state = [...optimizer.state.values()].reduce((sum, { floats }) => sum + 4 * floats, 0);
  const { train, test } = data.dataset;
  const dataBytes =
    train.pixels.length + train.labels.length + (test === undefined ? 0 : test.pixels.length + test.labels.length);
  // The best and the last of an epoch.
  const checkpoints = parameters + (parameters + state);
  const growth = TRAINING_BYTES + Math.min(LEVEL_BYTES, plan.epochs * EPOCH_BYTES);
  return {
    parameters,
    gradients: parameters,
    optimizer: state,
    step: engine.memory.step.peak,
    data: dataBytes + residentBytes(data),
    checkpoint: Math.min(plan.epochs * checkpoints, Math.max(GARBAGE_BYTES, checkpoints)),
    threads: (engine.threads - 1) * THREAD_BYTES,
    // The data and the weights are there already; nothing has touched the other buffers.
    process: process.memoryUsage.rss() + growth - dataBytes - parameters,
    activations: network.layers.map(({ output }) => 4 * floatsOf([batchSize, ...output], 'lanes')),
  };
}

async function layOut(experiment: Experiment): Promise<void> {
  const { config, data, plan } = experiment;
  const { batchSize, dropLast } = config.train;
  const step = new TrainStep(experiment);
  // The place where augmented images are made counts as the process's, which it is a part of once it was written to.
  if (experiment.augmenter !== undefined) experiment.stage.loadAugmented(data.train.set, data.train.indices, 0, batchSize, 1);
  step.run(batchSize, 0);
  const rest = data.train.indices.length % batchSize;
  if (rest > 0 && !dropLast && plan.totalSteps >= plan.stepsPerEpoch) step.run(rest, 0);
  step.update(0, 0);
  const evaluator = new Evaluator(experiment);
  for (const part of [data.validation, data.test]) {
    if (part === undefined) continue;
    const { set, indices } = part;
    await evaluator.run({ set, indices: indices.subarray(0, evaluationBatchSize(config.train)) }, async () => false);
  }
}
