import { float32Text } from '../base/format.ts';
import { CsvLog } from '../records/csv-log.ts';
import type { RunFolder } from '../records/run-folder.ts';
import type { EpochResult, TrainingState } from './state.ts';
import type { StepResult } from './train-step.ts';

const METRICS = ['step', 'epoch', 'loss', 'accuracy', 'learningRate', 'gradientNorm'] as const;
const EPOCHS = ['epoch', 'step', 'learningRate', 'trainLoss', 'trainAccuracy', 'valLoss', 'valAccuracy'] as const;
const TIMING = ['epoch', 'trainSeconds', 'evaluationSeconds', 'imagesPerSecond'] as const;

/** The three logs of a run. `metrics` and `epochs` hold no times, so that they are the same, byte for byte, on every run. */
export class RunLog {
  readonly #metrics: CsvLog;
  readonly #epochs: CsvLog;
  readonly #timing: CsvLog;

  /** Begins the logs, or cuts off what they hold beyond `state`. */
  constructor(run: RunFolder, state: TrainingState) {
    const { metrics, epochs } = state.logs;
    const fresh = metrics === 0;
    this.#metrics = fresh
      ? CsvLog.create(run.logPath('metrics'), METRICS)
      : CsvLog.resumeAt(run.logPath('metrics'), METRICS, metrics);
    this.#epochs = fresh ? CsvLog.create(run.logPath('epochs'), EPOCHS) : CsvLog.resumeAt(run.logPath('epochs'), EPOCHS, epochs);
    this.#timing = fresh
      ? CsvLog.create(run.logPath('timing'), TIMING)
      : CsvLog.resumeAfter(run.logPath('timing'), TIMING, state.epoch);
  }

  /** @param step is counted from 1. */
  step(step: number, epoch: number, images: number, { loss, correct, gradientNorm }: StepResult, learningRate: number): void {
    this.#metrics.append([
      step,
      epoch,
      float32Text(loss),
      float32Text(correct / images),
      float32Text(learningRate),
      float32Text(gradientNorm),
    ]);
  }

  epoch({ epoch, trainLoss, trainAccuracy, valLoss, valAccuracy }: EpochResult, step: number, learningRate: number): void {
    this.#epochs.append([
      ...[epoch, step, float32Text(learningRate)],
      ...[trainLoss, trainAccuracy, valLoss, valAccuracy].map((value) => (value === undefined ? '' : float32Text(value))),
    ]);
  }

  timing(epoch: number, trainSeconds: number, evaluationSeconds: number, imagesPerSecond: number): void {
    this.#timing.append([epoch, trainSeconds.toFixed(3), evaluationSeconds.toFixed(3), imagesPerSecond.toFixed(1)]);
    this.#timing.flush();
  }

  /** Lets readers see the rows so far. */
  flush(): void {
    this.#metrics.flush();
    this.#epochs.flush();
  }

  /** Makes everything durable. @returns the lengths that go into the checkpoint. */
  sync(): TrainingState['logs'] {
    this.#metrics.sync();
    this.#epochs.sync();
    return { metrics: this.#metrics.position, epochs: this.#epochs.position };
  }

  close(): void {
    this.#metrics.close();
    this.#epochs.close();
    this.#timing.close();
  }
}
