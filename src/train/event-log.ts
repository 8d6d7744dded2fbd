import { GrowingLog } from '../records/growing-log.ts';
import type { RunFolder } from '../records/run-folder.ts';
import type { Event, EventValue } from '../records/tensorboard/event.ts';
import { eventFormat, type RowEvent } from '../records/tensorboard/event-log.ts';
import { histogramOf } from '../records/tensorboard/histogram.ts';
import { ScalarRow } from '../records/tensorboard/scalar-row.ts';
import type { LayerNorms } from './layer-norms.ts';
import type { ParameterView } from './parameter-views.ts';
import type { EpochResult } from './state.ts';

const STEP = new ScalarRow(['batch/loss', 'batch/accuracy', 'batch/learning_rate', 'batch/gradient_norm']);

interface StepScalars {
  readonly loss: number;
  readonly accuracy: number;
  readonly learningRate: number;
  readonly gradientNorm: number;
}

/** The TensorBoard event file of a run. TensorBoard makes a group of the tags that begin alike up to the slash. */
export class EventLog {
  readonly #log: GrowingLog<Event | RowEvent>;
  readonly #histograms: number;

  /**
   * @param length its length at the checkpoint; absent to begin.
   * @param histograms every so many epochs; 0: none.
   */
  constructor(run: RunFolder, length: number | undefined, histograms: number) {
    this.#histograms = histograms;
    const format = eventFormat(now());
    this.#log =
      length === undefined ? GrowingLog.create(run.eventPath, format) : GrowingLog.resumeAt(run.eventPath, format, length);
  }

  step(step: number, { loss, accuracy, learningRate, gradientNorm }: StepScalars): void {
    this.#log.append({ wallTime: now(), step, row: STEP, numbers: [loss, accuracy, learningRate, gradientNorm] });
  }

  epoch(step: number, { trainLoss, trainAccuracy, valLoss, valAccuracy }: EpochResult): void {
    const values = [
      { tag: 'loss/train', scalar: trainLoss },
      { tag: 'loss/validation', scalar: valLoss },
      { tag: 'accuracy/train', scalar: trainAccuracy },
      { tag: 'accuracy/validation', scalar: valAccuracy },
    ];
    this.#append(
      step,
      values.flatMap(({ tag, scalar }) => (scalar === undefined ? [] : [{ tag, scalar }])),
    );
  }

  layers(epoch: number, step: number, norms: readonly LayerNorms[], views: readonly ParameterView[]): void {
    const values = norms.flatMap(({ name, weightNorm, gradientNorm, updateRatio }): EventValue[] => [
      { tag: `weight_norm/${name}`, scalar: weightNorm },
      { tag: `gradient_norm/${name}`, scalar: gradientNorm },
      ...(Number.isNaN(updateRatio) ? [] : [{ tag: `update_ratio/${name}`, scalar: updateRatio }]),
    ]);
    this.#append(step, values);
    if (this.#histograms === 0 || epoch % this.#histograms !== 0) return;
    for (const { name, weights, gradient } of views) {
      const histograms = [
        { tag: `weights/${name}`, histogram: histogramOf(weights) },
        { tag: `gradients/${name}`, histogram: histogramOf(gradient) },
      ];
      this.#append(
        step,
        histograms.flatMap(({ tag, histogram }) => (histogram === undefined ? [] : [{ tag, histogram }])),
      );
    }
  }

  flush(): void {
    this.#log.flush();
  }

  sync(): void {
    this.#log.sync();
  }

  get length(): number {
    return this.#log.position;
  }

  close(): void {
    this.#log.close();
  }

  #append(step: number, values: readonly EventValue[]): void {
    this.#log.append({ wallTime: now(), step, values });
  }
}

function now(): number {
  return Date.now() / 1000;
}
