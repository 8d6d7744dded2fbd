import { STAGES, type Stage, sharesOf } from '../../recipe/budget.ts';
import type { BudgetShare } from '../../records/recipe/recipe-record.ts';

const WHAT: Readonly<Record<Stage, string>> = {
  checks: 'initial loss, overfit a small sample',
  learningRate: 'learning rate',
  coarse: 'coarse search',
  refined: 'refined search, curves, again',
  final: 'final training',
};

const HOW: Readonly<Record<Stage, string>> = {
  checks: 'what they leave goes to the later steps',
  learningRate: 'four rates and those between, 100 steps each',
  coarse: 'up to 9 trials (3 rates, 3 weight decays) of 1 to 5 epochs',
  refined: 'rounds of 4 to 12 trials of up to 20 epochs, the worse half of them stopped early',
  final: 'as many epochs as go into it, with a schedule; then the test images, once',
};

/** How a budget will be spent. */
export function budgetPlan(seconds: number | undefined): BudgetShare[] {
  if (seconds === undefined) return [];
  const shares = sharesOf(seconds);
  return STAGES.map((stage) => ({ what: WHAT[stage], seconds: shares[stage] * seconds, plan: HOW[stage] }));
}
