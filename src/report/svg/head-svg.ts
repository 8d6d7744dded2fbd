import type { Look } from '../chart/look.ts';
import { html } from '../html/html.ts';
import { xmlText } from '../xml-text.ts';

/** Letters of a title that fit. */
const MOST = 90;

/** The title of a picture, and below it what it needs to be read. */
export function headSvg(title: string, subtitle: string, look: Look): string {
  const text = xmlText(title);
  const shown = text.length <= MOST ? text : `${text.slice(0, MOST - 1)}…`;
  return String(html`<g font-family="${look.font}"><text x="32" y="34" font-size="17" font-weight="bold" fill="${look.ink}">${shown}</text>
<text x="32" y="55" font-size="12" fill="${look.quiet}">${xmlText(subtitle)}</text></g>
`);
}
