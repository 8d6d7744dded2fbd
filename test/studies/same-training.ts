import { experimentSchema } from '../../src/config/schema.ts';
import { normalizationFactors } from '../../src/data/normalization.ts';
import { epochOrder } from '../../src/data/order.ts';
import type { DataPart } from '../../src/data/prepare.ts';
import type { Preference } from '../../src/ops/conv2d/algorithm.ts';
import { type ReferenceOptions, referenceOptimizer } from '../../src/optim/optimizer.reference.ts';
import { Evaluator } from '../../src/train/evaluate.ts';
import { buildExperiment, type Experiment } from '../../src/train/experiment.ts';
import { TrainStep } from '../../src/train/train-step.ts';
import { Float64Network } from './float64-network.ts';

/** A short training: the loss before each step, and the accuracy on the test images after the last, 0 to 1. */
export interface Course {
  readonly losses: readonly number[];
  readonly accuracy: number;
}

export interface ShortTraining {
  readonly seed: number;
  readonly steps: number;
  /** Images that the accuracy is measured on. */
  readonly testImages: number;
}

/** A small VGG with batch normalisation, on small images that take no file. */
function experimentOf({ seed, steps, testImages }: ShortTraining, convolution: Preference): Experiment {
  const config = experimentSchema.parse({
    seed,
    data: { dataset: 'synthetic', channels: 1, height: 16, width: 16, classes: 4, train: 800, test: testImages, noise: 2 },
    model: { architecture: 'vgg', channels: [8, 16], depth: 2 },
    optimizer: { type: 'sgd', lr: 0.03, momentum: 0.9 },
    train: { steps, batchSize: 8, convolution },
  });
  return buildExperiment(config, { threads: 1 });
}

/** By the kernels, with convolutions computed as `convolution` says. */
export async function trainOnKernels(training: ShortTraining, convolution: Preference): Promise<Course> {
  const experiment = experimentOf(training, convolution);
  const step = new TrainStep(experiment);
  const losses: number[] = [];
  eachBatch(experiment, (order, from, to, index) => {
    experiment.stage.load(experiment.data.train.set, order, from, to);
    losses.push(step.run(to - from, index).loss);
    step.update(index, experiment.schedule(index));
  });
  const { accuracy } = await new Evaluator(experiment).run(testOf(experiment), async () => false);
  return { losses, accuracy };
}

/** By the plain references in float64: the same initial weights, the same batches. */
export function trainInFloat64(training: ShortTraining): Course {
  const experiment = experimentOf(training, 'direct');
  const { config, data } = experiment;
  const network = new Float64Network(experiment.network);
  const names = [...network.parameters.keys()];
  const decays = new Map(experiment.network.parameters.parameters.map(({ name, declaration }) => [name, declaration.decays]));
  const flat = (values: ReadonlyMap<string, Float64Array>) => names.flatMap((name) => [...(values.get(name) ?? [])]);
  const optimizer = referenceOptimizer(
    config.optimizer.type,
    config.optimizer as unknown as ReferenceOptions,
    flat(network.parameters),
    names.flatMap((name) => Array.from(network.parameters.get(name) ?? [], () => decays.get(name) === true)),
  );
  const losses: number[] = [];
  eachBatch(experiment, (order, from, to, index) => {
    const { images, labels } = batch(experiment, data.train, order, from, to);
    const { loss, gradients } = network.step(images, labels);
    losses.push(loss);
    optimizer.update(flat(gradients), experiment.schedule(index));
    let offset = 0;
    for (const values of network.parameters.values()) {
      values.set(optimizer.weights.slice(offset, offset + values.length));
      offset += values.length;
    }
  });
  const test = testOf(experiment);
  const { images, labels } = batch(experiment, test, test.indices, 0, test.indices.length);
  const right = network.classify(images, labels.length).filter((answer, i) => answer === labels[i]).length;
  return { losses, accuracy: right / labels.length };
}

/** The batches of a training in their order. @param visit is told which examples of which order make the step. */
function eachBatch(
  { config, data, plan }: Experiment,
  visit: (order: Uint32Array, from: number, to: number, step: number) => void,
): void {
  const { batchSize } = config.train;
  for (let step = 0; step < plan.totalSteps; step++) {
    const epoch = Math.floor(step / plan.stepsPerEpoch);
    const order = epochOrder(data.train.indices, config.seed, epoch + 1);
    const from = (step % plan.stepsPerEpoch) * batchSize;
    visit(order, from, Math.min(order.length, from + batchSize), step);
  }
}

/** Images normalised in float64, and their classes. */
function batch({ data }: Experiment, { set }: DataPart, order: Uint32Array, from: number, to: number) {
  const { channels, height, width } = data.dataset;
  const { scale, shift } = normalizationFactors(data.normalization);
  const length = channels * height * width;
  const images = new Float64Array((to - from) * length);
  const labels = Array.from(order.subarray(from, to), (example, i) => {
    for (let j = 0; j < length; j++) {
      const c = Math.floor(j / (height * width));
      images[i * length + j] = (set.pixels[example * length + j] as number) * (scale[c] as number) + (shift[c] as number);
    }
    return set.labels[example] as number;
  });
  return { images, labels };
}

function testOf({ data }: Experiment): DataPart {
  if (data.test === undefined) throw new Error('there are no test images');
  return data.test;
}
