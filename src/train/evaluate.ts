import type { DataPart } from '../data/prepare.ts';
import { countCorrect, predictClasses } from '../ops/count-correct/count-correct.ts';
import type { Program } from '../tensor/program.ts';
import { lanesOf } from '../tensor/tensor.ts';
import { type Experiment, evaluationBatchSize } from './experiment.ts';

export interface Evaluation {
  /** Mean over the examples. */
  readonly loss: number;
  /** A fraction, 0..1. */
  readonly accuracy: number;
  readonly count: number;
  /** confusion[truth][prediction]: numbers of examples. One whose logits are not numbers is in no column. */
  readonly confusion: readonly (readonly number[])[];
}

/** What an evaluation computed of one batch: the examples `indices[from..from + count)` of the part, whose labels are laid out in the stage. */
export interface EvaluatedBatch {
  readonly from: number;
  readonly count: number;
  /** Byte address of the logits: a row of classes, padded to whole lanes, for each example. */
  readonly logits: number;
  /** The class that each example is taken for; -1 where its logits are not numbers. */
  readonly predicted: Int32Array;
}

/** Measures the network on a part of the data: no dropout, running statistics, nothing learned. */
export class Evaluator {
  readonly #experiment: Experiment;
  readonly #look: ((batch: EvaluatedBatch) => void) | undefined;
  readonly #batchSize: number;
  readonly #programs = new Map<number, Program>();
  readonly #results: number;
  readonly #loss: Float32Array;
  readonly #correct: Int32Array;
  readonly #predictions: number;
  readonly #predicted: Int32Array;
  /** Where the logits are kept for who looks at them. */
  readonly #logits: number | undefined;

  /** @param look is told each batch while its results are there, until it returns. */
  constructor(experiment: Experiment, look?: (batch: EvaluatedBatch) => void) {
    this.#experiment = experiment;
    this.#look = look;
    this.#batchSize = evaluationBatchSize(experiment.config.train);
    const { memory } = experiment.engine;
    this.#results = memory.allocate(8);
    this.#loss = memory.float32(this.#results, 1);
    this.#correct = memory.int32(this.#results + 4, 1);
    this.#predictions = memory.allocate(4 * this.#batchSize);
    this.#predicted = memory.int32(this.#predictions, this.#batchSize);
    const row = 4 * lanesOf(experiment.data.dataset.classes.length);
    this.#logits = look === undefined ? undefined : memory.allocate(row * this.#batchSize);
  }

  /**
   * @param pause is awaited between batches, so that signals and the display get their turn; when it says true, the rest
   * is left out and the result is of no use.
   */
  async run({ set, indices }: DataPart, pause: () => Promise<boolean>): Promise<Evaluation> {
    const { stage, data } = this.#experiment;
    const classes = data.dataset.classes.length;
    const confusion = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
    let lossSum = 0;
    let correct = 0;
    for (let from = 0; from < indices.length; from += this.#batchSize) {
      const to = Math.min(indices.length, from + this.#batchSize);
      stage.load(set, indices, from, to);
      this.#forward(to - from);
      lossSum += (this.#loss[0] as number) * (to - from);
      correct += this.#correct[0] as number;
      for (let i = 0; i < to - from; i++) {
        const row = confusion[stage.label(i)] as number[];
        const prediction = this.#predicted[i] as number;
        // -1: logits that are not numbers predict no class.
        if (prediction >= 0) row[prediction] = (row[prediction] as number) + 1;
      }
      if (this.#logits !== undefined) {
        this.#look?.({ from, count: to - from, logits: this.#logits, predicted: this.#predicted });
      }
      if (await pause()) break;
    }
    const count = indices.length;
    return { loss: lossSum / count, accuracy: correct / count, count, confusion };
  }

  #forward(images: number): void {
    const { engine } = this.#experiment;
    const program = this.#programs.get(images);
    if (program !== undefined) program.replay();
    else
      this.#programs.set(
        images,
        engine.capture(() => engine.tape.withoutGradients(() => this.#measure(images))),
      );
  }

  #measure(images: number): void {
    const { engine, network, loss, stage } = this.#experiment;
    const mode = { training: false, updateStatistics: false };
    const logits = engine.briefly(() => network.forward(stage.images(images), mode));
    const value = loss.apply(logits, stage.labels);
    engine.run('copy', value.address, this.#results, 1);
    countCorrect(logits, stage.labels, this.#results + 4);
    predictClasses(logits, this.#predictions);
    if (this.#logits !== undefined) engine.copy(logits.address, this.#logits, logits.floats);
  }
}
