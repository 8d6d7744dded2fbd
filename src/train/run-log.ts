import { float32Text } from '../base/format.ts';
import { CsvLog } from '../records/csv-log.ts';
import type { RunFolder } from '../records/run-folder.ts';
import type { EventLog } from './event-log.ts';
import type { LayerNorms } from './layer-norms.ts';
import type { LogConfig } from './log-section.ts';
import type { ParameterView } from './parameter-views.ts';
import type { EpochResult, LogLengths, TrainingState } from './state.ts';
import { TableLog } from './table-log.ts';
import type { StepResult } from './train-step.ts';

const METRICS = ['step', 'epoch', 'loss', 'accuracy', 'learningRate', 'gradientNorm'] as const;
const EPOCHS = ['epoch', 'step', 'learningRate', 'trainLoss', 'trainAccuracy', 'valLoss', 'valAccuracy'] as const;
const LAYERS = ['epoch', 'step', 'parameter', 'weightNorm', 'gradientNorm', 'updateRatio'] as const;
const TIMING = ['epoch', 'trainSeconds', 'evaluationSeconds', 'imagesPerSecond'] as const;

/** How long what was logged may wait until it can be read, in milliseconds: whoever watches a slow training waits no longer. */
const SHOWN = 1000;

/** The logs of a run. All but `timing` and the wall times of events hold no times, so that they are the same, byte for byte, on every run. */
export class RunLog {
  readonly #metrics: TableLog;
  readonly #epochs: TableLog;
  readonly #layers: TableLog | undefined;
  readonly #timing: CsvLog;
  readonly #events: EventLog | undefined;
  #shownUntil = performance.now() + SHOWN;

  /** Begins the logs, or cuts off what they hold beyond `state`. @param events the event file, where one is wanted */
  constructor(run: RunFolder, { logs, epoch }: TrainingState, { layers, jsonLines }: LogConfig, events?: EventLog) {
    const wanted = jsonLines;
    const metrics = logs.metrics === 0 ? undefined : logs.metrics;
    this.#metrics = new TableLog(run, 'metrics', METRICS, metrics, { wanted, length: logs.metricsLines });
    this.#epochs = new TableLog(run, 'epochs', EPOCHS, metrics && logs.epochs, { wanted, length: logs.epochsLines });
    if (layers) this.#layers = new TableLog(run, 'layers', LAYERS, logs.layers, { wanted, length: logs.layersLines });
    this.#timing =
      metrics === undefined
        ? CsvLog.create(run.logPath('timing'), TIMING)
        : CsvLog.resumeAfter(run.logPath('timing'), TIMING, epoch);
    this.#events = events;
  }

  /** @param step is counted from 1. */
  step(step: number, epoch: number, images: number, result: StepResult, learningRate: number): void {
    const { loss, correct, gradientNorm } = result;
    this.#metrics.append([
      step,
      epoch,
      float32Text(loss),
      float32Text(correct / images),
      float32Text(learningRate),
      float32Text(gradientNorm),
    ]);
    this.#events?.step(step, { loss, accuracy: correct / images, learningRate, gradientNorm });
  }

  /** What the last step of an epoch did to each parameter. */
  layers(epoch: number, step: number, norms: readonly LayerNorms[], views: readonly ParameterView[]): void {
    for (const { name, weightNorm, gradientNorm, updateRatio } of norms) {
      const ratio = Number.isNaN(updateRatio) ? '' : float32Text(updateRatio);
      this.#layers?.append([epoch, step, name, float32Text(weightNorm), float32Text(gradientNorm), ratio]);
    }
    this.#events?.layers(epoch, step, norms, views);
  }

  epoch(result: EpochResult, step: number, learningRate: number): void {
    const { epoch, trainLoss, trainAccuracy, valLoss, valAccuracy } = result;
    this.#epochs.append([
      ...[epoch, step, float32Text(learningRate)],
      ...[trainLoss, trainAccuracy, valLoss, valAccuracy].map((value) => (value === undefined ? '' : float32Text(value))),
    ]);
    this.#events?.epoch(step, result);
  }

  timing(epoch: number, trainSeconds: number, evaluationSeconds: number, imagesPerSecond: number): void {
    this.#timing.append([epoch, trainSeconds.toFixed(3), evaluationSeconds.toFixed(3), imagesPerSecond.toFixed(1)]);
    this.#timing.flush();
  }

  /** Lets readers see the rows so far, about once a second: to be called as often as there is time. */
  show(): void {
    if (performance.now() < this.#shownUntil) return;
    for (const log of this.#all) log.flush();
    this.#shownUntil = performance.now() + SHOWN;
  }

  /** Makes everything durable. @returns the lengths that go into the checkpoint. */
  sync(): LogLengths {
    for (const log of this.#all) log.sync();
    return {
      metrics: this.#metrics.length,
      epochs: this.#epochs.length,
      layers: this.#layers?.length,
      metricsLines: this.#metrics.linesLength,
      epochsLines: this.#epochs.linesLength,
      layersLines: this.#layers?.linesLength,
      events: this.#events?.length,
    };
  }

  close(): void {
    for (const log of this.#all) log.close();
    this.#timing.close();
  }

  get #all() {
    return [this.#metrics, this.#epochs, this.#layers, this.#events].filter((log) => log !== undefined);
  }
}
