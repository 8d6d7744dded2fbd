import { loadAs } from '../../../dist/config/load.js';
import { experimentSchema } from '../../../dist/config/schema.js';
import { buildExperiment } from '../../../dist/train/experiment.js';
import { TrainStep } from '../../../dist/train/train-step.js';

/** Builds what a config says. @returns it, with a function that does step i, batch laid out and weights changed, and gives its loss. */
export async function openTraining(file, threads) {
  const { config } = await loadAs(experimentSchema, file);
  const experiment = buildExperiment(config, { threads });
  const { stage, data } = experiment;
  const training = new TrainStep(experiment);
  const { batchSize } = config.train;
  const batches = Math.floor(data.train.indices.length / batchSize);
  return {
    experiment,
    step(i) {
      const from = (i % batches) * batchSize;
      stage.load(data.train.set, data.train.indices, from, from + batchSize);
      const { loss } = training.run(batchSize, i);
      training.update(i, config.optimizer.lr);
      return loss;
    },
  };
}
