import { duration, percent } from '../base/format.ts';
import { shellWord } from '../base/shell-word.ts';
import type { RecipeRecord, StepRecord } from '../records/recipe/recipe-record.ts';
import { code, codeBlock, literal, type MarkdownColumn, markdownTable } from './markdown.ts';
import { type RecipeView, recipeName } from './recipe-view.ts';
import { evidenceMarkdown } from './seven-steps/evidence-markdown.ts';
import {
  finalFacts,
  ownAdvice,
  plural,
  recipeCommand,
  standing,
  stepName,
  timeText,
  waitingText,
} from './seven-steps/recipe-facts.ts';
import { STATUS_WORDS } from './seven-steps/status-words.ts';
import { recordsOf, stepStates, trialsOf } from './seven-steps/step-states.ts';
import { FINAL_TEXT, STEP_TEXTS } from './seven-steps/step-texts.ts';
import { paramText } from './study/param-text.ts';

/**
 * A recipe as a document in GitHub's Markdown: what came of it, each step with its decision and the numbers that it rests on, the
 * time, and how to do it again. Links are relative to the folder of the recipe. The same view gives the same text.
 */
export function recipeMarkdown(view: RecipeView): string {
  const { record } = view;
  const parts = [
    `# ${title(record)}`,
    summary(view),
    ...record.steps.flatMap((step) => stepPart(step, view)),
    ...missingSteps(record),
    ...finalPart(view),
    ...timePart(record),
    ...againPart(view),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

function title({ config, final, status }: RecipeRecord): string {
  const accuracy = final?.testAccuracy ?? final?.valAccuracy;
  if (accuracy === undefined) return `${literal(config)}: the recipe ${status === 'stopped' ? 'stopped' : 'is not complete'}`;
  const images = final?.testAccuracy === undefined ? 'validation' : 'test';
  return `${literal(config)}: ${percent(accuracy)} of the ${images} images are right`;
}

function summary(view: RecipeView): string {
  const { record, bestConfig } = view;
  const trials = trialsOf(record);
  const rows: [string, string][] = [
    ['Recipe', `${code(recipeName(view))} of ${code(record.file)}`],
    ['Status', literal(standing(record))],
    ...(record.final === undefined
      ? []
      : finalFacts(record.final)
          .slice(0, 3)
          .map(([key, value]) => fact(key, value))),
    ...Object.entries(record.final?.params ?? {}).map(([key, value]): [string, string] => [code(key), code(paramText(value))]),
    ...(trials === 0 ? [] : [fact('Searched', `${plural(trials, 'trial')} on ${plural(record.workers, 'worker')}`)]),
    ['Time', timeText(record)],
    [
      'See',
      [...(bestConfig === undefined ? [] : ['[best.yaml](best.yaml)']), '[the page with the pictures](report.html)'].join(', '),
    ],
  ];
  return pairs('', '', rows);
}

function stepPart(step: StepRecord, view: RecipeView): string[] {
  const { name, status, decision, seconds } = step;
  const advice = ownAdvice(step);
  const [first] = recordsOf(view.record, name);
  return [
    `## ${step.step}. ${capital(stepName(view.record, step))}`,
    // What it is for is said once.
    step === first ? `_${literal(STEP_TEXTS[name].purpose)}_` : '',
    `**${capital(STATUS_WORDS[status])}** (${duration(seconds)}). ${literal(decision)}`,
    advice === undefined ? '' : `> ${literal(advice)}`,
    ...evidenceMarkdown(step, view),
  ];
}

function missingSteps(record: RecipeRecord): string[] {
  const missing = stepStates(record).filter(({ record: known }) => known === undefined);
  if (missing.length === 0) return [];
  return [
    `## ${capital(waitingText(record))}`,
    missing.map(({ step, name }) => `${step}. ${literal(STEP_TEXTS[name].title)}`).join('\n'),
  ];
}

function finalPart({ record: { final } }: RecipeView): string[] {
  if (final === undefined) return [];
  const rows = finalFacts(final).map(([key, value]) => fact(key, value));
  return [
    `## ${capital(FINAL_TEXT.title)}`,
    `_${literal(FINAL_TEXT.purpose)}_`,
    ...(final.warning === undefined ? [] : [`**${literal(final.warning)}**`]),
    pairs('what', 'value', [...rows, ['Run', `[${literal(final.run)}](${encodeURI(final.run)})`]]),
  ];
}

function timePart(record: RecipeRecord): string[] {
  const { plan, steps, final } = record;
  const planned = markdownTable(
    [
      { head: 'planned for', cell: ({ what }) => literal(what) },
      { head: 'time', cell: ({ seconds }) => duration(seconds), align: 'right' },
      { head: 'how', cell: (share) => literal(share.plan) },
    ],
    plan,
  );
  const rows: [string, string][] = steps.map((one) => [`${one.step}. ${stepName(record, one)}`, duration(one.seconds)]);
  if (final !== undefined) rows.push([FINAL_TEXT.title, duration(final.seconds)]);
  const spent = markdownTable(
    [
      { head: 'spent on', cell: ([what]) => what },
      { head: 'time', cell: ([, time]) => time, align: 'right' },
    ] satisfies MarkdownColumn<[string, string]>[],
    rows,
  );
  return planned === '' && spent === '' ? [] : ['## Time', planned, spent];
}

function againPart({ record, path, bestConfig }: RecipeView): string[] {
  const train = bestConfig === undefined ? [] : [`cnn-run train ${shellWord(`${path.replaceAll('\\', '/')}/best.yaml`)}`];
  const head = ['## To do it again', codeBlock([...train, recipeCommand(record)].join('\n'), 'sh')];
  if (bestConfig === undefined) return head;
  return [
    ...head,
    'The first trains the winner, to the same bits; the second goes through all the steps. What the winner is, in full:',
    codeBlock(bestConfig, 'yaml'),
  ];
}

function pairs(first: string, second: string, rows: readonly [string, string][]): string {
  return markdownTable(
    [
      { head: first, cell: ([key]) => key },
      { head: second, cell: ([, value]) => value },
    ],
    rows,
  );
}

function fact(key: string, value: string): [string, string] {
  return [key, literal(value)];
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
