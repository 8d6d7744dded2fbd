import type { RunReport } from '../report/html/types.ts';
import type { ChartKind } from '../report/svg/chart-kinds.ts';
import type { ChartFormat, ChartWish } from './chart-wishes.ts';

/** A chart, drawn but not written. */
export interface DrawnChart {
  readonly kind: ChartKind;
  readonly format: ChartFormat;
  readonly path: string;
  readonly content: string | Uint8Array;
}

/** Draws single charts. @throws UserError when there is nothing to draw one of them from. */
export async function drawCharts(wishes: readonly ChartWish<ChartKind>[], report: RunReport): Promise<DrawnChart[]> {
  if (wishes.length === 0) return [];
  const { chartSvg } = await import('../report/svg/chart-svg.ts');
  const drawn: DrawnChart[] = [];
  for (const { kind, format, file } of wishes) {
    const svg = chartSvg(kind, [report]);
    const content = format === 'svg' ? svg : await (await import('../report/svg/png.ts')).pngOf(svg);
    drawn.push({ kind, format, path: file, content });
  }
  return drawn;
}
