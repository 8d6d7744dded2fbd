import { duration, percent } from '../../base/format.ts';
import type { RecipeRecord } from '../../records/recipe/recipe-record.ts';
import { FIRST_OF_ROUND, type StepState, stepStates } from '../seven-steps/step-states.ts';
import { FINAL_TEXT, STEP_TEXTS } from '../seven-steps/step-texts.ts';
import { progressBar } from './progress-bar.ts';
import { fitted, inShort } from './short-text.ts';
import { STATUS_MARKS, statusPaint } from './step-status.ts';
import type { Style } from './style.ts';
import { type Column, renderTable } from './table.ts';

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

const GAP = 2;
const LONGEST_BAR = 40;
/** What a row takes beside its text: mark, number, title, time, and the gaps between them. */
const BESIDE = 1 + 1 + 23 + 12 + 4 * GAP;
/** With less room for it a text says nothing, and is left out. */
const LEAST = 12;

/** The seven steps filling in, to be drawn over itself: what came of each, what is done now, and how much of the budget is spent. */
export function recipeSteps({ record, running, elapsed }: LiveRecipe, style: Style): string {
  const room = style.width - BESIDE;
  const place = running === undefined || running.step === 'final' ? undefined : { step: running.step, round: running.round };
  const rows = stepStates(record, place).map((state) => rowOf(state, running));
  const table = renderTable(
    {
      columns: columnsFor(room),
      rows: [...rows, finalRow(record, running)],
      ...{ headed: false, gap: GAP },
      below: ({ status }) => (status === 'running' && running !== undefined ? progressOf(running, room, style) : []),
    },
    style,
  );
  return `${table}\n\n${budgetLine(record, elapsed, style)}`;
}

function columnsFor(room: number): Column<Row>[] {
  // As wide as can be from the beginning, so that nothing moves when longer texts come.
  const text: Column<Row> = { head: '', text: (row) => inShort(row.text, room).padEnd(room), paint: paintOf };
  return [
    { head: '', text: ({ status }) => STATUS_MARKS[status], paint: ({ status }, style) => statusPaint(status, style) },
    { head: '', text: ({ number }) => number, paint: paintOf },
    { head: '', text: ({ title }) => title.padEnd(23), paint: titlePaint },
    ...(room < LEAST ? [] : [text]),
    {
      ...{ head: '', align: 'right', expendable: 1, paint: (_, style) => style.dim },
      text: ({ seconds }) => (seconds === undefined ? '' : duration(seconds)),
    },
  ];
}

function rowOf({ step, name, round, status, record }: StepState, running: RunningStep | undefined): Row {
  const { title } = STEP_TEXTS[name];
  const isPast = record !== undefined && record.round < round;
  const decision = record === undefined ? '' : isPast ? `round ${record.round}: ${record.decision}` : record.decision;
  const isRunning = status === 'running' && running !== undefined;
  return {
    ...{ number: String(step), status, title: step === FIRST_OF_ROUND && round > 1 ? `${title}, round ${round}` : title },
    text: isRunning ? running.activity : decision,
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

function titlePaint({ status }: Row, style: Style) {
  return status === 'running' ? style.bold : status === 'waiting' || status === 'skipped' ? style.dim : undefined;
}

function paintOf({ status }: Row, style: Style) {
  return status === 'waiting' || status === 'skipped' ? style.dim : undefined;
}

/** Below the row of the running step: what it does where there was no room, and how far it is. */
function progressOf({ activity, done }: RunningStep, room: number, style: Style): string[] {
  const indent = ' '.repeat(1 + GAP + 1 + GAP);
  const activityLine = room < LEAST && activity !== '' ? [indent + fitted(activity, style.width - indent.length)] : [];
  if (done === undefined) return activityLine;
  const length = Math.min(LONGEST_BAR, style.width - indent.length - 6);
  const part = `${Math.floor(100 * Math.min(1, Math.max(0, done)))} %`;
  return [...activityLine, `${indent}${progressBar(done, length, style)} ${part.padStart(5)}`];
}

function budgetLine({ budgetSeconds }: RecipeRecord, elapsed: number, style: Style): string {
  if (budgetSeconds === undefined) return style.dim(`${duration(elapsed)} so far, without a budget`);
  const isOver = elapsed > budgetSeconds;
  const text = `${duration(elapsed)} of ${duration(budgetSeconds)}`;
  const length = Math.max(0, Math.min(LONGEST_BAR, style.width - text.length - GAP));
  const painted = isOver ? { ...style, first: style.warning } : style;
  return `${progressBar(elapsed / budgetSeconds, length, painted)}${' '.repeat(GAP)}${isOver ? style.warning(text) : text}`;
}
