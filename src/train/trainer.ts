import { Turns } from '../base/turns.ts';
import { epochOrder } from '../data/order.ts';
import type { CheckpointKind, RunFolder } from '../records/run-folder.ts';
import { saveCheckpoint } from './checkpoint.ts';
import { divergenceError, findDivergence, findDivergenceIn, validationError } from './divergence.ts';
import { improves, isOutOfPatience, watch } from './early-stopping.ts';
import { Evaluator } from './evaluate.ts';
import type { Experiment } from './experiment.ts';
import { LayerNormsOfStep } from './layer-norms.ts';
import type { Profiler } from './profile/profiler.ts';
import type { RunLog } from './run-log.ts';
import type { EpochResult, TrainingState } from './state.ts';
import { TrainStep } from './train-step.ts';

/** What is told while a training runs. */
export interface TrainingHooks {
  onStep?(progress: StepProgress): void;
  onEpoch?(result: EpochResult, timing: EpochTiming): void;
  onCheckpoint?(kind: CheckpointKind, seconds: number): void;
  /** Asked after every step and every batch of an evaluation: true ends the training there, after saving. */
  isInterrupted?(): boolean;
}

export interface StepProgress {
  /** Counted from 1. */
  readonly step: number;
  readonly epoch: number;
  readonly loss: number;
  readonly learningRate: number;
  /** Images trained on since this process began, and the time that took, evaluations left out. */
  readonly images: number;
  readonly seconds: number;
}

export interface EpochTiming {
  readonly trainSeconds: number;
  readonly evaluationSeconds: number;
  readonly imagesPerSecond: number;
}

export type TrainingEnd = 'completed' | 'stopped early' | 'interrupted';

export interface TrainingOutcome {
  readonly end: TrainingEnd;
  readonly imagesPerSecond: number;
}

/**
 * Trains from `state` on until the plan is fulfilled, the patience is at an end or the user interrupts. `state` is moved
 * along, and saved after every epoch, every `checkpointSteps` steps and on an interrupt.
 */
export class Trainer {
  readonly #experiment: Experiment;
  readonly #run: RunFolder;
  readonly #state: TrainingState;
  readonly #hooks: TrainingHooks;
  readonly #step: TrainStep;
  readonly #evaluator: Evaluator;
  readonly #log: RunLog;
  readonly #profiler: Profiler | undefined;
  readonly #norms: LayerNormsOfStep | undefined;
  readonly #turns = new Turns();
  #lastLoss = 0;
  #images = 0;
  #seconds = 0;

  /**
   * @param log is closed at the end of the training.
   * @param profiler looks at some of the steps.
   */
  constructor(
    experiment: Experiment,
    run: RunFolder,
    state: TrainingState,
    log: RunLog,
    hooks: TrainingHooks,
    profiler?: Profiler,
  ) {
    this.#experiment = experiment;
    this.#run = run;
    this.#state = state;
    this.#hooks = hooks;
    this.#step = new TrainStep(experiment);
    this.#evaluator = new Evaluator(experiment);
    this.#log = log;
    const { layers, tensorboard } = experiment.config.log;
    if (layers || tensorboard) this.#norms = new LayerNormsOfStep(experiment);
    this.#profiler = profiler;
  }

  /** @throws UserError (exit code 1) when a loss or a gradient is not finite; all checkpoints stay as they are. */
  async train(): Promise<TrainingOutcome> {
    const state = this.#state;
    const { totalSteps } = this.#experiment.plan;
    try {
      while (state.finished === undefined) {
        const end = await this.#trainEpoch();
        if (end === 'interrupted') {
          this.#save('last');
          return { end, imagesPerSecond: this.#imagesPerSecond };
        }
        if (this.#isOutOfPatience()) state.finished = 'stopped early';
        else if (state.step >= totalSteps) state.finished = 'completed';
        this.#save('last');
        if (state.finished === undefined && this.#hooks.isInterrupted?.() === true) {
          return { end: 'interrupted', imagesPerSecond: this.#imagesPerSecond };
        }
      }
      return { end: state.finished, imagesPerSecond: this.#imagesPerSecond };
    } finally {
      this.#log.close();
    }
  }

  /** The rest of the epoch under way, then its evaluation. */
  async #trainEpoch(): Promise<'done' | 'interrupted'> {
    const state = this.#state;
    const { config, data, plan } = this.#experiment;
    const epoch = state.epoch + 1;
    const { indices } = data.train;
    const order = config.train.shuffle ? epochOrder(indices, config.seed, epoch) : indices;
    const first = state.step - (epoch - 1) * plan.stepsPerEpoch;
    const imagesBefore = this.#images;
    const secondsBefore = this.#seconds;
    let rate = this.#experiment.schedule(Math.max(0, state.step - 1));
    for (let batch = first; batch < plan.stepsPerEpoch && state.step < plan.totalSteps; batch++) {
      const began = performance.now();
      rate = this.#trainBatch(order, batch, epoch);
      const milliseconds = performance.now() - began;
      this.#seconds += milliseconds / 1000;
      this.#profiler?.spend('steps', milliseconds);
      this.#tellStep(epoch, rate);
      if (await this.#pause()) return 'interrupted';
      const every = config.train.checkpointSteps;
      if (every !== undefined && state.step % every === 0 && batch + 1 < plan.stepsPerEpoch) this.#save('last');
    }
    const began = performance.now();
    const result = await this.#evaluateEpoch(epoch, rate);
    this.#profiler?.spend('evaluation', performance.now() - began);
    if (result === undefined) return 'interrupted';
    const trainSeconds = this.#seconds - secondsBefore;
    const timing = {
      trainSeconds,
      evaluationSeconds: (performance.now() - began) / 1000,
      imagesPerSecond: trainSeconds > 0 ? (this.#images - imagesBefore) / trainSeconds : 0,
    };
    this.#finishEpoch(result, rate, timing);
    return 'done';
  }

  /** One step. @returns the learning rate that it used. */
  #trainBatch(order: Uint32Array, batch: number, epoch: number): number {
    const state = this.#state;
    const { config, data, stage, schedule, plan } = this.#experiment;
    const from = batch * config.train.batchSize;
    const to = Math.min(order.length, from + config.train.batchSize);
    const images = to - from;
    const recorder = this.#profiler?.beginStep(state.step, images, plan.totalSteps - state.step);
    stage.loadAugmented(data.train.set, order, from, to, epoch);
    recorder?.lap('load batch');
    const result = this.#step.run(images, state.step, recorder?.observe);
    const rate = schedule(state.step);
    recorder?.lap('programs');
    this.#log.step(state.step + 1, epoch, images, result, rate);
    recorder?.lap('log');
    if (!Number.isFinite(result.loss) || !Number.isFinite(result.gradientNorm)) {
      throw divergenceError(findDivergence(this.#experiment, images, state.step), result, state.step, rate);
    }
    const isLast = batch + 1 === plan.stepsPerEpoch || state.step + 1 === plan.totalSteps;
    if (isLast) this.#norms?.begin();
    this.#step.update(state.step, rate, recorder?.observe);
    recorder?.lap('update');
    // Before the evaluation, so that whoever interrupts that finds it logged, once.
    if (isLast && this.#norms !== undefined) this.#log.layers(epoch, state.step + 1, this.#norms.end(), this.#norms.views);
    recorder?.end();
    state.step += 1;
    state.sums.loss += result.loss * images;
    state.sums.correct += result.correct;
    state.sums.images += images;
    this.#images += images;
    this.#lastLoss = result.loss;
    return rate;
  }

  /** @returns undefined when the user interrupted. */
  async #evaluateEpoch(epoch: number, rate: number): Promise<EpochResult | undefined> {
    const { sums } = this.#state;
    const train = { epoch, trainLoss: sums.loss / sums.images, trainAccuracy: sums.correct / sums.images };
    const { validation } = this.#experiment.data;
    if (validation === undefined) return train;
    let interrupted = false;
    const { loss, accuracy } = await this.#evaluator.run(validation, async () => {
      interrupted = (await this.#pause()) || interrupted;
      return interrupted;
    });
    if (interrupted) return undefined;
    if (!Number.isFinite(loss)) {
      throw validationError(findDivergenceIn(validation, this.#experiment), loss, this.#state.step, rate);
    }
    return { ...train, valLoss: loss, valAccuracy: accuracy };
  }

  #finishEpoch(result: EpochResult, rate: number, timing: EpochTiming): void {
    const state = this.#state;
    state.epoch = result.epoch;
    state.last = { ...result };
    state.sums = { loss: 0, correct: 0, images: 0 };
    state.watched = watch(this.#experiment.config.train.earlyStopping, state.watched, result);
    this.#log.epoch(result, state.step, rate);
    this.#log.timing(result.epoch, timing.trainSeconds, timing.evaluationSeconds, timing.imagesPerSecond);
    if (improves(result, state.best)) {
      state.best = { ...result };
      // Before `last`: a run that goes on from `last` would not write this `best` again.
      this.#save('best');
    }
    this.#hooks.onEpoch?.(result, timing);
  }

  #isOutOfPatience(): boolean {
    return isOutOfPatience(this.#experiment.config.train.earlyStopping, this.#state.watched);
  }

  #save(kind: CheckpointKind): void {
    const began = performance.now();
    this.#state.logs = this.#log.sync();
    saveCheckpoint(this.#run.checkpointPath(kind), this.#experiment, this.#state, kind === 'last');
    const milliseconds = performance.now() - began;
    this.#profiler?.spend('checkpoints', milliseconds);
    this.#hooks.onCheckpoint?.(kind, milliseconds / 1000);
  }

  #tellStep(epoch: number, learningRate: number): void {
    this.#hooks.onStep?.({
      step: this.#state.step,
      epoch,
      loss: this.#lastLoss,
      learningRate,
      images: this.#images,
      seconds: this.#seconds,
    });
  }

  /** Lets the event loop turn when it is time. @returns whether the user wants to stop. */
  async #pause(): Promise<boolean> {
    if (this.#turns.isDue) {
      await this.#turns.take();
      this.#log.show();
    }
    return this.#hooks.isInterrupted?.() ?? false;
  }

  get #imagesPerSecond(): number {
    return this.#seconds > 0 ? this.#images / this.#seconds : 0;
  }
}
