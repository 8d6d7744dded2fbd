import { MovingAverage } from '../../curves/moving-average.ts';
import type { StepReport, TrainingLength } from './progress-events.ts';

/** Steps after which a step's time counts half: the pace follows a machine that gets busy, but does not jump. */
const HALF_LIFE = 100;

/** How fast the training goes of late, and how long it will take. */
export class Pace {
  readonly #length: TrainingLength;
  readonly #images = new MovingAverage({ halfLife: HALF_LIFE });
  readonly #seconds = new MovingAverage({ halfLife: HALF_LIFE });
  #last = { step: 0, epoch: 1, images: 0, seconds: 0 };
  #evaluationSeconds = 0;

  constructor(length: TrainingLength) {
    this.#length = length;
  }

  /** To be told of every step. */
  step(report: StepReport): void {
    this.#images.push(report.images - this.#last.images);
    this.#seconds.push(report.seconds - this.#last.seconds);
    const { step, epoch, images, seconds } = report;
    this.#last = { step, epoch, images, seconds };
  }

  epoch(evaluationSeconds: number): void {
    this.#evaluationSeconds = evaluationSeconds;
    this.#last = { ...this.#last, epoch: this.#last.epoch + 1 };
  }

  /** NaN before the first step. */
  get imagesPerSecond(): number {
    return this.#images.value / this.#seconds.value;
  }

  /** Steps and evaluations to come; before the first evaluation these are not known and left out. NaN before the first step. */
  get secondsLeft(): number {
    const { epochs, totalSteps } = this.#length;
    const evaluations = Math.max(0, epochs - this.#last.epoch + 1);
    return (totalSteps - this.#last.step) * this.#seconds.value + evaluations * this.#evaluationSeconds;
  }
}
