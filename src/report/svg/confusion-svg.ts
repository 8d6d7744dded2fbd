import { ALONE } from '../chart/look.ts';
import { type Html, html } from '../html/html.ts';
import type { ModelInspection } from '../html/types.ts';
import { xmlText } from '../xml-text.ts';

const LEFT = 150;
const TOP = 130;
const RIGHT = 30;
const BOTTOM = 30;
/** Side of a cell: as many fit as there are classes, within limits. */
const AREA = 820;
const CELL = { least: 8, most: 64 };
/** A cell from which a number fits into it. */
const READABLE = 26;
const NAME = 18;

/** Counts of examples by class (rows) and by what the network takes them for (columns); the darker, the larger the part of the row. */
export function confusionSvg({ classes, confusion }: Pick<ModelInspection, 'classes' | 'confusion'>, title: string): string {
  const n = classes.length;
  const cell = Math.max(CELL.least, Math.min(CELL.most, Math.floor(AREA / Math.max(1, n))));
  const [width, height] = [Math.max(480, LEFT + n * cell + RIGHT), TOP + n * cell + BOTTOM];
  const every = Math.ceil(12 / cell);
  const named = classes.map((name, i) => ({ name: short(xmlText(name)), i })).filter(({ i }) => i % every === 0);
  const middle = (i: number) => (i + 0.5) * cell;
  const picture = html`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="${ALONE.font}" font-size="12" fill="${ALONE.ink}">
<rect width="${width}" height="${height}" fill="${ALONE.paper}"/>
<text x="22" y="32" font-size="17" font-weight="bold">${xmlText(title)}</text>
<text x="22" y="52" fill="${ALONE.quiet}">Rows: the class. Columns: what it is taken for. Darker: a larger part of the row.</text>
${named.map(
  ({ name, i }) => html`<text transform="translate(${LEFT + middle(i) + 4} ${TOP - 8}) rotate(-45)">${name}</text>
<text x="${LEFT - 8}" y="${TOP + middle(i) + 4}" text-anchor="end">${name}</text>
`,
)}${confusion.map((row, y) => rowOf(row, y, { cell, middle }))}</svg>
`;
  return String(picture);
}

function rowOf(
  row: readonly number[],
  y: number,
  { cell, middle }: { readonly cell: number; readonly middle: (i: number) => number },
): Html[] {
  const total = row.reduce((sum, one) => sum + one, 0);
  return row.map((examples, x) => {
    const part = total === 0 ? 0 : examples / total;
    const colour = x === y ? ALONE.colour('train') : ALONE.colour('validation');
    const gap = cell >= READABLE ? 1 : 0;
    return html`<rect x="${LEFT + x * cell}" y="${TOP + y * cell}" width="${cell - gap}" height="${cell - gap}" fill="${ALONE.faint}" fill-opacity=".5"/>${
      examples === 0
        ? ''
        : html`<rect x="${LEFT + x * cell}" y="${TOP + y * cell}" width="${cell - gap}" height="${cell - gap}" fill="${colour}" fill-opacity="${strength(part).toFixed(3)}"/>`
    }${
      cell < READABLE || examples === 0
        ? ''
        : html`<text x="${LEFT + middle(x)}" y="${TOP + middle(y) + 4}" text-anchor="middle" font-size="${examples > 999 ? 11 : 12}" fill="${strength(part) > 0.6 ? ALONE.paper : ALONE.ink}">${examples}</text>`
    }
`;
  });
}

/** How strongly a cell is coloured: by the square root, so that the few mistakes of a good network are seen. */
export function strength(part: number): number {
  return part === 0 ? 0 : 0.08 + 0.92 * Math.sqrt(part);
}

function short(name: string): string {
  return name.length <= NAME ? name : `${name.slice(0, NAME - 1)}…`;
}
