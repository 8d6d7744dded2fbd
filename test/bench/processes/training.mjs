/** Measures the training steps of a config with cnn-run as a library. */
import { timeSteps } from '../harness/timing.mjs';
import { openTraining } from '../harness/training.mjs';

const spec = JSON.parse(process.argv[2]);
const { experiment, step } = await openTraining(spec.config, spec.threads);
const { engine, network, config } = experiment;
const batch = config.train.batchSize;
const timing = await timeSteps(step, { ...spec, batch }, () => engine.allThreadsReady());
await engine.stopThreads();
const macs = network.layers.reduce((sum, layer) => sum + layer.macs, 0);
console.log(
  JSON.stringify({
    ...timing,
    batch,
    macs,
    parameters: network.parameters.parameters.reduce((sum, { tensor }) => sum + tensor.size, 0),
    // Forward, input gradient and weight gradient; the first layer's input gradient, which nobody computes, is counted too.
    gigaflops: (2 * 3 * macs * batch) / timing.msPerStep / 1e6,
  }),
);
