import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { TimeLimit } from '../base/time-limit.ts';
import { repeatRun, type StudyFolder } from '../records/study/study-folder.ts';
import type { RepeatRecord, StudyRecord, TrialRecord } from '../records/study/trial-record.ts';
import { planSearch, type SearchSettings } from '../search/plan.ts';
import { Study, type StudyEnd, type TrialStart } from '../search/study.ts';
import type { ExperimentConfig } from '../train/experiment.ts';
import { BestCheckpoints } from './best-checkpoints.ts';
import { type TrialConfigs, trainOnPool, trialObjective } from './objective.ts';
import type { SharedDatasets } from './shared-datasets.ts';
import type { TrialPool } from './trial-pool.ts';

export interface SearchSessionOptions<Config extends ExperimentConfig> {
  /** Locked by whoever calls. */
  readonly folder: StudyFolder;
  readonly settings: SearchSettings;
  readonly seed: number;
  /** Of a trial that is not pruned. */
  readonly epochs: number;
  readonly pool: TrialPool;
  readonly datasets: SharedDatasets;
  readonly configs: TrialConfigs<Config>;
}

export interface SearchRunOptions {
  /** How many trials there shall be in all. */
  readonly trials: number;
  /** Trainings that would not be done by then are not begun, and what is under way then is saved, and unfinished. */
  readonly limit?: TimeLimit;
  /**
   * How many trainings shall follow within the limit, as long as a trial each: time for them is kept back, half of what there is at
   * the most, so that there are trials to choose from.
   */
  readonly after?: number;
  readonly failFast?: boolean;
  readonly onBegin?: (trial: TrialStart) => void;
  readonly onEnd?: (trial: TrialRecord) => void;
}

/** Timers of Node.js count milliseconds in 31 bits. */
const LONGEST_TIMER = 2 ** 31 - 1;

/** `out of time`: the limit came first. `stopped`: the pool was interrupted. */
export type SearchEnd = StudyEnd | 'out of time';

/** A study, the workers that train its trials, and what is kept of them. */
export class SearchSession<Config extends ExperimentConfig> {
  readonly #options: SearchSessionOptions<Config>;
  readonly #study: Study;
  readonly #checkpoints: BestCheckpoints;
  /** Of trials that were completed in this session, in seconds. */
  readonly #durations: number[] = [];

  /** @throws UserError when the journal cannot be read or is damaged */
  constructor(options: SearchSessionOptions<Config>) {
    const { folder, settings, seed, epochs } = options;
    this.#options = options;
    this.#study = Study.open(folder, planSearch(settings, seed, epochs));
    this.#checkpoints = new BestCheckpoints(folder, settings.metric, settings.keep);
    for (const trial of this.#study.record.trials) if (trial.state !== 'unfinished') this.#checkpoints.add(trial);
  }

  get record(): StudyRecord {
    return this.#study.record;
  }

  async run({
    trials,
    limit = TimeLimit.NONE,
    after = 0,
    failFast = false,
    onBegin,
    onEnd,
  }: SearchRunOptions): Promise<SearchEnd> {
    const { pool } = this.#options;
    const most = limit.left / 1000 / 2;
    // Rounds of all workers, and one more: not all trainings take as long, and the last trials do not end at the same time.
    const rounds = after === 0 ? 0 : Math.ceil(after / pool.workers) + 1;
    const keptBack = () => Math.min(most, rounds * this.#expected);
    let under = 0;
    let hasTime = true;
    const { result, isOutOfTime } = await this.#within(limit, () =>
      this.#study.run({
        // One more waits, so that a worker that is done has the next at once; unless the failure of one should stop the others.
        ...{ trials, failFast, workers: pool.workers + (failFast ? 0 : 1), objective: trialObjective(this.#options) },
        mayStart: () => {
          if (pool.isInterrupted) return false;
          // One that has to wait for its turn begins when half of another is over, on average.
          const waits = under >= pool.workers ? 1.5 : 1;
          hasTime = waits * this.#expected + keptBack() <= limit.left / 1000;
          return hasTime;
        },
        onBegin: (trial) => {
          under += 1;
          onBegin?.(trial);
        },
        onEnd: (trial) => {
          under -= 1;
          if (trial.state === 'completed' && trial.seconds !== undefined) this.#durations.push(trial.seconds);
          this.#checkpoints.add(trial);
          onEnd?.(trial);
        },
      }),
    );
    return result === 'stopped' && (isOutOfTime || !hasTime) ? 'out of time' : result;
  }

  /**
   * Trains trials again with other seeds, to their ends; those that were done before are not done again. What is under way when the
   * time is over is left, and done when the study goes on.
   * @returns how many are left
   */
  async repeat(
    trials: readonly TrialRecord[],
    seeds: readonly number[],
    { limit = TimeLimit.NONE, onEnd }: { readonly limit?: TimeLimit; readonly onEnd?: (repeat: RepeatRecord) => void } = {},
  ): Promise<number> {
    const { folder, settings, pool } = this.#options;
    const options = { ...this.#options, settings: { ...settings, diagnosis: false } };
    const done = new Set(this.record.repeats.map(({ of, seed }) => repeatRun(of, seed)));
    const missing = seeds
      .flatMap((seed) => trials.map(({ index, params }) => ({ of: index, seed, params, run: repeatRun(index, seed) })))
      .filter(({ run }) => !done.has(run));
    let left = missing.length;
    const waiting = missing.values();
    const trainWaiting = async () => {
      for (const { of, seed, params, run } of waiting) {
        if (pool.isInterrupted || limit.isOver) return;
        const ended = await trainOnPool(options, { ...params, seed }, run, []);
        if (ended.state === 'unfinished') continue;
        const repeat = { of, seed, ...ended, run };
        this.#study.addRepeat(repeat);
        rmSync(join(folder.path, run, 'checkpoints'), { recursive: true, force: true });
        left -= 1;
        onEnd?.(repeat);
      }
    };
    // One more waits, so that a worker that is done has the next at once.
    await this.#within(limit, () => Promise.all(Array.from({ length: pool.workers + 1 }, trainWaiting)));
    return left;
  }

  /** Interrupts the trainings when the time is over, and takes that back once they have ended. */
  async #within<T>(limit: TimeLimit, work: () => Promise<T>): Promise<{ readonly result: T; readonly isOutOfTime: boolean }> {
    const { pool } = this.#options;
    const wasInterrupted = pool.isInterrupted;
    let isOutOfTime = false;
    const outOfTime = () => {
      isOutOfTime = true;
      pool.interrupt();
    };
    const timer = Number.isFinite(limit.left) ? setTimeout(outOfTime, Math.min(limit.left, LONGEST_TIMER)) : undefined;
    try {
      return { result: await work(), isOutOfTime };
    } finally {
      clearTimeout(timer);
      if (isOutOfTime && !wasInterrupted) pool.allow();
    }
  }

  close(): void {
    this.#study.close();
  }

  /** How long a trial takes, in seconds, as far as is known. */
  get #expected(): number {
    const { length } = this.#durations;
    return length === 0 ? 0 : this.#durations.reduce((sum, seconds) => sum + seconds, 0) / length;
  }
}
