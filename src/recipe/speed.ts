import type { DataPart } from '../data/prepare.ts';
import { Evaluator } from '../train/evaluate.ts';
import type { Experiment } from '../train/experiment.ts';
import { ShortTrainer, trainingBatches } from '../train/short-training.ts';

/** How fast a network trains and is evaluated on this machine, on so many threads. */
export interface Speed {
  /** Seconds for an image. */
  readonly training: number;
  readonly evaluation: number;
}

/** How long is measured, and before that warmed up, in milliseconds: kernels are compiled anew while the first steps run. */
const MEASURED = 350;
const WARM_UP = 200;
const EVALUATED = 1024;

/** Measures it on the experiment, whose weights are of no use after it. */
export async function measureSpeed(experiment: Experiment): Promise<Speed> {
  const batches = trainingBatches(experiment);
  const trainer = new ShortTrainer(experiment);
  await experiment.engine.allThreadsReady();
  const train = (milliseconds: number) => {
    const until = performance.now() + milliseconds;
    const { results } = trainer.run({ steps: 1_000_000, rate: () => 0, batches, isEnough: () => performance.now() >= until });
    return results.length * experiment.config.train.batchSize;
  };
  train(WARM_UP);
  const began = performance.now();
  const images = train(MEASURED);
  const training = (performance.now() - began) / 1000 / images;
  const { validation, train: part } = experiment.data;
  return { training, evaluation: await secondsPerImage(experiment, validation ?? part) };
}

async function secondsPerImage(experiment: Experiment, { set, indices }: DataPart): Promise<number> {
  const evaluator = new Evaluator(experiment);
  const some = { set, indices: indices.slice(0, EVALUATED) };
  // The first batch is captured.
  await evaluator.run(some, async () => false);
  const began = performance.now();
  await evaluator.run(some, async () => false);
  return (performance.now() - began) / 1000 / some.indices.length;
}
