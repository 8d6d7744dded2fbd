import type { DataPart } from '../../data/prepare.ts';
import { lanesOf, Tensor } from '../../tensor/tensor.ts';
import { type EvaluatedBatch, type Evaluation, Evaluator } from '../evaluate.ts';
import type { Experiment } from '../experiment.ts';
import { imageOf, type Picture } from './picture.ts';
import { probabilitiesOf } from './probabilities.ts';

/** An example and what the network makes of it. */
export interface JudgedExample {
  /** Its position in the set of images that it was read from, counted from 0. */
  readonly index: number;
  readonly picture: Picture;
  /** Its class. */
  readonly truth: number;
  /** The class that it is taken for; undefined where the outputs are not numbers. */
  readonly predicted: number | undefined;
  /** How likely each class is to the network, 0..1. */
  readonly probabilities: readonly number[];
  /** The loss of this example alone. */
  readonly loss: number;
}

/** A part of the data, measured, and what was noticed on the way. */
export interface JudgedPart {
  readonly evaluation: Evaluation;
  /** Wrongly classified, the highest loss first, of equal ones the first in the data. */
  readonly mostWrong: readonly JudgedExample[];
  /** The first that is rightly classified; undefined where none is. */
  readonly firstRight: JudgedExample | undefined;
}

/**
 * Measures the network on a part of the data, and notes the examples that it gets most wrong, in one pass.
 * @param most of these, at most.
 */
export async function judge(experiment: Experiment, part: DataPart, most: number): Promise<JudgedPart> {
  const watch = new Watch(experiment, part, most);
  const evaluation = await new Evaluator(experiment, (batch) => watch.see(batch)).run(part, async () => false);
  const { mostWrong, firstRight } = watch;
  return { evaluation, mostWrong: mostWrong.map(watch.judged), firstRight: firstRight && watch.judged(firstRight) };
}

interface Seen {
  /** In the part. */
  readonly position: number;
  readonly predicted: number;
  readonly logits: Float32Array;
  readonly loss: number;
}

/** Looks at the results of each batch. */
class Watch {
  /** Sorted. */
  readonly mostWrong: Seen[] = [];
  firstRight: Seen | undefined;
  readonly #experiment: Experiment;
  readonly #part: DataPart;
  readonly #most: number;
  readonly #classes: number;

  constructor(experiment: Experiment, part: DataPart, most: number) {
    this.#experiment = experiment;
    this.#part = part;
    this.#most = most;
    this.#classes = experiment.data.dataset.classes.length;
  }

  see({ from, count, logits, predicted }: EvaluatedBatch): void {
    const { stage } = this.#experiment;
    for (let i = 0; i < count; i++) {
      const prediction = predicted[i] as number;
      const isRight = prediction === stage.label(i);
      if (isRight && this.firstRight !== undefined) continue;
      const row = logits + 4 * lanesOf(this.#classes) * i;
      const loss = this.#lossOf(row, i);
      if (!isRight && !this.#isAmongMost(loss)) continue;
      const seen = { position: from + i, predicted: prediction, logits: this.#copyOf(row), loss };
      if (isRight) this.firstRight = seen;
      else this.#insert(seen);
    }
  }

  readonly judged = ({ position, predicted, logits, loss }: Seen): JudgedExample => {
    const { data } = this.#experiment;
    const { set, indices } = this.#part;
    const index = indices[position] as number;
    return {
      index,
      picture: imageOf(data.dataset, set, index),
      truth: set.labels[index] as number,
      predicted: predicted < 0 ? undefined : predicted,
      probabilities: probabilitiesOf(this.#experiment, logits),
      loss,
    };
  };

  /** The loss of the network is a mean over a batch: that of a batch of one is the example's. */
  #lossOf(row: number, i: number): number {
    const { engine, loss, stage } = this.#experiment;
    const logits = new Tensor(engine, [1, this.#classes], 'lanes', row, { persistent: true });
    return engine.step(() => engine.tape.withoutGradients(() => loss.apply(logits, stage.labels + 4 * i).toArray()[0] as number));
  }

  #copyOf(row: number): Float32Array {
    return this.#experiment.engine.memory.float32(row, this.#classes).slice();
  }

  #isAmongMost(loss: number): boolean {
    const last = this.mostWrong[this.#most - 1];
    return last === undefined ? this.#most > 0 : badness(loss) > badness(last.loss);
  }

  #insert(seen: Seen): void {
    // Behind those of the same loss, which came before.
    const place = this.mostWrong.findIndex(({ loss }) => badness(loss) < badness(seen.loss));
    this.mostWrong.splice(place < 0 ? this.mostWrong.length : place, 0, seen);
    this.mostWrong.length = Math.min(this.mostWrong.length, this.#most);
  }
}

/** Nothing is worse than a loss that is not a number. */
function badness(loss: number): number {
  return Number.isNaN(loss) ? Number.POSITIVE_INFINITY : loss;
}
