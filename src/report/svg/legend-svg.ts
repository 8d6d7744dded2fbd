import type { Look } from '../chart/look.ts';
import type { PlanSeries } from '../chart/plan.ts';
import { type Html, html } from '../html/html.ts';

const SWATCH = 20;
const GAP = 22;
const LINE = 22;
/** Of a letter, on average: fonts differ, and this is a wide one's. */
const LETTER = 7.7;
const LONGEST = 48;

/** Where the legend goes. */
interface Place {
  readonly left: number;
  readonly top: number;
  readonly width: number;
}

/** The names of the curves with how they are drawn, in as many lines as they need. */
export function legendSvg(series: readonly PlanSeries[], look: Look, { left, top, width }: Place) {
  let [x, y] = [0, 0];
  const entries = series.map((one) => {
    const name = one.name.length <= LONGEST ? one.name : `${one.name.slice(0, LONGEST - 1)}…`;
    const needed = SWATCH + 8 + name.length * LETTER;
    if (x > 0 && x + needed > width) [x, y] = [0, y + LINE];
    const entry = html`<g transform="translate(${left + Math.round(x)} ${top + y})">${swatch(one, look)}<text x="${SWATCH + 8}" y="14">${name}</text></g>
`;
    x += needed + GAP;
    return entry;
  });
  const markup = String(html`<g font-family="${look.font}" font-size="13" fill="${look.ink}">${entries}</g>`);
  return { markup, height: y + LINE };
}

function swatch({ kind, colour, isDashed = false }: PlanSeries, look: Look): Html {
  const color = look.colour(colour);
  if (kind === 'band') return html`<rect y="4" width="${SWATCH}" height="11" rx="2" fill="${color}" opacity=".3"/>`;
  if (kind === 'dots') {
    return html`<g fill="${color}" opacity=".6">${[3, 10, 17].map((x) => html`<circle cx="${x}" cy="9.5" r="2"/>`)}</g>`;
  }
  const dashes = isDashed ? html` stroke-dasharray="5 3"` : '';
  const mark = kind === 'points' ? html`<circle cx="10" cy="9.5" r="3.5" fill="${color}"/>` : '';
  return html`<path d="M0 9.5h${SWATCH}" stroke="${color}" stroke-width="2.5"${dashes}/>${mark}`;
}
