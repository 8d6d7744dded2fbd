/** The charts that can be drawn by themselves. */
export const CHART_KINDS = ['loss', 'accuracy', 'learningRate', 'gradientNorm', 'layers', 'confusion'] as const;

export type ChartKind = (typeof CHART_KINDS)[number];
