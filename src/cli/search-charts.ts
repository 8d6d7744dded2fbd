import { basename } from 'node:path';
import { UserError } from '../base/errors.ts';
import type { RecipeRecord } from '../records/recipe/recipe-record.ts';
import { type RecipeView, recipeName } from '../report/recipe-view.ts';
import { onlyVaried } from '../report/study/only-varied.ts';
import type { StudyView } from '../report/study-view.ts';
import { RECIPE_CHART_KINDS, type RecipeChartKind, type StudyChartKind } from '../report/svg/chart-kinds.ts';
import type { ChartWish } from './chart-wishes.ts';
import { studyView } from './sweep/study-view.ts';

/** A chart of a study, as SVG. @throws UserError when there is nothing to draw it from */
export async function studyChart(kind: StudyChartKind, view: StudyView, name?: string): Promise<string> {
  const { studyChartSvg } = await import('../report/svg/study/study-chart-svg.ts');
  return studyChartSvg(kind, view, name);
}

/** A chart of a recipe, or of one of its searches, as SVG. @throws UserError when there is nothing to draw it from */
export async function recipeChart(
  { kind, study }: ChartWish<RecipeChartKind | StudyChartKind>,
  view: RecipeView,
): Promise<string> {
  if (isOfRecipe(kind)) {
    const { recipeChartSvg } = await import('../report/svg/recipe-chart-svg.ts');
    return recipeChartSvg(kind, view);
  }
  const [folder, found] = [...view.studies].find(([path]) => basename(path) === study) ?? [];
  if (found === undefined) {
    throw new UserError(`The study ${study} of the recipe could not be read.`, { facts: [['recipe', view.path]] });
  }
  // As on the page of the recipe, which has a square of any two hyperparameters that differ, the learning rate first.
  const steps = view.record.steps.flatMap(({ evidence }) => (evidence?.kind === 'search' ? [evidence] : []));
  const chosen = steps.find((search) => search.study === folder)?.best?.index;
  const drawn = onlyVaried({ ...found, chosen });
  const { importance, ...shown } = { ...(await studyView(found)), study: drawn };
  const name = `${recipeName(view)}, ${study}`;
  return await studyChart(kind, { ...shown, importance: kind === 'square' ? undefined : importance }, name);
}

/** The names of the searches of a recipe, as they are typed, in their order. */
export function searchesOf({ steps }: Pick<RecipeRecord, 'steps'>): string[] {
  return steps.flatMap(({ evidence }) => (evidence?.kind === 'search' ? [basename(evidence.study)] : []));
}

function isOfRecipe(kind: RecipeChartKind | StudyChartKind): kind is RecipeChartKind {
  return RECIPE_CHART_KINDS.some((one) => one === kind);
}
