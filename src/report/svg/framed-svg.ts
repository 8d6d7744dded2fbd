import { ALONE } from '../chart/look.ts';
import { html, raw } from '../html/html.ts';
import { xmlText } from '../xml-text.ts';
import { headSvg, MARGIN } from './head-svg.ts';
import { legendSvg } from './legend-svg.ts';
import type { LegendEntry } from './swatch-svg.ts';

/** Of a picture that stands alone, in pixels. */
export const WIDTH = 1000;
/** Between the legend and what is below it. */
const GAP = 14;

/** What a picture says around what it shows. */
export interface Frame {
  readonly title: string;
  /** What is needed to read it: texts below one another. */
  readonly subtitle: readonly string[];
  readonly legend: readonly LegendEntry[];
}

/** What a picture shows: markup whose origin is its upper left corner. */
export interface Body {
  readonly width?: number;
  readonly height: number;
  readonly markup: string;
}

/** A picture that stands alone: an SVG document with title and legend above what it shows. */
export function framedSvg({ title, subtitle, legend }: Frame, { width = WIDTH, height, markup }: Body): string {
  const head = headSvg(title, subtitle, width, ALONE);
  const place = { left: MARGIN, top: head.height, width: width - 2 * MARGIN };
  const key = legend.length === 0 ? { markup: '', height: 0 } : legendSvg(legend, ALONE, place);
  const top = head.height + key.height + GAP;
  const size = html`width="${width}" height="${top + height}" viewBox="0 0 ${width} ${top + height}"`;
  const document = html`<svg xmlns="http://www.w3.org/2000/svg" ${size} font-family="${ALONE.font}" fill="${ALONE.ink}">
<rect width="${width}" height="${top + height}" fill="${ALONE.paper}"/>
${raw(head.markup)}${raw(key.markup)}
<g transform="translate(0 ${top})">
${raw(markup)}</g></svg>
`;
  // Names of hyperparameters and classes may hold anything, also where they were cut.
  return xmlText(String(document));
}
