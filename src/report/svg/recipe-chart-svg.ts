import { UserError } from '../../base/errors.ts';
import { curvePlan } from '../chart/curve-plans.ts';
import { rangeTestPlan, rateTrialsPlan } from '../chart/learning-rate-plans.ts';
import { type RecipeView, recipeName } from '../recipe-view.ts';
import { finalFacts, standing } from '../seven-steps/recipe-facts.ts';
import { recordsOf } from '../seven-steps/step-states.ts';
import { FINAL_TEXT, STEP_TEXTS } from '../seven-steps/step-texts.ts';
import type { RecipeChartKind } from './chart-kinds.ts';
import { framedSvg } from './framed-svg.ts';
import { planSvg } from './plan-svg.ts';
import { stackedBody } from './stacked-svg.ts';

const RATE_PLANS = { rates: rateTrialsPlan, rangeTest: rangeTestPlan };

/**
 * A chart of a recipe as a picture that stands alone: the same recipe gives the same text, on any machine. Its searches are studies:
 * see `studyChartSvg`.
 *
 * @returns an SVG document, 1000 pixels wide.
 * @throws UserError when the recipe has not come that far, or what it did there cannot be drawn.
 */
export function recipeChartSvg(kind: RecipeChartKind, view: RecipeView): string {
  return kind === 'curves' ? finalCurves(view) : ratesSvg(kind, view);
}

/** The loss by learning rate. */
function ratesSvg(kind: keyof typeof RATE_PLANS, view: RecipeView): string {
  const evidence = recordsOf(view.record, 'learningRate').at(-1)?.evidence;
  if (evidence?.kind !== 'learningRate') throw nothing(kind, view, `it has not done step 3, ${STEP_TEXTS.learningRate.title}`);
  const plan = RATE_PLANS[kind](evidence);
  if (plan === undefined)
    throw nothing(kind, view, `its step 3, ${STEP_TEXTS.learningRate.title}, has no such losses that are finite`);
  return planSvg(plan, `${plan.title}: ${recipeName(view)}`);
}

/** Those of the final training. */
function finalCurves(view: RecipeView): string {
  const { final } = view.record;
  if (final === undefined) throw nothing('curves', view, `it has not done the ${FINAL_TEXT.title}`);
  const log = view.curves.get(final.run);
  const plans =
    log === undefined ? [] : (['loss', 'accuracy', 'learningRate'] as const).flatMap((kind) => curvePlan(kind, [log]) ?? []);
  if (plans.length === 0) throw nothing('curves', view, `the run ${final.run} has no curves, or could not be read`);
  const facts = finalFacts(final).filter(([label]) => label !== 'Time');
  return framedSvg(
    {
      ...{ title: `Final training: ${recipeName(view)}`, legend: [] },
      subtitle: [`${facts.map(([label, value]) => `${label}: ${value}`).join('. ')}.`],
    },
    stackedBody(plans),
  );
}

function nothing(kind: RecipeChartKind, view: RecipeView, why: string): UserError {
  return new UserError(`There is nothing to draw the chart "${kind}" from: ${why}.`, {
    facts: [
      ['of', recipeName(view)],
      ['recipe', standing(view.record)],
    ],
    hint: `What it has done is in the page: cnn-run report ${view.path}`,
  });
}
