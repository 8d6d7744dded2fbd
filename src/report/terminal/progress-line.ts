import type { createLogUpdate } from 'log-update';
import { MovingAverage } from '../../curves/moving-average.ts';
import { Pace } from './pace.ts';
import type { EpochReport, EpochTimes, Progress, StepReport, TrainingLength } from './progress-events.ts';
import { progressText } from './progress-text.ts';
import { type OutputStream, styleFor } from './style.ts';

/** Milliseconds between two drawings. */
const FRAME = 100;

/**
 * Progress on a terminal: one line that is drawn over, with the cursor hidden meanwhile. `end` takes it away; when the
 * process ends without, by a signal or an error, log-update still brings the cursor back.
 */
export class ProgressLine implements Progress {
  /** Fulfilled once lines can be drawn. */
  readonly ready: Promise<void>;
  readonly #stream: OutputStream;
  readonly #length: TrainingLength;
  readonly #now: () => number;
  readonly #pace: Pace;
  readonly #loss = new MovingAverage({ halfLife: 50 });
  #draw: ReturnType<typeof createLogUpdate> | undefined;
  #drawn = Number.NEGATIVE_INFINITY;
  #last: StepReport | undefined;
  #valAccuracy: number | undefined;
  #ended = false;

  /** @param now a clock in milliseconds. */
  constructor(stream: OutputStream, length: TrainingLength, now: () => number = () => performance.now()) {
    this.#stream = stream;
    this.#length = length;
    this.#now = now;
    this.#pace = new Pace(length);
    this.ready = this.#load();
  }

  step(report: StepReport): void {
    this.#pace.step(report);
    this.#loss.push(report.loss);
    this.#last = report;
    if (this.#now() - this.#drawn >= FRAME) this.#redraw();
  }

  epoch(result: EpochReport, times: EpochTimes): void {
    this.#pace.epoch(times.evaluationSeconds);
    this.#valAccuracy = result.valAccuracy;
    this.#redraw();
  }

  note(text: string): void {
    this.#draw?.clear();
    this.#stream.write(`${text}\n`);
    this.#redraw();
  }

  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#draw?.clear();
    this.#draw?.done();
    this.#draw = undefined;
  }

  /** The training does not wait for the library: its first steps are done while it loads. */
  async #load(): Promise<void> {
    const { createLogUpdate } = await import('log-update');
    if (!this.#ended) this.#draw = createLogUpdate(this.#stream);
  }

  #redraw(): void {
    if (this.#draw === undefined || this.#last === undefined) return;
    this.#drawn = this.#now();
    const style = styleFor(this.#stream); // anew each time: the terminal may have got another width
    const text = progressText(
      {
        epoch: this.#last.epoch,
        epochs: this.#length.epochs,
        done: this.#last.step / this.#length.totalSteps,
        loss: this.#loss.value,
        valAccuracy: this.#valAccuracy,
        imagesPerSecond: this.#pace.imagesPerSecond,
        secondsLeft: this.#pace.secondsLeft,
      },
      // Not up to the last column, where some terminals wrap already.
      { ...style, width: style.width - 1 },
    );
    this.#draw(text);
  }
}
