import { fileURLToPath } from 'node:url';
import { Piscina } from 'piscina';
import { UserError } from '../base/errors.ts';
import { NOTHING_YET } from '../records/study/read-study.ts';
import type { TrialEnd } from '../records/study/trial-record.ts';
import { reasonOf } from './failed-trial.ts';
import type { TrialAnswer, TrialProgress, TrialTask, WorkerSettings } from './trial-task.ts';

/** How often a trial is begun whose worker ends under it (out of memory). */
const MOST_ATTEMPTS = 2;

/**
 * Worker threads that train trials side by side, each on one thread. What a trial shares with others, the images, lies in
 * memory that all threads see.
 */
export class TrialPool {
  readonly workers: number;
  readonly #pool: Piscina<TrialTask, TrialAnswer>;
  readonly #stop = new Int32Array(new SharedArrayBuffer(4));

  constructor({ workers }: { readonly workers: number }) {
    this.workers = workers;
    const workerData: WorkerSettings = { stop: this.#stop.buffer };
    this.#pool = new Piscina<TrialTask, TrialAnswer>({
      filename: fileURLToPath(workerUrl()),
      ...{ minThreads: workers, maxThreads: workers, concurrentTasksPerWorker: 1, workerData },
      // A worker that sleeps between trials would not pass on what it has to tell.
      atomics: 'disabled',
      recordTiming: false,
    });
  }

  /** From now on `listener` is told what trials tell while they train. */
  onProgress(listener: (progress: TrialProgress) => void): void {
    this.#pool.on('message', listener);
  }

  /**
   * Trains a trial, as soon as a worker is free. When its worker ends under it, it goes on from its last checkpoint with another
   * one; when that one ends, too, it has failed.
   * @throws UserError when the file system refuses something
   */
  async train(task: TrialTask): Promise<TrialEnd> {
    const { end, fault } = await this.#answerTo(task);
    if (fault === undefined) return end;
    throw new UserError(fault.headline, { facts: fault.facts, hint: 'The same command goes on once that is mended.' });
  }

  async #answerTo(task: TrialTask): Promise<TrialAnswer> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#pool.run(task);
      } catch (error) {
        if (attempt === MOST_ATTEMPTS) return { end: failed(error) };
      }
    }
  }

  /** Lets all trainings save and end: they are unfinished then. Those that are begun after it end at their first step. */
  interrupt(): void {
    Atomics.store(this.#stop, 0, 1);
  }

  /** Takes an interruption back. */
  allow(): void {
    Atomics.store(this.#stop, 0, 0);
  }

  get isInterrupted(): boolean {
    return Atomics.load(this.#stop, 0) !== 0;
  }

  /** Ends the workers, whatever they do. */
  async close(): Promise<void> {
    await this.#pool.destroy();
  }
}

function failed(error: unknown): TrialEnd {
  const reason = `it could not be trained, ${MOST_ATTEMPTS} times: ${reasonOf(error)}`;
  return { ...NOTHING_YET, state: 'failed', seconds: 0, reason };
}

/** The compiled worker beside this file, in the bundle too; tests, which run the sources, take the one of the last build. */
function workerUrl(): URL {
  const compiled = import.meta.url.endsWith('.ts') ? '../../dist/trials/trial-worker.js' : './trial-worker.js';
  return new URL(compiled, import.meta.url);
}
