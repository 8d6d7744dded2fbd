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

/** The rounds of steps 5 to 7 that were begun. */
export function roundsOf({ steps }: Pick<RecipeRecord, 'steps'>): number {
  return Math.max(0, ...steps.map(({ round }) => round));
}
