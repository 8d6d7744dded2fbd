import { count, duration, percent } from '../../base/format.ts';
import { shellWord } from '../../base/shell-word.ts';
import type { FinalRecord, RecipeRecord, SearchEvidence, StepRecord } from '../../records/recipe/recipe-record.ts';
import { lossText } from '../terminal/numbers.ts';
import { nextStep, recordsOf } from './step-states.ts';
import { FINAL_TEXT, STEP_TEXTS } from './step-texts.ts';

/** How a recipe stands, in a few words. */
export function standing(record: RecipeRecord): string {
  const { status } = record;
  if (status === 'completed') return 'completed';
  const gate = gateOf(record);
  if (gate !== undefined) return `stopped at step ${gate.step}, ${STEP_TEXTS[gate.name].title}`;
  const { step, name, round } = nextStep(record);
  const where =
    name === undefined ? FINAL_TEXT.title : `step ${step}, ${STEP_TEXTS[name].title}${round > 1 ? `, round ${round}` : ''}`;
  return status === 'running' ? `under way: ${where}` : `${status} before ${where}`;
}

/** The step whose gate was not passed, so that the recipe stopped there. */
export function gateOf({ status, steps }: RecipeRecord): StepRecord | undefined {
  const last = steps.at(-1);
  return status === 'stopped' && last?.status === 'failed' ? last : undefined;
}

/** What is typed to do it again, or to go on with it. */
export function recipeCommand({ command, file, budgetSeconds }: RecipeRecord): string {
  return command ?? `cnn-run recipe ${shellWord(file)}${budgetSeconds === undefined ? '' : ` --budget ${budgetSeconds}s`}`;
}

/** What is said of a step that has not been executed: of a recipe that is complete it will not be. */
export function waitingText({ status }: RecipeRecord): string {
  return status === 'completed' ? 'left out' : 'not reached';
}

/** What to do about a step, unless its checks or readings, which are shown beside it, say it already. */
export function ownAdvice({ advice, evidence }: StepRecord): string | undefined {
  if (evidence?.kind === 'learningCurves' && evidence.readings.some((reading) => reading.advice === advice)) return undefined;
  const checks = evidence !== undefined && 'checks' in evidence ? evidence.checks : [];
  return checks.some(({ status, reading, fix }) => status !== 'pass' && (reading ?? fix) !== undefined) ? undefined : advice;
}

/** The title of a step that was executed, with its round where there are several. */
export function stepName(record: RecipeRecord, { name, round }: Pick<StepRecord, 'name' | 'round'>): string {
  const { title } = STEP_TEXTS[name];
  return recordsOf(record, name).length > 1 ? `${title}, round ${round}` : title;
}

/** Each fact about the final training that is known: what it is, and its value. */
export function finalFacts({ testAccuracy, testLoss, valAccuracy, epochs, schedule, seconds }: FinalRecord): [string, string][] {
  return [
    testAccuracy === undefined
      ? ['Test accuracy', 'there are no test images']
      : ['Test accuracy, measured once', percent(testAccuracy)],
    ...(testLoss === undefined ? [] : [['Test loss', lossText(testLoss)] satisfies [string, string]]),
    ...(valAccuracy === undefined ? [] : [['Validation accuracy, best epoch', percent(valAccuracy)] satisfies [string, string]]),
    ['Epochs', count(epochs)],
    ['Schedule', schedule],
    ['Time', duration(seconds)],
  ];
}

/** `2 min 56 s of a budget of 3 min 00 s`. */
export function timeText({ seconds, budgetSeconds }: Pick<RecipeRecord, 'seconds' | 'budgetSeconds'>): string {
  return budgetSeconds === undefined ? duration(seconds) : `${duration(seconds)} of a budget of ${duration(budgetSeconds)}`;
}

/** `12 trials of 1 epoch of 20,000 images, sampler grid: 9 completed, 3 pruned`. */
export function searchText({ trials, epochs, limitTrain, sampler, counts }: SearchEvidence): string {
  const images = limitTrain === undefined ? '' : ` of ${count(limitTrain)} images`;
  const ended = Object.values(counts).reduce((sum, number) => sum + number, 0);
  const ends = Object.entries({ ...counts, 'not finished': trials - ended })
    .filter(([, number]) => number > 0)
    .map(([state, number]) => `${count(number)} ${state}`);
  return `${plural(trials, 'trial')} of ${plural(epochs, 'epoch')}${images}, sampler ${sampler.type}${ends.length === 0 ? '' : `: ${ends.join(', ')}`}`;
}

/** `1 trial`, `12 trials`. */
export function plural(number: number, noun: string): string {
  return `${count(number)} ${noun}${number === 1 ? '' : 's'}`;
}
