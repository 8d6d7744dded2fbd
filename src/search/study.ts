import type { Params } from '../records/study/description.ts';
import { Journal, readJournal } from '../records/study/journal.ts';
import { NOTHING_YET, sortRepeats, studyOf } from '../records/study/read-study.ts';
import { type StudyFolder, trialRun } from '../records/study/study-folder.ts';
import type { RepeatRecord, StudyRecord, TrialEnd, TrialRecord } from '../records/study/trial-record.ts';
import type { Pruner, PruningThreshold } from './pruners/pruner.ts';
import type { Observation, Sampler } from './samplers/sampler.ts';
import { observationOf } from './score.ts';
import type { Space } from './space/space.ts';
import { suggestTrial } from './suggest.ts';

/** What decides which trials there are. */
export interface SearchPlan {
  readonly space: Space;
  readonly sampler: Sampler;
  /** Whether the sampler looks at finished trials. */
  readonly isAdaptive: boolean;
  /** Undefined: no trial is compared with others. */
  readonly pruner: Pruner | undefined;
  readonly seed: number;
  /**
   * A trial knows of the results of all trials but the last `lag` - 1 before it, where it looks at results at all. So as many as
   * `lag` can run at a time, and what a trial is depends on nothing but its index, however many do.
   */
  readonly lag: number;
  /** What is tried first, before the sampler has its say. */
  readonly first: readonly Params[];
}

/** A trial that is to be trained. */
export interface TrialStart {
  readonly index: number;
  readonly params: Params;
  /** Its run folder, relative to the study. */
  readonly run: string;
  readonly thresholds: readonly PruningThreshold[];
}

/** Trains one trial. Unfinished, it is trained again when the study goes on. */
export type Objective = (trial: TrialStart) => Promise<TrialEnd>;

export interface StudyRunOptions {
  /** How many there shall be in all. */
  readonly trials: number;
  /** How many run at a time. */
  readonly workers: number;
  readonly objective: Objective;
  /** Asked before each trial; false: no more are begun. */
  readonly mayStart?: (trial: TrialStart) => boolean;
  /** Begin no more when one has failed. */
  readonly failFast?: boolean;
  readonly onBegin?: (trial: TrialStart) => void;
  readonly onEnd?: (trial: TrialRecord) => void;
}

/**
 * `complete`: as many as were wanted. `exhausted`: every trial of the space, or of the grid. `stopped`: there was no leave to go on.
 * `failed`: one has failed, and that was to be the end.
 */
export type StudyEnd = 'complete' | 'exhausted' | 'stopped' | 'failed';

/** A study under way: which trials there are, which have ended, and the journal that remembers it. */
export class Study {
  readonly folder: StudyFolder;
  readonly plan: SearchPlan;
  readonly #journal: Journal;
  readonly #record: StudyRecord;
  readonly #trials: TrialRecord[] = [];
  /** Of the trials that have ended, by index. */
  readonly #observations: (Observation | undefined)[] = [];
  readonly #tried = new Set<string>();
  readonly #repeats: RepeatRecord[];

  private constructor(folder: StudyFolder, plan: SearchPlan, journal: Journal, record: StudyRecord) {
    this.folder = folder;
    this.plan = plan;
    this.#journal = journal;
    this.#record = record;
    this.#repeats = [...record.repeats];
    for (const trial of record.trials) this.#know(trial);
  }

  /** Reads the journal, and goes on behind it. Whoever calls has the lock. @throws UserError when it cannot be read or is damaged. */
  static open(folder: StudyFolder, plan: SearchPlan): Study {
    const content = readJournal(folder.journalPath);
    const record = studyOf(folder, content);
    return new Study(folder, plan, Journal.open(folder.journalPath, content), record);
  }

  /** As it stands. */
  get record(): StudyRecord {
    return { ...this.#record, trials: this.#trials.filter((trial) => trial !== undefined), repeats: sortRepeats(this.#repeats) };
  }

  /**
   * Runs what is missing of the trials, as many at a time as there are workers and the plan allows. When something goes wrong (the
   * journal cannot be written), no more are begun, those under way come to their ends, and then it throws.
   */
  async run(options: StudyRunOptions): Promise<StudyEnd> {
    const running = new Map<number, Promise<void>>();
    let end: StudyEnd = 'complete';
    const failures: unknown[] = [];
    const begin = (index: number) => {
      const trial = this.#begin(index, options);
      if (typeof trial === 'string') {
        end = trial;
        return;
      }
      const work = this.#work(trial, options).then(
        (state) => {
          if (state === 'unfinished') end = 'stopped';
          else if (state === 'failed' && options.failFast === true && end === 'complete') end = 'failed';
        },
        (error: unknown) => failures.push(error),
      );
      running.set(
        index,
        work.then(() => {
          running.delete(index);
        }),
      );
    };
    for (let next = 0; ; ) {
      while (end === 'complete' && failures.length === 0 && running.size < options.workers) {
        while (next < options.trials && this.#observations[next] !== undefined) next += 1;
        if (next >= options.trials || !this.#mayKnow(next)) break;
        try {
          begin(next);
        } catch (error) {
          failures.push(error);
        }
        next += 1;
      }
      if (running.size === 0) break;
      await Promise.race(running.values());
    }
    if (failures.length > 0) throw failures[0];
    return end;
  }

  /** What a trial is, without beginning it; undefined when there are no more. All that it may know of must have ended. */
  suggest(index: number): TrialStart | undefined {
    const params = this.#trials[index]?.params ?? this.#suggest(index);
    if (params === undefined) return undefined;
    const thresholds = this.plan.pruner?.thresholds(index, this.#view(index)) ?? [];
    return { index, params, run: trialRun(index), thresholds };
  }

  /** Writes down that a trial was trained again with another seed. */
  addRepeat(repeat: RepeatRecord): void {
    this.#journal.append({ repeat });
    this.#repeats.push(repeat);
  }

  close(): void {
    this.#journal.close();
  }

  /** Whether everything that decides this trial has ended. */
  #mayKnow(index: number): boolean {
    if (!this.#looksBack) return true;
    for (let i = index - this.plan.lag; i >= 0; i--) if (this.#observations[i] === undefined) return false;
    return true;
  }

  get #looksBack(): boolean {
    return this.plan.isAdaptive || this.plan.pruner !== undefined;
  }

  /** Writes down that a trial begins, unless it goes on. @returns why it does not begin where it does not */
  #begin(index: number, { mayStart }: StudyRunOptions): TrialStart | 'exhausted' | 'stopped' {
    const trial = this.suggest(index);
    if (trial === undefined) return 'exhausted';
    if (mayStart?.(trial) === false) return 'stopped';
    if (this.#trials[index] === undefined) {
      const { params, run } = trial;
      this.#journal.append({ begin: { index, params } });
      this.#know({ ...NOTHING_YET, index, params, run });
    }
    return trial;
  }

  #suggest(index: number): Params | undefined {
    const { sampler, space, seed, isAdaptive, first } = this.plan;
    if (first[index] !== undefined) return first[index];
    // Those after it count only when a line of the journal was lost.
    const tried =
      index >= this.#trials.length ? this.#tried : new Set(this.#trials.slice(0, index).map(({ params }) => space.keyOf(params)));
    return suggestTrial({ sampler, space, seed, index, view: isAdaptive ? this.#view(index) : [], tried });
  }

  #view(index: number): readonly Observation[] {
    const most = Math.max(0, index - this.plan.lag + 1);
    return this.#observations.slice(0, most).filter((observation) => observation !== undefined);
  }

  async #work(trial: TrialStart, { objective, onBegin, onEnd }: StudyRunOptions): Promise<TrialEnd['state']> {
    const { index, params, run } = trial;
    onBegin?.(trial);
    const ended = await objective(trial);
    if (ended.state === 'unfinished') return ended.state;
    this.#journal.append({ end: { index, ...ended, run } });
    const record = { index, params, ...ended, run };
    this.#know(record);
    onEnd?.(record);
    return ended.state;
  }

  #know(trial: TrialRecord): void {
    this.#trials[trial.index] = trial;
    this.#tried.add(this.plan.space.keyOf(trial.params));
    this.#observations[trial.index] = observationOf(this.#record.header.metric, trial);
  }
}
