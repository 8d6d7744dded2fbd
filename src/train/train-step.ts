import { countCorrect } from '../ops/count-correct/count-correct.ts';
import type { Program } from '../tensor/program.ts';
import type { Experiment } from './experiment.ts';

/** What one step measured, before the weights were changed. */
export interface StepResult {
  /** Mean loss of the batch. */
  readonly loss: number;
  readonly correct: number;
  /** Global L2 norm of the gradients, before clipping. */
  readonly gradientNorm: number;
}

const LOSS = 0;
const CORRECT = 1;

/**
 * One training step on the batch that was laid out: forward, loss, backward; and apart from it the update, so that a
 * loss that is not a number never reaches the weights. Each batch size is captured once and replayed after.
 */
export class TrainStep {
  readonly #experiment: Experiment;
  readonly #programs = new Map<number, Program>();
  #update: Program | undefined;
  /** The loss (float32) and the number of correct answers (int32). */
  readonly #results: number;
  readonly #loss: Float32Array;
  readonly #correct: Int32Array;

  constructor(experiment: Experiment) {
    this.#experiment = experiment;
    const { memory } = experiment.engine;
    this.#results = memory.allocate(8);
    this.#loss = memory.float32(this.#results, 1);
    this.#correct = memory.int32(this.#results + 4 * CORRECT, 1);
  }

  /** Forward and backward on the first `images` examples laid out. @param step is counted from 0. */
  run(images: number, step: number): StepResult {
    const { engine, optimizer } = this.#experiment;
    engine.setStepNumber(step);
    const program = this.#programs.get(images);
    if (program === undefined)
      this.#programs.set(
        images,
        engine.capture(() => this.#forwardAndBackward(images)),
      );
    else program.replay();
    return { loss: this.#loss[LOSS] as number, correct: this.#correct[0] as number, gradientNorm: optimizer.gradientNorm };
  }

  /** Changes the weights by the gradients of the last `run`. @param step is counted from 0. */
  update(step: number, learningRate: number): void {
    const { engine, optimizer } = this.#experiment;
    optimizer.prepare(step + 1, learningRate);
    if (this.#update === undefined) this.#update = engine.capture(() => optimizer.update());
    else this.#update.replay();
  }

  #forwardAndBackward(images: number): void {
    const { engine, network, loss, stage, optimizer } = this.#experiment;
    network.parameters.clearGradients(engine);
    const mode = { training: true, updateStatistics: true };
    const logits = engine.briefly(() => network.forward(stage.images(images), mode));
    const value = loss.apply(logits, stage.labels);
    countCorrect(logits, stage.labels, this.#results + 4 * CORRECT);
    engine.run('copy', value.address, this.#results, 1);
    engine.tape.backward(value);
    optimizer.measure();
  }
}
