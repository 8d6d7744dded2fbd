import { GRADES, type Look } from '../chart/look.ts';
import { marksPath } from '../chart/mark-path.ts';
import type { PlanSeries } from '../chart/plan.ts';
import type { DotGroup } from '../chart/scatter-plan.ts';
import { type Html, html } from '../html/html.ts';

/** A sign of a legend, beside what it means; 19 pixels high. */
export interface LegendEntry {
  readonly name: string;
  readonly width: number;
  readonly swatch: Html;
}

const WIDTH = 20;
const MIDDLE = 9.5;
const GRADE = 15;

/** A curve as it is drawn. */
export function curveEntry({ name, kind, colour, isDashed = false }: Omit<PlanSeries, 'x' | 'y'>, look: Look): LegendEntry {
  return { name, width: WIDTH, swatch: curveSwatch(kind, look.colour(colour), isDashed) };
}

function curveSwatch(kind: PlanSeries['kind'], color: string, isDashed: boolean): Html {
  if (kind === 'band') return html`<rect y="4" width="${WIDTH}" height="11" rx="2" fill="${color}" opacity=".3"/>`;
  if (kind === 'dots') {
    return html`<g fill="${color}" opacity=".6">${[3, 10, 17].map((x) => html`<circle cx="${x}" cy="${MIDDLE}" r="2"/>`)}</g>`;
  }
  if (kind === 'bundle')
    return html`<path d="M0 5.5h${WIDTH}m0 4h-${WIDTH}m0 4h${WIDTH}" fill="none" stroke="${color}" stroke-width="1.5" opacity=".7"/>`;
  const dashes = isDashed ? html` stroke-dasharray="5 3"` : '';
  const mark = kind === 'points' ? html`<circle cx="10" cy="${MIDDLE}" r="3.5" fill="${color}"/>` : '';
  return html`<path d="M0 ${MIDDLE}h${WIDTH}" stroke="${color}" stroke-width="2.5"${dashes}/>${mark}`;
}

/** Marks of trials as they are drawn. */
export function markEntry(name: string, { mark, colour }: Pick<DotGroup, 'mark' | 'colour'>, look: Look): LegendEntry {
  const { shape, style } = marksPath({ mark, colour, places: [{ trial: 0, left: WIDTH / 2, top: MIDDLE }] }, 1, look);
  const swatch = html`<path d="${shape.pathData}" fill="none" stroke="${style.stroke}" stroke-width="${style.lineWidth}" stroke-linecap="round" opacity="${style.opacity}"/>`;
  return { name, width: WIDTH, swatch };
}

/** The colours of worse and better trials. */
export function gradesEntry(look: Look): LegendEntry {
  const boxes = Array.from(
    { length: GRADES },
    (_, i) => html`<rect x="${i * GRADE}" y="4" width="${GRADE}" height="11" fill="${look.colour(`grade${i}`)}"/>`,
  );
  return { name: 'sixths of the ranking, from the worst to the best', width: GRADES * GRADE, swatch: html`${boxes}` };
}

/** A bar in a colour. */
export function barEntry(name: string, color: string, opacity: number): LegendEntry {
  return {
    name,
    width: WIDTH,
    swatch: html`<rect y="4" width="${WIDTH}" height="11" rx="2" fill="${color}" opacity="${opacity}"/>`,
  };
}

/** How far a value is uncertain. */
export function whiskerEntry(name: string, look: Look): LegendEntry {
  return {
    name,
    width: WIDTH,
    swatch: html`<path d="${whiskerPath(1, WIDTH - 1, MIDDLE)}" fill="none" stroke="${look.ink}" stroke-width="2"/>`,
  };
}

/** A line from one place to another with its ends marked. */
export function whiskerPath(from: number, to: number, y: number): string {
  return `M${from} ${y}H${to}M${from} ${y - 4}v8M${to} ${y - 4}v8`;
}
