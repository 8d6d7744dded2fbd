import { duration, percent } from '../../base/format.ts';
import type { RecipeRecord } from '../../records/recipe/recipe-record.ts';
import { inBrief } from '../seven-steps/in-brief.ts';
import { FIRST_OF_ROUND, type StepState, stepStates } from '../seven-steps/step-states.ts';
import { FINAL_TEXT, STEP_TEXTS } from '../seven-steps/step-texts.ts';
import { progressBar } from './progress-bar.ts';
import { inShort } from './short-text.ts';
import { STATUS_MARKS, statusPaint } from './step-status.ts';
import type { Style } from './style.ts';

/** What the recipe does at the moment. */
export interface RunningStep {
  /** 1 to 7, or the training of the winner. */
  readonly step: number | 'final';
  /** Of steps 5 to 7, counted from 1; 0 before. */
  readonly round: number;
  /** `trial 7 of 12, best 98.71 %`. */
  readonly activity: string;
  /** 0..1; undefined where it is not known. */
  readonly done: number | undefined;
  readonly seconds: number;
}

/** A recipe while it runs. */
export interface LiveRecipe {
  readonly record: RecipeRecord;
  /** Undefined between two steps. */
  readonly running: RunningStep | undefined;
  /** Seconds spent so far, by all sessions. */
  readonly elapsed: number;
}

interface Row {
  readonly number: string;
  readonly title: string;
  readonly status: StepState['status'];
  readonly text: string;
  readonly seconds: number | undefined;
}

const GAP = '  ';
/** Columns of `refined search, round 2` and of `27 h 46 min`. */
const TITLE = 23;
const TIME = 11;
/** What a row takes beside its text: mark, number, title, time, and the gaps between them. */
const BESIDE = 1 + 1 + TITLE + TIME + 4 * GAP.length;
/** With less room for it a text says nothing, and is left out. */
const LEAST = 12;
const LONGEST_BAR = 40;

/**
 * The seven steps filling in, to be drawn over itself: what came of each, what is done now, and how much of the budget is spent.
 * Laid out by hand: it is drawn several times a second, all columns but one have their width, and there are always as many lines,
 * so that nothing moves.
 */
export function recipeSteps({ record, running, elapsed }: LiveRecipe, style: Style): string {
  const place = running === undefined || running.step === 'final' ? undefined : { step: running.step, round: running.round };
  const rows = [...stepStates(record, place).map((state) => rowOf(state, running)), finalRow(record, running)];
  return [...rows.map((row) => rowLine(row, style)), '', budgetLine(record, elapsed, style), stepLine(running, style)].join('\n');
}

function rowLine({ number, title, status, text, seconds }: Row, style: Style): string {
  const room = style.width - BESIDE;
  const isQuiet = status === 'waiting' || status === 'skipped';
  const paint = isQuiet ? style.dim : plain;
  const hasTime = seconds !== undefined && style.width >= BESIDE - GAP.length;
  const cells = [
    statusPaint(status, style)(STATUS_MARKS[status]),
    paint(number.padEnd(1)),
    (status === 'running' ? style.bold : paint)(title.padEnd(TITLE)),
    ...(room < LEAST ? [] : [paint(inShort(text, room).padEnd(hasTime ? room : 0))]),
    ...(hasTime ? [style.dim(duration(seconds).padStart(TIME))] : []),
  ];
  return cells.join(GAP).trimEnd();
}

function rowOf({ step, name, round, status, record }: StepState, running: RunningStep | undefined): Row {
  const { title } = STEP_TEXTS[name];
  const isPast = record !== undefined && record.round < round;
  const brief = record === undefined ? '' : inBrief(record);
  const isRunning = status === 'running' && running !== undefined;
  return {
    ...{ number: String(step), status, title: step === FIRST_OF_ROUND && round > 1 ? `${title}, round ${round}` : title },
    text: isRunning ? running.activity : isPast ? `round ${record.round}: ${brief}` : brief,
    seconds: isRunning ? running.seconds : isPast ? undefined : record?.seconds,
  };
}

function finalRow({ final }: RecipeRecord, running: RunningStep | undefined): Row {
  const { title } = FINAL_TEXT;
  if (running?.step === 'final') {
    return { number: '', title, status: 'running', text: running.activity, seconds: running.seconds };
  }
  if (final === undefined) return { number: '', title, status: 'waiting', text: '', seconds: undefined };
  const { testAccuracy, valAccuracy } = final;
  const text =
    testAccuracy !== undefined
      ? `test accuracy ${percent(testAccuracy)}`
      : valAccuracy === undefined
        ? ''
        : `validation accuracy ${percent(valAccuracy)}`;
  return { number: '', title, status: 'passed', text, seconds: final.seconds };
}

function budgetLine({ budgetSeconds }: RecipeRecord, elapsed: number, style: Style): string {
  if (budgetSeconds === undefined) return style.dim(`${duration(elapsed)} so far, without a budget`);
  const isOver = elapsed > budgetSeconds;
  const text = `${duration(elapsed)} of ${duration(budgetSeconds)}`;
  const painted = isOver ? { ...style, first: style.warning } : style;
  return barLine('time', elapsed / budgetSeconds, isOver ? style.warning(text) : text, text.length, painted);
}

/** How far the running step is; where there was no room for it, what it does. */
function stepLine(running: RunningStep | undefined, style: Style): string {
  if (running === undefined) return '';
  const { activity, done } = running;
  if (style.width - BESIDE < LEAST && activity !== '') return `step${GAP}${inShort(activity, style.width - 6)}`;
  if (done === undefined) return '';
  const text = `${Math.floor(100 * Math.min(1, Math.max(0, done)))} %`;
  return barLine('step', done, text, text.length, style);
}

function barLine(label: string, done: number, text: string, columns: number, style: Style): string {
  const length = Math.max(0, Math.min(LONGEST_BAR, style.width - label.length - columns - 2 * GAP.length));
  return [style.dim(label), progressBar(done, length, style), text].join(GAP);
}

function plain(text: string): string {
  return text;
}
