import { ALONE } from '../chart/look.ts';
import { type Html, html, raw } from '../html/html.ts';
import type { ModelInspection } from '../html/types.ts';
import { xmlText } from '../xml-text.ts';
import { WIDTH } from './framed-svg.ts';
import { headSvg, MARGIN, TITLE } from './head-svg.ts';
import { cut, widthOf } from './letters.ts';

/** Around the matrix, without the names of the classes. */
const LEFT = 44;
const TOP = 74;
const END = 32;
/** Side of a cell: as many fit as there are classes, within limits. */
const AREA = 820;
const CELL = { least: 6, most: 64 };
/** A cell from which a number fits into it. */
const READABLE = 26;
/** Between names, of letters, and letters of a name at most. */
const LINE = 13;
const LETTER = 7.4;
const NAME = 18;
/** Cells from which slanted names are apart, and what they take up across and up, of their length. */
const CLOSE = 24;
const SLANT = 0.71;
const LEAST_WIDTH = 620;

/** Counts of examples by class (rows) and by what the network takes them for (columns); the darker, the larger the part of the row. */
export function confusionSvg({ classes, confusion }: Pick<ModelInspection, 'classes' | 'confusion'>, title: string): string {
  const n = classes.length;
  const cell = Math.max(CELL.least, Math.min(CELL.most, Math.floor(AREA / Math.max(1, n))));
  const every = Math.ceil(LINE / cell);
  const named = classes.map((name, i) => ({ name: cut(xmlText(name), NAME), i })).filter(({ i }) => i % every === 0);
  const longest = LETTER * Math.max(1, ...named.map(({ name }) => name.length));
  // Level where the names fit, else slanted, and where they are close to one another, upright.
  const angle = longest < cell ? 0 : cell < CLOSE ? 90 : 45;
  const across = angle === 45 ? longest * SLANT : 0;
  const up = angle === 0 ? LINE : angle === 45 ? longest * SLANT : longest;
  const left = LEFT + Math.ceil(longest);
  const top = TOP + Math.ceil(up) + 10;
  const leastWidth = Math.max(LEAST_WIDTH, Math.min(WIDTH, 2 * MARGIN + Math.ceil(widthOf(xmlText(title), TITLE, 'bold'))));
  const [width, height] = [Math.max(leastWidth, left + n * cell + END + Math.ceil(across)), top + n * cell + END];
  const place = (i: number) => (i + 0.5) * cell;
  const above = (i: number) =>
    angle === 0
      ? html`<text x="${left + place(i)}" y="${top - 8}" text-anchor="middle">`
      : html`<text transform="translate(${left + place(i) + 4} ${top - 8}) rotate(-${angle})">`;
  const subtitle = 'Rows: the class. Columns: what it is taken for. Darker: more of the row.';
  const head = headSvg(title, [subtitle], width, ALONE);
  const picture = html`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="${ALONE.font}" font-size="12" fill="${ALONE.ink}">
<rect width="${width}" height="${height}" fill="${ALONE.paper}"/>
${raw(head.markup)}${named.map(
  ({ name, i }) => html`${above(i)}${name}</text><text x="${left - 8}" y="${top + place(i) + 4}" text-anchor="end">${name}</text>
`,
)}<g transform="translate(${left} ${top})">
<rect width="${n * cell}" height="${n * cell}" fill="${ALONE.faint}" fill-opacity=".55"/>
${confusion.map((row, y) => rowOf(row, y, cell))}</g></svg>
`;
  return String(picture);
}

/** Cells without examples are left to the ground. */
function rowOf(row: readonly number[], y: number, cell: number): Html[] {
  const total = row.reduce((sum, one) => sum + one, 0);
  const side = cell >= READABLE ? cell - 1 : cell;
  return row.flatMap((examples, x) => {
    if (examples === 0) return [];
    const part = strength(examples / total);
    const colour = ALONE.colour(x === y ? 'train' : 'validation');
    const ink = part > 0.6 ? ALONE.paper : ALONE.ink;
    const text = html`<text x="${(x + 0.5) * cell}" y="${(y + 0.5) * cell + 4}" text-anchor="middle" font-size="${examples > 999 ? 11 : 12}" fill="${ink}">${examples}</text>`;
    return [
      html`<rect x="${x * cell}" y="${y * cell}" width="${side}" height="${side}" fill="${colour}" fill-opacity="${part.toFixed(3)}"/>${cell < READABLE ? '' : text}
`,
    ];
  });
}

/** How strongly a cell is coloured: by the square root, so that the few mistakes of a good network are seen. */
export function strength(part: number): number {
  return part === 0 ? 0 : 0.08 + 0.92 * Math.sqrt(part);
}
