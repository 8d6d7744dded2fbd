import {
  RECIPE_STEPS,
  type RecipeRecord,
  type RecipeStatus,
  type RecipeStepName,
  type StepRecord,
} from '../../records/recipe/recipe-record.ts';

/** The first of the steps that come once for each round. */
export const FIRST_OF_ROUND = 5;

/** How one of the seven steps stands in the round that the recipe is in. */
export interface StepState {
  /** 1 to 7. */
  readonly step: number;
  readonly name: RecipeStepName;
  /** Of steps 5 to 7, counted from 1; 0 before. */
  readonly round: number;
  readonly status: RecipeStatus | 'running' | 'waiting';
  /** What is known of it. Of a step that waits or runs in a later round: what came of it in the round before. */
  readonly record: StepRecord | undefined;
}

/** Where a recipe is: the step and its round. */
export interface StepPlace {
  readonly step: number;
  readonly round: number;
}

/** The seven steps, whether they were reached or not. @param running the step that is being executed */
export function stepStates({ steps }: Pick<RecipeRecord, 'steps'>, running?: StepPlace | undefined): StepState[] {
  const now = Math.max(1, running?.round ?? 0, ...steps.map(({ round }) => round));
  return RECIPE_STEPS.map((name, i): StepState => {
    const step = i + 1;
    const round = step < FIRST_OF_ROUND ? 0 : now;
    const record = steps.findLast((one) => one.step === step);
    const isRunning = running?.step === step;
    const status = isRunning ? 'running' : record !== undefined && record.round === round ? record.status : 'waiting';
    return { step, name, round, status, record };
  });
}

/** All that was done of one step, a record for each round. */
export function recordsOf({ steps }: Pick<RecipeRecord, 'steps'>, name: RecipeStepName): StepRecord[] {
  return steps.filter((one) => one.name === name);
}

/** How many rounds of steps 5 to 7 were begun, and had time to search. */
export function roundsOf(record: Pick<RecipeRecord, 'steps'>): number {
  return recordsOf(record, 'refinedSearch').filter(({ status }) => status !== 'skipped').length;
}

/** Trials of all searches. */
export function trialsOf({ steps }: Pick<RecipeRecord, 'steps'>): number {
  return steps.reduce((sum, { evidence }) => sum + (evidence?.kind === 'search' ? evidence.trials : 0), 0);
}

/** What a recipe that is not complete does next; without a name it is the training of the winner. */
export function nextStep({ steps }: Pick<RecipeRecord, 'steps'>): StepPlace & { readonly name: RecipeStepName | undefined } {
  const last = steps.at(-1);
  if (last === undefined) return { step: 1, round: 0, name: RECIPE_STEPS[0] };
  const { step, round, evidence } = last;
  if (step < RECIPE_STEPS.length) {
    return { step: step + 1, round: step + 1 < FIRST_OF_ROUND ? 0 : Math.max(1, round), name: RECIPE_STEPS[step] };
  }
  const goesOn = evidence?.kind === 'again' && evidence.goesOn;
  return goesOn
    ? { step: FIRST_OF_ROUND, round: round + 1, name: RECIPE_STEPS[FIRST_OF_ROUND - 1] }
    : { step: step + 1, round: 0, name: undefined };
}
