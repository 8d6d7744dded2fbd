import { replaceFile } from '../base/files.ts';
import type { ChartFormat, ChartWish } from './chart-wishes.ts';

/** A chart, drawn but not written. */
interface DrawnChart {
  readonly kind: string;
  /** Which one, where it is drawn of one of several studies. */
  readonly study?: string;
  readonly format: ChartFormat;
  readonly path: string;
  readonly content: string | Uint8Array;
}

export type WrittenChart = Omit<DrawnChart, 'content'> & { readonly bytes: number };

/** Draws single charts. @param svgOf a chart as SVG; it throws a UserError when there is nothing to draw it from. */
export async function drawCharts<Kind extends string>(
  wishes: readonly ChartWish<Kind>[],
  svgOf: (wish: ChartWish<Kind>) => Promise<string>,
): Promise<DrawnChart[]> {
  const drawn: DrawnChart[] = [];
  for (const wish of wishes) {
    const { file, ...rest } = wish;
    const svg = await svgOf(wish);
    const content = rest.format === 'svg' ? svg : await (await import('../report/svg/png.ts')).pngOf(svg);
    drawn.push({ ...rest, path: file, content });
  }
  return drawn;
}

/** Writes what has been drawn, all of it by now. */
export function writeCharts(drawn: readonly DrawnChart[]): WrittenChart[] {
  return drawn.map(({ content, ...chart }) => {
    replaceFile(chart.path, content);
    return { ...chart, bytes: Buffer.byteLength(content) };
  });
}
