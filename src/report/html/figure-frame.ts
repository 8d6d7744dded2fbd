import type { Plan } from '../chart/plan.ts';
import type { Size } from '../svg/picture.ts';
import { embeddedSvg } from '../svg/plan-svg.ts';
import { type Html, html, raw } from './html.ts';
import { jsonScript } from './json-script.ts';

/** What stands around a chart. */
export interface FigureParts {
  /** The class that says how high the live chart is. */
  readonly shape: 'large' | 'small' | 'tile' | 'square' | 'wide';
  /** Of the picture. */
  readonly size: Size;
  /** What is drawn in the picture, where that is not the plan itself. */
  readonly still?: Plan;
  readonly caption?: string | Html | undefined;
  /** What the picture shows, for who does not see it. */
  readonly label: string;
  readonly legend: readonly Html[];
  /** Buttons that need the page's script. */
  readonly tools: Html | string;
}

/** A chart as a picture, with its plan, of which the page's script makes a live one. */
export function figureFrame(plan: Plan, parts: FigureParts): Html {
  const { shape, size, still = plan, caption, label, legend, tools } = parts;
  const list = legend.length === 0 ? '' : html`<ul class="legend">${legend}</ul>`;
  const bar =
    legend.length === 0 && tools === '' ? '' : html`<div class="bar">${list}<div class="tools" hidden>${tools}</div></div>`;
  return html`<figure class="chart ${shape}" id="chart-${plan.id}" data-chart="${plan.id}">
${caption === undefined ? '' : html`<h3>${caption}</h3>`}
${bar}
<div class="still" role="img" aria-label="${label}">${raw(scaled(embeddedSvg(still, size)))}</div>
<div class="live" hidden></div>
${plan.notes.length === 0 ? '' : html`<figcaption>${plan.notes.join(' ')}</figcaption>`}
${jsonScript(plan)}
</figure>`;
}

/** As wide as there is room, in the same proportions. */
function scaled(svg: string): string {
  return svg.replace(/<svg width="(\d+)" height="(\d+)"/, '<svg aria-hidden="true" viewBox="0 0 $1 $2"');
}
