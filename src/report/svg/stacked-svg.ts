import { ALONE } from '../chart/look.ts';
import type { ChartPlan } from '../chart/plan.ts';
import { html, raw } from '../html/html.ts';
import { type Body, WIDTH } from './framed-svg.ts';
import { MARGIN } from './head-svg.ts';
import { legendSvg } from './legend-svg.ts';
import { cut, lettersIn } from './letters.ts';
import { partSvg } from './plan-svg.ts';
import { curveEntry } from './swatch-svg.ts';

const HEIGHT = 300;
const CAPTION = 24;
const NOTE = { size: 12, height: 20 };
const GAP = 16;

/** Charts of curves below one another, each with its own legend. */
export function stackedBody(plans: readonly ChartPlan[]): Body {
  const width = WIDTH - 2 * MARGIN;
  let top = 0;
  const charts = plans.map((plan) => {
    const entries = plan.series.map((series) => curveEntry(series, ALONE));
    const note = cut(plan.notes.join(' '), lettersIn(width, NOTE.size));
    const above = top + CAPTION + (note === '' ? 0 : NOTE.height);
    const legend = legendSvg(entries, ALONE, { left: MARGIN, top: above, width });
    const chart = partSvg(plan, { width: WIDTH, height: HEIGHT }, 0, above + legend.height);
    const markup = html`<text x="${MARGIN}" y="${top + 15}" font-size="14" font-weight="bold">${plan.title}</text>
<text x="${MARGIN}" y="${top + CAPTION + 11}" font-size="${NOTE.size}" fill="${ALONE.quiet}">${note}</text>
${raw(legend.markup)}${raw(chart)}`;
    top = above + legend.height + HEIGHT + GAP;
    return markup;
  });
  return { height: top - GAP, markup: String(html`${charts}`) };
}
