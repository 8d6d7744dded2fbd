import type { Look } from '../chart/look.ts';
import { html } from '../html/html.ts';
import { xmlText } from '../xml-text.ts';
import { cut, lettersIn, linesOf } from './letters.ts';

/** Left and right of what a picture says. */
export const MARGIN = 32;
/** Letters of a title. */
export const TITLE = 17;
const SUBTITLE = 12;
const LINE = 16;
/** Of a subtitle of one line. */
const HEIGHT = 70;

/** The title of a picture of a width, and below it what is needed to read it: texts below one another, each in as many lines as it takes. */
export function headSvg(title: string, subtitle: readonly string[], width: number, look: Look) {
  const room = width - 2 * MARGIN;
  const shown = cut(xmlText(title), lettersIn(room, TITLE, 'bold'));
  const lines = subtitle.flatMap((text) => linesOf(xmlText(text), lettersIn(room, SUBTITLE)));
  const below = lines.map(
    (line, i) => html`<text x="${MARGIN}" y="${55 + i * LINE}" font-size="${SUBTITLE}" fill="${look.quiet}">${line}</text>`,
  );
  const markup =
    String(html`<g font-family="${look.font}"><text x="${MARGIN}" y="34" font-size="${TITLE}" font-weight="bold" fill="${look.ink}">${shown}</text>
${below}</g>
`);
  return { markup, height: HEIGHT + Math.max(0, lines.length - 1) * LINE };
}
