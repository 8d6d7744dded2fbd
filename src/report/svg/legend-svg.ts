import type { Look } from '../chart/look.ts';
import { html } from '../html/html.ts';
import { cut, widthOf } from './letters.ts';
import type { LegendEntry } from './swatch-svg.ts';

const BESIDE = 8;
const GAP = 22;
const LINE = 22;
const LETTERS = 13;
const LONGEST = 56;

/** Where the legend goes. */
interface Place {
  readonly left: number;
  readonly top: number;
  readonly width: number;
}

/** What is in a picture with how it is drawn, in as many lines as it needs. */
export function legendSvg(all: readonly LegendEntry[], look: Look, { left, top, width }: Place) {
  let [x, y] = [0, 0];
  const entries = all.map(({ name, swatch, width: drawn }) => {
    const text = cut(name, LONGEST);
    const needed = drawn + BESIDE + widthOf(text, LETTERS);
    if (x > 0 && x + needed > width) [x, y] = [0, y + LINE];
    const entry = html`<g transform="translate(${left + Math.round(x)} ${top + y})">${swatch}<text x="${drawn + BESIDE}" y="14">${text}</text></g>
`;
    x += needed + GAP;
    return entry;
  });
  const markup = String(html`<g font-family="${look.font}" font-size="${LETTERS}" fill="${look.ink}">${entries}</g>`);
  return { markup, height: y + LINE };
}
