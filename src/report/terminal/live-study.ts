import { count, duration } from '../../base/format.ts';
import type { Params } from '../../records/study/description.ts';
import { compareTrials } from '../../records/study/ranking.ts';
import type { StudyHeader, TrialRecord, TrialState } from '../../records/study/trial-record.ts';
import { keyNames } from '../study/key-names.ts';
import { resultText } from '../study/result-text.ts';
import { lossText } from './numbers.ts';
import { paramColumns } from './param-columns.ts';
import { progressBar } from './progress-bar.ts';
import { statePaint } from './state-paint.ts';
import type { Style } from './style.ts';
import { type Column, renderTable } from './table.ts';

/** A trial that is being trained. */
export interface RunningTrial {
  readonly index: number;
  readonly params: Params;
  /** Counted from 1. */
  readonly epoch: number;
  readonly epochs: number;
  /** The part of its training that is done, 0..1. */
  readonly done: number;
  /** Of the training, averaged; NaN before the first step. */
  readonly loss: number;
  /** The best result so far; undefined before the first epoch is over. */
  readonly valAccuracy: number | undefined;
  readonly valLoss: number | undefined;
}

/** A study while it runs. */
export interface LiveStudy {
  readonly header: Pick<StudyHeader, 'space' | 'metric'>;
  readonly finished: readonly TrialRecord[];
  readonly running: readonly RunningTrial[];
  /** How many trials there will be; Infinity where a time is given instead. */
  readonly total: number;
  /** NaN where it is not known. */
  readonly secondsLeft: number;
}

interface LiveRow {
  readonly index: number;
  readonly params: Params;
  readonly valAccuracy: number | undefined;
  readonly valLoss: number | undefined;
  readonly state: TrialState | 'running';
  readonly progress: string;
  readonly loss: number;
}

/** Lines that are not rows of trials: heads, rule, and the line below. */
const FRAME = 3;
const LEAST = 3;
const LONGEST_BAR = 24;

/**
 * The table of a running study, to be drawn over itself: the best trials on top, then those that run, then how far the study is.
 *
 * @param lines of the terminal: no more are used, since what has scrolled away cannot be drawn over.
 */
export function liveStudy(state: LiveStudy, lines: number, style: Style): string {
  const { header, finished, running } = state;
  const room = Math.max(LEAST, lines - FRAME);
  // However many trials run at a time, the best one is seen.
  const shown = running.slice(0, room - 1);
  const best = leading(finished, header.metric, room - shown.length).map(finishedRow);
  const rows = [...best, ...shown.map(runningRow)];
  const paint = (row: LiveRow) =>
    row.state === 'running' ? style.second : row === best[0] ? style.good : statePaint(row.state, style);
  const names = keyNames(header.space.map(({ key }) => key));
  const params = paramColumns<LiveRow>(names, rows, style).map((column) => ({ ...column, wraps: false }));
  const columns: Column<LiveRow>[] = [
    { head: 'trial', align: 'right', text: ({ index }) => String(index), paint },
    ...params,
    {
      ...{ head: 'val accuracy', align: 'right', text: (row) => resultText(row.valAccuracy, 'valAccuracy'), paint },
      ...(header.metric === 'valAccuracy' ? {} : { expendable: 2 }),
    },
    {
      ...{ head: 'val loss', align: 'right', text: (row) => resultText(row.valLoss, 'valLoss'), paint },
      ...(header.metric === 'valLoss' ? {} : { expendable: 2 }),
    },
    {
      head: '',
      expendable: 1,
      text: ({ progress }) => progress,
      paint: ({ state: how }) => (how === 'running' ? undefined : style.dim),
    },
    { head: 'loss now', align: 'right', expendable: 3, text: ({ loss }) => (Number.isNaN(loss) ? '' : lossText(loss)) },
  ];
  const table = renderTable({ columns, rows, gap: 2 }, style);
  return [table, progressOf(state, style)].filter((part) => part !== '').join('\n');
}

function finishedRow({ index, params, valAccuracy, valLoss, state, epochs }: TrialRecord): LiveRow {
  const progress = state === 'completed' ? count(epochs) + (epochs === 1 ? ' epoch' : ' epochs') : state;
  return { index, params, valAccuracy, valLoss, state, progress, loss: Number.NaN };
}

function runningRow({ index, params, valAccuracy, valLoss, epoch, epochs, done, loss }: RunningTrial): LiveRow {
  const progress = `epoch ${epoch}/${epochs}, ${Math.floor(100 * done)} %`;
  return { index, params, valAccuracy, valLoss, state: 'running', progress, loss };
}

/** The best few, without ordering all the others. */
function leading(trials: readonly TrialRecord[], metric: StudyHeader['metric'], most: number): TrialRecord[] {
  const best: TrialRecord[] = [];
  for (const trial of trials) {
    const last = best.at(-1);
    if (best.length >= most && last !== undefined && compareTrials(trial, last, metric) > 0) continue;
    const place = best.findIndex((other) => compareTrials(trial, other, metric) < 0);
    best.splice(place < 0 ? best.length : place, 0, trial);
    if (best.length > most) best.pop();
  }
  return best;
}

function progressOf({ finished, running, total, secondsLeft }: LiveStudy, style: Style): string {
  const states = (['pruned', 'diverged', 'failed'] as const).flatMap((state) => {
    const number = finished.filter((trial) => trial.state === state).length;
    return number === 0 ? [] : [`${count(number)} ${state}`];
  });
  const ended = finished.filter(({ state }) => state !== 'unfinished').length;
  const isKnown = Number.isFinite(total);
  const done = total === 0 ? 1 : (ended + running.reduce((sum, trial) => sum + trial.done, 0)) / total;
  const fields = [
    `${count(ended)}${isKnown ? ` of ${count(total)}` : ''} trials`,
    ...(states.length === 0 ? [] : [states.join(', ')]),
    ...(Number.isFinite(secondsLeft) ? [`${duration(secondsLeft)} left`] : []),
  ];
  let width = isKnown ? Math.min(LONGEST_BAR, Math.floor(style.width / 4)) : 0;
  let line = progressBar(done, width, style);
  for (const field of fields) {
    const gap = width === 0 ? '' : '  ';
    width += gap.length + field.length;
    if (width > style.width) break;
    line += gap + field;
  }
  return line;
}
