import type { RecipeFolder } from '../../records/recipe/recipe-folder.ts';
import { RECIPE_STEPS, type RecipeRecord, type RecipeStepName } from '../../records/recipe/recipe-record.ts';
import { planTable } from '../../report/terminal/plan-table.ts';
import { finalLine, stepLine } from '../../report/terminal/recipe-lines.ts';
import { type RunningStep, recipeSteps } from '../../report/terminal/recipe-steps.ts';
import { styleFor } from '../../report/terminal/style.ts';
import { type Drawing, openDrawing } from '../drawing.ts';

/** How often it is drawn anew, in milliseconds. */
const REDRAW = 200;

/** What a recipe shows while it runs: its steps filling in where there is a terminal, else a line for each that was done. */
export interface RecipeDisplay {
  activity(step: { readonly name: RecipeStepName; readonly round: number } | undefined, text: string, done?: number): void;
  record(record: RecipeRecord): void;
  note(text: string): void;
  close(): void;
}

export async function openRecipeDisplay(folder: RecipeFolder, record: RecipeRecord, goesOn: boolean): Promise<RecipeDisplay> {
  const stream = process.stderr;
  const head = goesOn ? `going on with ${folder.path}` : `recipe ${folder.path}`;
  const plan = goesOn ? '' : planTable(record, styleFor(stream));
  stream.write(plan === '' ? `${head}\n` : `${head}\n\n${plan}\n\n`);
  const drawing = await openDrawing(stream);
  return drawing === undefined ? new Lines(record) : new LiveSteps(record, drawing);
}

class Lines implements RecipeDisplay {
  #steps: number;
  #hasFinal: boolean;

  constructor({ steps, final }: RecipeRecord) {
    this.#steps = steps.length;
    this.#hasFinal = final !== undefined;
  }

  activity(): void {}

  record({ steps, final }: RecipeRecord): void {
    for (const step of steps.slice(this.#steps)) this.note(stepLine(step));
    this.#steps = steps.length;
    if (final !== undefined && !this.#hasFinal) this.note(finalLine(final));
    this.#hasFinal = final !== undefined;
  }

  note(text: string): void {
    process.stderr.write(`${text}\n`);
  }

  close(): void {}
}

class LiveSteps implements RecipeDisplay {
  readonly #drawing: Drawing;
  readonly #timer: NodeJS.Timeout;
  #record: RecipeRecord;
  #recorded = performance.now();
  #running: Omit<RunningStep, 'seconds'> | undefined;
  #began = performance.now();

  constructor(record: RecipeRecord, drawing: Drawing) {
    this.#record = record;
    this.#drawing = drawing;
    this.#timer = setInterval(() => this.#show(), REDRAW);
  }

  activity(step: { readonly name: RecipeStepName; readonly round: number } | undefined, activity: string, done?: number): void {
    const number = step === undefined ? 'final' : RECIPE_STEPS.indexOf(step.name) + 1;
    const round = step?.round ?? 0;
    if (this.#running?.step !== number || this.#running.round !== round) this.#began = performance.now();
    this.#running = { step: number, round, activity, done };
    this.#show();
  }

  record(record: RecipeRecord): void {
    this.#record = record;
    this.#recorded = performance.now();
    this.#running = undefined;
    this.#show();
  }

  note(text: string): void {
    this.#drawing.note(text);
  }

  /** The steps stay on the screen. */
  close(): void {
    clearInterval(this.#timer);
    this.#show();
    this.#drawing.done();
  }

  #show(): void {
    const now = performance.now();
    const running = this.#running === undefined ? undefined : { ...this.#running, seconds: (now - this.#began) / 1000 };
    const since = this.#record.status === 'running' ? (now - this.#recorded) / 1000 : 0;
    const elapsed = this.#record.seconds + since;
    const style = styleFor(process.stderr);
    // Not up to the last column, where some terminals wrap already.
    this.#drawing.show(recipeSteps({ record: this.#record, running, elapsed }, { ...style, width: style.width - 1 }));
  }
}
