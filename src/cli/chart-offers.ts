import {
  CHART_KINDS,
  type ChartKind,
  RECIPE_CHART_KINDS,
  type RecipeChartKind,
  STUDY_CHART_KINDS,
  type StudyChartKind,
} from '../report/svg/chart-kinds.ts';

/** What charts are drawn of, with those that there are. */
export const CHARTS_OF = {
  run: CHART_KINDS,
  study: STUDY_CHART_KINDS,
  recipe: [...RECIPE_CHART_KINDS, ...STUDY_CHART_KINDS],
} as const;

/** The charts of a run, a study or a recipe. */
export interface ChartOffer<Kind extends string> {
  readonly of: keyof typeof CHARTS_OF;
  readonly kinds: readonly Kind[];
  /** Kinds that are drawn of one of several studies, and the names of these: without one the last is meant. */
  readonly studies?: { readonly kinds: readonly Kind[]; readonly names: readonly string[] };
  /** A run that belongs to it, which has the charts of a run. */
  readonly run?: string;
}

export const RUN_CHARTS: ChartOffer<ChartKind> = { of: 'run', kinds: CHARTS_OF.run };

/** @param path of the study */
export function studyCharts(path: string): ChartOffer<StudyChartKind> {
  return { of: 'study', kinds: CHARTS_OF.study, run: `${path}/trials/0000` };
}

/** @param path of the recipe. @param names of its searches, the last one last */
export function recipeCharts(path: string, names: readonly string[]): ChartOffer<RecipeChartKind | StudyChartKind> {
  return { of: 'recipe', kinds: CHARTS_OF.recipe, studies: { kinds: STUDY_CHART_KINDS, names }, run: `${path}/final` };
}
