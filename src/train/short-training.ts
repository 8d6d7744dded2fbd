import { Turns } from '../base/turns.ts';
import { epochOrder } from '../data/order.ts';
import type { DataPart } from '../data/prepare.ts';
import type { Experiment } from './experiment.ts';
import { type StepResult, TrainStep } from './train-step.ts';

/** Which examples a step takes: `order[from..to)` of the training set. */
interface Batch {
  readonly order: Uint32Array;
  readonly from: number;
  readonly to: number;
  /** Counted from 1. */
  readonly epoch: number;
}

/** The batch of a step, steps counted from 0. */
export type Batches = (step: number) => Batch;

export interface ShortTrainingPlan {
  readonly steps: number;
  /** The learning rate of a step, counted from 0. */
  readonly rate: (step: number) => number;
  readonly batches: Batches;
  /** Asked after every step; true ends the training there. */
  readonly isEnough?: (step: number, results: readonly StepResult[]) => boolean;
}

/** What a short training did: a result for each step, measured before its update. */
export interface ShortTraining {
  readonly results: readonly StepResult[];
  /** `diverged`: the last result holds a loss or gradient that is not finite, and no update followed it. */
  readonly end: 'done' | 'enough' | 'diverged';
}

/**
 * Trains an experiment for some steps, in place and without a run: no logs, no evaluation, no checkpoints. Steps are captured
 * once, so that many trainings of one experiment cost no more than their steps. Put weights back with a `Snapshot`.
 */
export class ShortTrainer {
  readonly #experiment: Experiment;
  readonly #step: TrainStep;

  constructor(experiment: Experiment) {
    this.#experiment = experiment;
    this.#step = new TrainStep(experiment);
  }

  run(plan: ShortTrainingPlan): ShortTraining {
    const work = this.#work(plan);
    for (;;) {
      const { done, value } = work.next();
      if (done === true) return value;
    }
  }

  /** The same, letting signals and the display have their turns. */
  async runInTurns(plan: ShortTrainingPlan): Promise<ShortTraining> {
    const turns = new Turns();
    const work = this.#work(plan);
    for (;;) {
      const { done, value } = work.next();
      if (done === true) return value;
      if (turns.isDue) await turns.take();
    }
  }

  /** Yields after every step. */
  *#work({ steps, rate, batches, isEnough }: ShortTrainingPlan): Generator<void, ShortTraining> {
    const results: StepResult[] = [];
    for (let step = 0; step < steps; step++) {
      const result = this.measure(batches(step), step);
      results.push(result);
      if (!Number.isFinite(result.loss) || !Number.isFinite(result.gradientNorm)) return { results, end: 'diverged' };
      this.#step.update(step, rate(step));
      if (isEnough?.(step, results) === true) return { results, end: 'enough' };
      yield;
    }
    return { results, end: 'done' };
  }

  /** Forward and backward of one batch as a training step does it, without the update. */
  measure({ order, from, to, epoch }: Batch, step: number): StepResult {
    const { stage, data } = this.#experiment;
    stage.loadAugmented(data.train.set, order, from, to, epoch);
    return this.#step.run(to - from, step);
  }
}

/** The batches of a training from its start, in the order in which the training itself would take them. */
export function trainingBatches({ config, data }: Experiment): Batches {
  const { indices } = data.train;
  const { batchSize, shuffle } = config.train;
  // Whole batches only: a trial compares losses, and a batch of three says little.
  const perEpoch = Math.max(1, Math.floor(indices.length / batchSize));
  const orders = new Map<number, Uint32Array>();
  return (step) => {
    const epoch = Math.floor(step / perEpoch) + 1;
    const order = orders.get(epoch) ?? (shuffle ? epochOrder(indices, config.seed, epoch) : indices);
    orders.set(epoch, order);
    const from = (step % perEpoch) * batchSize;
    return { order, from, to: Math.min(order.length, from + batchSize), epoch };
  };
}

/** The same few examples over and over, in batches of equal size. @param part holds whole batches. */
export function repeatedBatches({ indices }: Pick<DataPart, 'indices'>, batchSize: number): Batches {
  const count = Math.max(1, Math.floor(indices.length / batchSize));
  return (step) => ({
    order: indices,
    from: (step % count) * batchSize,
    to: Math.min(indices.length, ((step % count) + 1) * batchSize),
    epoch: Math.floor(step / count) + 1,
  });
}
