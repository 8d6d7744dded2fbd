import { floatsOf } from '../tensor/tensor.ts';
import type { Experiment } from './experiment.ts';
import { TrainStep } from './train-step.ts';

/** Bytes of memory, by what they are for. */
export interface MemoryUse {
  readonly parameters: number;
  readonly gradients: number;
  readonly optimizer: number;
  /** Everything that lives for one training step: activations, their gradients, packed filters, partial sums. */
  readonly step: number;
  /** The images and labels, decoded. */
  readonly data: number;
  /** The output of each layer for one batch. */
  readonly activations: readonly number[];
}

/** Lays out one training step and counts. The experiment must be built with `planOnly`. */
export function measureMemory(experiment: Experiment): MemoryUse {
  const { engine, network, optimizer, config, data } = experiment;
  const { batchSize } = config.train;
  new TrainStep(experiment).run(batchSize, 0);
  const parameters = 4 * network.parameters.ranges.reduce((sum, { floats }) => sum + floats, 0);
  const { train, test } = data.dataset;
  return {
    parameters,
    gradients: parameters,
    optimizer: [...optimizer.state.values()].reduce((sum, { floats }) => sum + 4 * floats, 0),
    step: engine.memory.step.peak,
    data: train.pixels.length + train.labels.length + (test === undefined ? 0 : test.pixels.length + test.labels.length),
    activations: network.layers.map(({ output }) => 4 * floatsOf([batchSize, ...output], 'lanes')),
  };
}
