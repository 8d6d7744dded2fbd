import { count, duration } from '../../base/format.ts';
import { resultOf } from '../../records/study/ranking.ts';
import type { StudyHeader, TrialRecord } from '../../records/study/trial-record.ts';
import { overrideText } from '../../report/study/param-text.ts';
import { METRIC_NAMES, resultText } from '../../report/study/result-text.ts';
import { liveStudy, type RunningTrial } from '../../report/terminal/live-study.ts';
import { styleFor } from '../../report/terminal/style.ts';
import type { TrialStart } from '../../search/study.ts';
import type { TrialProgress } from '../../trials/trial-task.ts';
import { type Drawing, openDrawing } from '../drawing.ts';

/** How often the live table is drawn, in milliseconds. */
const REDRAW = 250;
const LINES = 24;

/** What a sweep shows while it runs: a table that is drawn over itself where there is a terminal, else a line for each trial. */
export interface SweepDisplay {
  begin(trial: TrialStart): void;
  progress(progress: TrialProgress): void;
  end(trial: TrialRecord): void;
  note(text: string): void;
  close(): void;
}

export interface SweepDisplayOptions {
  readonly header: StudyHeader;
  readonly total: number;
  /** Those that were done before. */
  readonly finished: readonly TrialRecord[];
}

export async function openSweepDisplay(options: SweepDisplayOptions): Promise<SweepDisplay> {
  const drawing = await openDrawing(process.stderr);
  return drawing === undefined ? new Lines(options.header) : new LiveTable(options, drawing);
}

class Lines implements SweepDisplay {
  readonly #header: StudyHeader;

  constructor(header: StudyHeader) {
    this.#header = header;
  }

  begin(): void {}

  progress(): void {}

  end(trial: TrialRecord): void {
    this.note(trialLine(trial, this.#header));
  }

  note(text: string): void {
    process.stderr.write(`${text}\n`);
  }

  close(): void {}
}

/** `trial 3   --optimizer.lr 0.003   completed   validation accuracy 98.10 %   2.3 s`. */
function trialLine(trial: TrialRecord, { metric }: StudyHeader): string {
  const result = resultOf(trial, metric);
  return [
    `trial ${trial.index}`,
    overrideText(trial.params),
    trial.state,
    result === undefined ? '' : `${METRIC_NAMES[metric]} ${resultText(result, metric)}`,
    trial.seconds === undefined ? '' : duration(trial.seconds),
    trial.reason?.split('\n')[0] ?? '',
  ]
    .filter((part) => part !== '')
    .join('   ');
}

class LiveTable implements SweepDisplay {
  readonly #options: SweepDisplayOptions;
  readonly #drawing: Drawing;
  readonly #finished: TrialRecord[];
  readonly #begun = new Map<string, TrialStart>();
  readonly #running = new Map<string, RunningTrial>();
  readonly #began = performance.now();
  readonly #timer: NodeJS.Timeout;
  #doneHere = 0;

  constructor(options: SweepDisplayOptions, drawing: Drawing) {
    this.#options = options;
    this.#finished = [...options.finished];
    this.#drawing = drawing;
    this.#timer = setInterval(() => this.#show(), REDRAW);
  }

  begin(trial: TrialStart): void {
    this.#begun.set(trial.run, trial);
  }

  /** A trial is shown once it tells something: before, it may wait for its turn. */
  progress({ id, step, totalSteps, epoch, epochs, loss, value }: TrialProgress): void {
    const begun = this.#begun.get(id);
    if (begun === undefined) return;
    const results = { valAccuracy: undefined, valLoss: undefined, [this.#options.header.metric]: value };
    const { index, params } = begun;
    this.#running.set(id, { index, params, epoch, epochs, loss, done: step / totalSteps, ...results });
  }

  end(trial: TrialRecord): void {
    this.#begun.delete(trial.run);
    this.#running.delete(trial.run);
    this.#finished.push(trial);
    this.#doneHere += 1;
    this.#show();
  }

  note(text: string): void {
    this.#drawing.note(text);
  }

  close(): void {
    clearInterval(this.#timer);
    this.#drawing.clear();
    this.#drawing.done();
  }

  #show(): void {
    const { header, total } = this.#options;
    const state = {
      header,
      finished: this.#finished,
      running: [...this.#running.values()],
      // A study may have more than are asked for now.
      total: Math.max(total, this.#finished.length),
      secondsLeft: this.#secondsLeft,
    };
    this.#drawing.show(liveStudy(state, (process.stderr.rows ?? LINES) - 1, styleFor(process.stderr)));
  }

  /** At the pace of this session. */
  get #secondsLeft(): number {
    const { total } = this.#options;
    const part = [...this.#running.values()].reduce((sum, { done }) => sum + done, 0);
    const done = this.#doneHere + part;
    const left = total - this.#finished.length - part;
    if (done === 0 || !Number.isFinite(total)) return Number.NaN;
    return ((performance.now() - this.#began) / 1000 / done) * left;
  }
}

/** `going on with runs/x-001: 12 of 16 trials are done, 2 at a time`. */
export function openingText(path: string, goesOn: boolean, done: number, total: number, workers: number): string {
  const side = `${workers} at a time`;
  if (!goesOn) return `study ${path}: trials ${side}`;
  if (done > total) return `going on with ${path}: ${count(done)} trials are done, more than asked for (${count(total)})`;
  const trials = !Number.isFinite(total) ? '' : ` of ${count(total)}`;
  return `going on with ${path}: ${count(done)}${trials} trials are done, ${side}`;
}
