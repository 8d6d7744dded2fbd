/** Measures the training steps of a config on some threads for two seconds after a warm-up; prints one line of JSON. */
import { loadAs } from '../../dist/config/load.js';
import { experimentSchema } from '../../dist/config/schema.js';
import { buildExperiment } from '../../dist/train/experiment.js';
import { TrainStep } from '../../dist/train/train-step.js';

const { config } = await loadAs(experimentSchema, process.argv[2]);
const experiment = buildExperiment(config, { threads: Number(process.argv[3] ?? 1) });
await experiment.engine.allThreadsReady();
const { stage, data, network } = experiment;
const step = new TrainStep(experiment);
const { batchSize } = config.train;
const batches = Math.floor(data.train.indices.length / batchSize);

let steps = 0;
function trainFor(milliseconds) {
  const began = performance.now();
  const first = steps;
  while (performance.now() - began < milliseconds) {
    const from = (steps % batches) * batchSize;
    stage.load(data.train.set, data.train.indices, from, from + batchSize);
    step.run(batchSize, steps);
    step.update(steps, 1e-4);
    steps += 1;
  }
  return (performance.now() - began) / (steps - first);
}

trainFor(500);
const msPerStep = trainFor(2000);
const macs = network.layers.reduce((sum, layer) => sum + layer.macs, 0);
await experiment.engine.stopThreads();
console.log(
  JSON.stringify({
    msPerStep,
    imagesPerSecond: (1000 * batchSize) / msPerStep,
    gigaflops: (6 * macs * batchSize) / msPerStep / 1e6,
    peakMegabytes: process.resourceUsage().maxRSS / 1000,
  }),
);
