import { count, percent } from '../../base/format.ts';
import { shellWord } from '../../base/shell-word.ts';
import type { FinalRecord, RecipeRecord, StepRecord } from '../../records/recipe/recipe-record.ts';
import { gateOf, plural, recipeCommand, standing, timeText } from '../seven-steps/recipe-facts.ts';
import { trialsOf } from '../seven-steps/step-states.ts';
import { FINAL_TEXT, STEP_TEXTS } from '../seven-steps/step-texts.ts';
import { paramText } from '../study/param-text.ts';
import { checksTable } from './check-tables.ts';
import { largeNumber } from './large-digits.ts';
import { lossText } from './numbers.ts';
import { paragraph } from './paragraph.ts';
import { STATUS_MARKS, statusPaint } from './step-status.ts';
import type { Style } from './style.ts';
import { type Column, printable, renderTable } from './table.ts';

/** What a recipe has written, as paths that can be typed; undefined where it was not. */
export interface RecipeFiles {
  readonly bestConfig: string | undefined;
  readonly markdown: string | undefined;
  readonly page: string | undefined;
}

/** What came of a recipe: the accuracy and how it was reached; or the gate that was not passed, and what to change. */
export function recipeResult(
  record: RecipeRecord,
  files: RecipeFiles,
  style: Style,
  /** Whether the accuracy is drawn three lines high. */
  isLarge: boolean,
): string {
  return [
    record.final === undefined ? withoutFinal(record, style) : finalText(record.final, style, isLarge),
    warnings(record, style),
    filesText(record, files, style),
    paragraph(effort(record), style, style.dim),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

function finalText(final: FinalRecord, style: Style, isLarge: boolean): string {
  const { testAccuracy, testLoss, valAccuracy, epochs, schedule, params, warning } = final;
  const shown = testAccuracy ?? valAccuracy;
  const name = testAccuracy === undefined ? 'validation accuracy' : 'test accuracy';
  const rest = [
    ...(testAccuracy === undefined ? ['there are no test images'] : ['measured once']),
    ...(testLoss === undefined ? [] : [`loss ${lossText(testLoss)}`]),
    ...(testAccuracy === undefined || valAccuracy === undefined ? [] : [`validation accuracy ${percent(valAccuracy)}`]),
  ];
  const digits = shown === undefined || !isLarge ? [] : [...largeNumber(percent(shown)).map(style.good), ''];
  const rows: [string, string][] = [
    ...Object.entries(params).map(([key, value]): [string, string] => [key, paramText(value)]),
    ['epochs', count(epochs)],
    ['schedule', schedule],
  ];
  const columns: Column<[string, string]>[] = [
    { head: '', text: () => '' },
    { head: '', shrinksTo: 12, wraps: true, text: ([key]) => key },
    { head: '', shrinksTo: 8, wraps: true, text: ([, value]) => value, paint: () => style.first },
  ];
  const accuracy = shown === undefined ? 'trained, but without an accuracy' : `${name} ${percent(shown)}`;
  return [
    ...digits,
    style.bold(style.good(accuracy)),
    paragraph(rest.join(', '), style, style.dim),
    ...(warning === undefined ? [] : ['', paragraph(warning, style, style.bad)]),
    '',
    style.bold(FINAL_TEXT.title),
    renderTable({ columns, rows, headed: false, gap: 2 }, style),
  ].join('\n');
}

function withoutFinal(record: RecipeRecord, style: Style): string {
  const gate = gateOf(record);
  if (gate !== undefined) return gateText(record, gate, style);
  return [
    style.bold(standing(record)),
    paragraph('The same command goes on from there; what is done is not done again.', style),
  ].join('\n');
}

function gateText(record: RecipeRecord, { step, name, decision, advice, evidence }: StepRecord, style: Style): string {
  const checks = evidence !== undefined && 'checks' in evidence ? evidence.checks : [];
  const rows = checks
    .filter(({ status }) => status !== 'pass')
    // What they mean is said below, in the advice.
    .map(({ id, title, status, expected, measured }) => ({ id, title, status, expected, measured, seconds: 0 }));
  return [
    `${style.bad(style.bold(`stopped at step ${step}`))}   ${style.bold(STEP_TEXTS[name].title)}`,
    paragraph(decision, style),
    ...(rows.length === 0 ? [] : ['', checksTable(rows, style)]),
    '',
    ...(advice === undefined ? [] : [labelled('change', advice, style)]),
    `${style.first('or go on all the same:')} ${printable(recipeCommand(record))} --force`,
  ].join('\n');
}

/** Steps that were passed, but not as they should be; of the one that stopped the recipe more is said above. */
function warnings({ steps }: RecipeRecord, style: Style): string {
  return steps
    .filter(({ status }) => status === 'warned' || status === 'forced')
    .map(({ step, name, round, status, decision, advice }) => {
      const where = `step ${step}, ${STEP_TEXTS[name].title}${round > 1 ? `, round ${round}` : ''}`;
      const mark = statusPaint(status, style)(STATUS_MARKS[status]);
      return [`${mark} ${style.bold(where)}`, paragraph(advice ?? decision, style)].join('\n');
    })
    .join('\n');
}

/** What is copied is not broken into lines: the terminal does that so that it still is one. */
function filesText({ final }: RecipeRecord, { bestConfig, markdown, page }: RecipeFiles, style: Style): string {
  const lines = [
    ['best config', final === undefined ? undefined : bestConfig],
    ['decisions', markdown],
    ['report', page],
    ['train again', final === undefined || bestConfig === undefined ? undefined : `cnn-run train ${shellWord(bestConfig)}`],
  ] as const;
  return lines
    .flatMap(([label, text]) => (text === undefined ? [] : [`${style.dim(`${label}:`.padEnd(13))}${printable(text)}`]))
    .join('\n');
}

function labelled(label: string, text: string, style: Style): string {
  const columns: Column<string>[] = [
    { head: '', text: () => `${label}:`, paint: () => style.first },
    { head: '', shrinksTo: 8, wraps: true, text: (whole) => whole },
  ];
  return renderTable({ columns, rows: [text], headed: false, gap: 1 }, style);
}

function effort(record: RecipeRecord): string {
  const trials = trialsOf(record);
  const searched = trials === 0 ? '' : `, ${plural(trials, 'trial')} on ${plural(record.workers, 'worker')}`;
  return `${timeText(record)}${searched}`;
}
