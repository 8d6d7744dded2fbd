import { count, duration, percent } from '../../base/format.ts';
import { MovingAverage } from '../../curves/moving-average.ts';
import { lossText } from './numbers.ts';
import { Pace } from './pace.ts';
import type { EpochReport, EpochTimes, Progress, StepReport, TrainingLength } from './progress-events.ts';
import type { OutputStream } from './style.ts';

/** Milliseconds without a line after which a step prints one. */
const SILENCE = 10_000;

/** Progress for logs: a line for each epoch, and one every ten seconds in between. */
export class PlainProgress implements Progress {
  readonly #stream: OutputStream;
  readonly #length: TrainingLength;
  readonly #now: () => number;
  readonly #pace: Pace;
  readonly #loss = new MovingAverage({ halfLife: 50 });
  #spoke: number;

  /** @param now a clock in milliseconds. */
  constructor(stream: OutputStream, length: TrainingLength, now: () => number = () => performance.now()) {
    this.#stream = stream;
    this.#length = length;
    this.#now = now;
    this.#pace = new Pace(length);
    this.#spoke = now();
  }

  step(report: StepReport): void {
    this.#pace.step(report);
    const loss = this.#loss.push(report.loss);
    const now = this.#now();
    if (now - this.#spoke < SILENCE) return;
    this.#spoke = now;
    this.#print([
      `epoch ${report.epoch}/${this.#length.epochs}`,
      `step ${count(report.step)}/${count(this.#length.totalSteps)}`,
      `loss ${lossText(loss)}`,
      `${count(this.#pace.imagesPerSecond)} images/s`,
      `${duration(this.#pace.secondsLeft)} left`,
    ]);
  }

  epoch(result: EpochReport, times: EpochTimes): void {
    this.#pace.epoch(times.evaluationSeconds);
    this.#spoke = this.#now();
    const { valLoss, valAccuracy } = result;
    this.#print([
      `epoch ${result.epoch}/${this.#length.epochs}`,
      `loss ${lossText(result.trainLoss)}`,
      `accuracy ${percent(result.trainAccuracy)}`,
      ...(valLoss === undefined ? [] : [`val loss ${lossText(valLoss)}`]),
      ...(valAccuracy === undefined ? [] : [`val accuracy ${percent(valAccuracy)}`]),
      `${count(times.imagesPerSecond)} images/s`,
      duration(times.trainSeconds + times.evaluationSeconds),
    ]);
  }

  note(text: string): void {
    this.#print([text]);
  }

  end(): void {}

  #print(fields: readonly string[]): void {
    this.#stream.write(`${fields.join('   ')}\n`);
  }
}
