import { median } from '../../base/median.ts';
import { Evaluator } from '../evaluate.ts';
import type { Experiment } from '../experiment.ts';
import { TrainStep } from '../train-step.ts';
import type { SessionRecord } from './session-record.ts';

/** A small network is trained for a while longer: its first steps are slow until its kernels are compiled well. */
const LEAST_SECONDS = 0.25;

/** What the parts of a training take on this machine, in seconds. */
export interface Speed {
  readonly image: number;
  readonly evaluatedImage: number;
  /** 0 where none was saved to measure it. */
  readonly checkpoint: number;
}

/**
 * The speed of the sessions that were recorded, and where those were too short to tell, of some more steps.
 * @param experiment one with the short data, whose weights are not needed any more
 * @param pause is awaited between steps; when it says true, the rest is left out.
 */
export async function measureSpeed(
  records: readonly SessionRecord[],
  experiment: Experiment,
  pause: () => Promise<boolean>,
): Promise<Speed> {
  const { batchSize } = experiment.config.train;
  // The first step of a session is captured, which takes longer.
  const seen = records.flatMap(({ steps }) => steps.slice(1).filter(({ images }) => images === batchSize));
  const steps = seen.map(({ seconds }) => seconds);
  if (sumOf(steps) < LEAST_SECONDS) steps.splice(0, steps.length, ...(await timeSteps(experiment, pause)));
  const checkpoints = records.flatMap((record) => record.checkpoints.map(({ seconds }) => seconds));
  return {
    image: typical(steps) / batchSize,
    evaluatedImage: await evaluationOf(records, experiment, pause),
    checkpoint: checkpoints.length === 0 ? 0 : median(checkpoints),
  };
}

/** How long the real training and its evaluations will take at this speed, in seconds. Early stopping may end it before. */
export function predictSeconds({ config, data, plan }: Experiment, speed: Speed): number {
  const { batchSize, dropLast, checkpointSteps } = config.train;
  const { train, validation, test } = data.summary.counts;
  const wholeEpochs = Math.floor(plan.totalSteps / plan.stepsPerEpoch);
  const imagesPerEpoch = dropLast ? plan.stepsPerEpoch * batchSize : train;
  const trained = wholeEpochs * imagesPerEpoch + (plan.totalSteps % plan.stepsPerEpoch) * batchSize;
  const evaluated = plan.epochs * validation + test;
  const checkpoints = 2 * plan.epochs + (checkpointSteps === undefined ? 0 : Math.floor(plan.totalSteps / checkpointSteps));
  return trained * speed.image + evaluated * speed.evaluatedImage + checkpoints * speed.checkpoint;
}

async function timeSteps(experiment: Experiment, pause: () => Promise<boolean>): Promise<number[]> {
  const { config, data, stage, schedule } = experiment;
  const step = new TrainStep(experiment);
  const seconds: number[] = [];
  for (let number = 0, spent = 0; spent < LEAST_SECONDS; number++) {
    const began = performance.now();
    stage.load(data.train.set, data.train.indices, 0, config.train.batchSize);
    step.run(config.train.batchSize, number);
    step.update(number, schedule(0));
    seconds.push((performance.now() - began) / 1000);
    spent += seconds.at(-1) ?? 0;
    if (await pause()) break;
  }
  return seconds;
}

/** Of the epochs after the first of a session, in which the evaluation is captured, and of some more of small networks. */
async function evaluationOf(
  records: readonly SessionRecord[],
  experiment: Experiment,
  pause: () => Promise<boolean>,
): Promise<number> {
  const { validation, test } = experiment.data;
  const part = validation ?? test;
  if (part === undefined) return 0;
  const images = part.indices.length;
  const seen = records.flatMap(({ epochs }) => epochs.slice(1).map(({ evaluationSeconds }) => evaluationSeconds));
  if (validation !== undefined && sumOf(seen) >= LEAST_SECONDS / 4) return Math.min(...seen) / images;
  const evaluator = new Evaluator(experiment);
  const seconds: number[] = [];
  for (let spent = 0; seconds.length < 2 || spent < LEAST_SECONDS / 2; ) {
    const began = performance.now();
    await evaluator.run(part, async () => false);
    seconds.push((performance.now() - began) / 1000);
    spent += seconds.at(-1) ?? 0;
    if (await pause()) break;
  }
  return typical(seconds) / images;
}

/** The median of the faster half: without the first ones, and those that something else on the machine held up. */
function typical(seconds: readonly number[]): number {
  const sorted = seconds.toSorted((a, b) => a - b);
  return median(sorted.slice(0, Math.ceil(sorted.length / 2)));
}

function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0);
}
