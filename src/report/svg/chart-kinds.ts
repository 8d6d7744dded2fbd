/** The charts of a run that can be drawn by themselves. */
export const CHART_KINDS = ['loss', 'accuracy', 'learningRate', 'gradientNorm', 'layers', 'confusion'] as const;

export type ChartKind = (typeof CHART_KINDS)[number];

/** Those of a study. */
export const STUDY_CHART_KINDS = ['trials', 'scatter', 'square', 'parallel', 'importance'] as const;

export type StudyChartKind = (typeof STUDY_CHART_KINDS)[number];

/** Those of a recipe as a whole; its searches are studies and have theirs. */
export const RECIPE_CHART_KINDS = ['rates', 'rangeTest', 'curves'] as const;

export type RecipeChartKind = (typeof RECIPE_CHART_KINDS)[number];
