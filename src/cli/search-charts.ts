import { basename } from 'node:path';
import { UserError } from '../base/errors.ts';
import type { RecipeRecord } from '../records/recipe/recipe-record.ts';
import { type RecipeView, recipeName } from '../report/recipe-view.ts';
import { onlyVaried } from '../report/study/only-varied.ts';
import { RECIPE_CHART_KINDS, type RecipeChartKind, type StudyChartKind } from '../report/svg/chart-kinds.ts';
import type { StudyChartSource } from '../report/svg/study/study-picture.ts';
import type { ChartWish } from './chart-wishes.ts';
import { studyView } from './sweep/study-view.ts';

/** A chart of a study, as SVG. @throws UserError when there is nothing to draw it from */
export async function studyChart(kind: StudyChartKind, source: StudyChartSource, name?: string): Promise<string> {
  const { studyChartSvg } = await import('../report/svg/study/study-chart-svg.ts');
  return studyChartSvg(kind, source, name);
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
  const [path, found] = [...view.studies].find(([name]) => basename(name) === study) ?? [];
  if (found === undefined) {
    throw new UserError(`The study ${study} of the recipe could not be read.`, { facts: [['recipe', view.path]] });
  }
  // As on the page of the recipe, which has a square of any two hyperparameters that differ, the learning rate first.
  const { importance } = await studyView(found);
  const shown = { ...onlyVaried(found), chosen: chosenIn(view.record, path) };
  const name = `${recipeName(view)}, ${study}`;
  return await studyChart(kind, { study: shown, importance: kind === 'square' ? undefined : importance }, name);
}

/** The trial that a recipe goes on with after one of its searches. */
function chosenIn({ steps }: Pick<RecipeRecord, 'steps'>, study: string | undefined): number | undefined {
  const found = steps.flatMap(({ evidence }) => (evidence?.kind === 'search' && evidence.study === study ? [evidence] : []));
  return found.at(-1)?.best?.index;
}

/** The names of the searches of a recipe, as they are typed, in their order. */
export function searchesOf({ steps }: Pick<RecipeRecord, 'steps'>): string[] {
  return steps.flatMap(({ evidence }) => (evidence?.kind === 'search' ? [basename(evidence.study)] : []));
}

function isOfRecipe(kind: RecipeChartKind | StudyChartKind): kind is RecipeChartKind {
  return RECIPE_CHART_KINDS.some((one) => one === kind);
}
