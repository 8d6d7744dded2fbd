import type { ImageSet } from '../data/dataset.ts';
import type { Mode } from '../nn/layer.ts';
import type { BuiltLayer } from '../nn/network.ts';
import type { Tensor } from '../tensor/tensor.ts';
import type { Experiment } from './experiment.ts';

/** Forward passes that only look: nothing is learned, and running statistics stay. */
export const TRAINING: Mode = { training: true, updateStatistics: false };
export const EVALUATION: Mode = { training: false, updateStatistics: false };

/** Some examples of a set: `order[from..to)`. */
export interface Examples {
  readonly set: ImageSet;
  readonly order: Uint32Array;
  readonly from: number;
  readonly to: number;
}

export interface ProbeOptions {
  readonly mode: Mode;
  /** The number of the step, which dropout draws its masks by. */
  readonly step?: number;
  /** Is told the output of each layer. */
  readonly observe?: (layer: BuiltLayer, output: Tensor) => void;
  /** Runs the backward pass and is called while the gradients are there. */
  readonly afterBackward?: () => void;
}

/** What one pass through the network gave. */
export interface Probe {
  readonly loss: number;
  /** [N, C], row by row. */
  readonly logits: Float32Array;
  readonly count: number;
  /** The class of each example's largest logit, of equal ones the first; -1 where they are not numbers. */
  readonly predictions: Int32Array;
  /** How many of these are the label. */
  readonly correct: number;
}

/** Sends examples through the network and the loss once, and says what came out. */
export function probe({ engine, network, loss, stage }: Experiment, examples: Examples, options: ProbeOptions): Probe {
  const { set, order, from, to } = examples;
  const { mode, step = 0, observe, afterBackward } = options;
  const count = to - from;
  stage.load(set, order, from, to);
  engine.setStepNumber(step);
  const pass = (): Probe => {
    const logits = network.forward(stage.images(count), mode, observe);
    const values = logits.toArray();
    const value = loss.apply(logits, stage.labels);
    const [number = Number.NaN] = value.toArray();
    if (afterBackward !== undefined) {
      engine.tape.backward(value);
      afterBackward();
    }
    const predictions = largestOf(values, count);
    const correct = predictions.reduce((sum, prediction, i) => sum + Number(prediction === stage.label(i)), 0);
    return { loss: number, logits: values, count, predictions, correct };
  };
  return engine.step(() => (afterBackward === undefined ? engine.tape.withoutGradients(pass) : pass()));
}

/** The place of the largest number in each of `count` rows. */
function largestOf(values: Float32Array, count: number): Int32Array {
  const length = values.length / count;
  return Int32Array.from({ length: count }, (_, row) => {
    const at = row * length;
    let best = 0;
    for (let i = 1; i < length; i++) if ((values[at + i] as number) > (values[at + best] as number)) best = i;
    return Number.isNaN(values[at + best]) ? -1 : best;
  });
}
