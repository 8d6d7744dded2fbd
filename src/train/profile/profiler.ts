import { clock } from '../../base/clock.ts';
import type { Timings } from '../../kernels/team-timing.ts';
import type { Program } from '../../tensor/program.ts';
import type { ObserveProgram } from '../train-step.ts';

/** What a step does besides running programs. */
export type StepPart = 'load batch' | 'programs' | 'log' | 'update';

/** What a training does. */
export type TrainingPart = 'steps' | 'evaluation' | 'checkpoints' | 'test evaluation';

/** One step that was looked at. Times are readings of `base/clock.ts`, in milliseconds. */
export interface StepRecord {
  /** Counted from 1. */
  readonly step: number;
  readonly began: number;
  readonly ended: number;
  /** What the calling thread did, one after the other, without gaps. */
  readonly laps: readonly { readonly part: StepPart; readonly began: number; readonly ended: number }[];
  readonly runs: readonly ProgramRun[];
}

/** One run of a captured program, with its own copy of the times. */
export interface ProgramRun {
  readonly program: Program;
  readonly timings: Timings;
}

/** Before it looks, both have to pass: the compiler of the kernels and the threads are then at their best. */
const WARM_STEPS = 10;
const WARM_MILLISECONDS = 500;
/** It looks at that many steps following each other, and at more until they took that long. */
const LEAST_STEPS = 10;
const LEAST_MILLISECONDS = 1000;
const MOST_STEPS = 200;

/**
 * Looks at some steps of a training: which kernel ran when, on which thread. All other steps run as ever. What is computed
 * does not depend on it.
 */
export class Profiler {
  readonly records: StepRecord[] = [];
  readonly #batchSize: number;
  readonly #milliseconds: Record<TrainingPart, number> = { steps: 0, evaluation: 0, checkpoints: 0, 'test evaluation': 0 };
  readonly #began = clock();
  /** Steps on whole batches so far. */
  #seen = 0;
  #steps = 0;
  #looked = 0;

  /** Only steps on whole batches are looked at. */
  constructor(batchSize: number) {
    this.#batchSize = batchSize;
  }

  /**
   * Begins a step. The first is never looked at: in it the step is captured.
   * @param step is counted from 0.
   * @param left is how many steps are still to come, this one among them.
   * @returns undefined for a step that is not to be looked at.
   */
  beginStep(step: number, images: number, left: number): StepRecorder | undefined {
    this.#steps += 1;
    if (images !== this.#batchSize) return undefined;
    this.#seen += 1;
    if (this.#seen === 1 || this.#isDone || !(this.#isWarm || left <= LEAST_STEPS)) return undefined;
    return new StepRecorder(step + 1, (record) => {
      this.records.push(record);
      this.#looked += record.ended - record.began;
    });
  }

  /** Adds to what a part of the training took. */
  spend(part: TrainingPart, milliseconds: number): void {
    this.#milliseconds[part] += milliseconds;
  }

  /** All steps, looked at or not. */
  get steps(): number {
    return this.#steps;
  }

  get milliseconds(): Readonly<Record<TrainingPart, number>> {
    return this.#milliseconds;
  }

  get #isWarm(): boolean {
    if (this.records.length > 0) return true;
    return this.#seen > WARM_STEPS && clock() - this.#began >= WARM_MILLISECONDS;
  }

  get #isDone(): boolean {
    const { length } = this.records;
    return length >= MOST_STEPS || (length >= LEAST_STEPS && this.#looked >= LEAST_MILLISECONDS);
  }
}

/** Takes down what happens in one step. */
export class StepRecorder {
  readonly #step: number;
  readonly #done: (record: StepRecord) => void;
  readonly #laps: StepRecord['laps'][number][] = [];
  readonly #runs: ProgramRun[] = [];
  readonly #began = clock();
  #lapBegan = this.#began;

  constructor(step: number, done: (record: StepRecord) => void) {
    this.#step = step;
    this.#done = done;
  }

  readonly observe: ObserveProgram = (program, timings) => {
    this.#runs.push({ program, timings });
  };

  /** Everything since the last lap was this. */
  lap(part: StepPart): void {
    const ended = clock();
    this.#laps.push({ part, began: this.#lapBegan, ended });
    this.#lapBegan = ended;
  }

  /** Ends the step. */
  end(): void {
    const runs = this.#runs.map(({ program, timings }) => ({ program, timings: timings.map((times) => times.slice()) }));
    this.#done({ step: this.#step, began: this.#began, ended: this.#lapBegan, laps: this.#laps, runs });
  }
}
