import type { Timings } from '../kernels/team-timing.ts';
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

/** Is told which program ran, and when each of its kernels did. */
export type ObserveProgram = (program: Program, timings: Timings) => void;

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

  /**
   * Forward and backward on the first `images` examples laid out.
   * @param step is counted from 0.
   * @param observe is told when each kernel of the step ran, unless this is the first step of its size.
   */
  run(images: number, step: number, observe?: ObserveProgram): StepResult {
    const { engine, optimizer } = this.#experiment;
    engine.setStepNumber(step);
    const program = this.#programs.get(images);
    if (program === undefined)
      this.#programs.set(
        images,
        engine.capture(() => this.#forwardAndBackward(images)),
      );
    else replay(program, observe);
    return { loss: this.#loss[LOSS] as number, correct: this.#correct[0] as number, gradientNorm: optimizer.gradientNorm };
  }

  /** The programs of a step on so many images and of the update; undefined as long as they did not run. */
  captured(images: number): { readonly step: Program | undefined; readonly update: Program | undefined } {
    return { step: this.#programs.get(images), update: this.#update };
  }

  /** Changes the weights by the gradients of the last `run`. @param step is counted from 0. */
  update(step: number, learningRate: number, observe?: ObserveProgram): void {
    const { engine, optimizer } = this.#experiment;
    optimizer.prepare(step + 1, learningRate);
    if (this.#update === undefined) this.#update = engine.capture(() => engine.labels.part('update', () => optimizer.update()));
    else replay(this.#update, observe);
  }

  #forwardAndBackward(images: number): void {
    const { engine, network, loss, stage, optimizer } = this.#experiment;
    const { labels } = engine;
    labels.part('zero grads', () => network.parameters.clearGradients(engine));
    const mode = { training: true, updateStatistics: true };
    const logits = engine.briefly(() =>
      network.forward(
        labels.part('input', () => stage.images(images)),
        mode,
      ),
    );
    labels.part('loss', () => {
      const value = loss.apply(logits, stage.labels);
      countCorrect(logits, stage.labels, this.#results + 4 * CORRECT);
      engine.run('copy', value.address, this.#results, 1);
      engine.tape.backward(value);
    });
    labels.part('gradient norm', () => optimizer.measure());
  }
}

function replay(program: Program, observe: ObserveProgram | undefined): void {
  if (observe === undefined) program.replay();
  else observe(program, program.replayTimed());
}
