import { stripVTControlCharacters } from 'node:util';
import Table, { type CellOptions } from 'cli-table3';
import { isPlain, type PlainCell, plainLine } from './plain-line.ts';
import type { Style } from './style.ts';

type Paint = (text: string) => string;

/** A column of a table of `Row`s. */
export interface Column<Row> {
  readonly head: string;
  readonly text: (row: Row) => string;
  /** Numbers stand to the right. */
  readonly align?: 'left' | 'right';
  /** Texts may be cut to this width, with an ellipsis, where the table is too wide; not given, they may not. */
  readonly shrinksTo?: number;
  /** Instead of cutting a text, go on below. */
  readonly wraps?: boolean;
  /** The column with the highest number is the first to be left out where even shrinking is not enough; not given, it stays. */
  readonly expendable?: number;
  /** Not for columns that shrink. */
  readonly paint?: (row: Row, style: Style) => Paint | undefined;
}

export interface TableParts<Row> {
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  /** Lines below a row that belong to no column, none wider than the style's width. */
  readonly below?: (row: Row) => readonly string[];
  /** Shown below a rule, as another row. */
  readonly total?: Row;
  /** Whether the heads of the columns are shown; they are by default. */
  readonly headed?: boolean;
  /** Columns of space between two columns, 3 by default. */
  readonly gap?: number;
}

/** A table's time in cli-table3 grows with the square of its rows: many are laid out in slabs of the same widths. */
const SLAB = 20;

/**
 * A table without a frame: heads, a rule, rows. No line is wider than the style's width, and control characters in texts
 * (names of classes come from folders) do not reach the terminal.
 *
 * @returns '' when there are no rows.
 */
export function renderTable<Row>(parts: TableParts<Row>, style: Style): string {
  const { columns, rows, below, total, headed = true, gap = 3 } = parts;
  if (rows.length === 0) return '';
  const all = total === undefined ? rows : [...rows, total];
  const cells = columns.map(({ head, text }) => ({ head: headed ? head : '', texts: all.map((row) => printable(text(row))) }));
  const fitted = chooseWidths(columns, naturalWidths(cells), style.width, gap);
  const lay = (rows: readonly (readonly PlainCell[])[]) => layOut(rows, fitted, gap);
  const rule = style.dim('─'.repeat(sum(fitted.map(({ width }) => width)) + gap * (fitted.length - 1)));
  const cell = (column: number, width: number, text: string, paint?: Paint): PlainCell => {
    const { align = 'left', wraps = false } = columns[column] ?? {};
    return { text, width, align, wraps, paint };
  };
  const row = (i: number): PlainCell[] =>
    fitted.map(({ index, width }) => {
      const paint = columns[index]?.paint?.(all[i] as Row, style);
      return cell(index, width, cells[index]?.texts[i] ?? '', paint);
    });
  const head = fitted.map(({ index, width }) => ({ ...cell(index, width, cells[index]?.head ?? ''), wraps: false }));
  const lines = headed ? [...lay([head]).map(style.dim), rule] : [];
  const slab = below === undefined ? SLAB : 1;
  for (let from = 0; from < rows.length; from += slab) {
    lines.push(...lay(Array.from({ length: Math.min(slab, rows.length - from) }, (_, i) => row(from + i))));
    lines.push(...(below?.(rows[from] as Row) ?? []));
  }
  if (total !== undefined) lines.push(rule, ...lay([row(rows.length)]));
  return lines.join('\n');
}

/** Without escape sequences, line breaks and what turns the direction of writing. */
export function printable(text: string): string {
  return stripVTControlCharacters(text).replace(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]+/gu, ' ');
}

const FRAME_PARTS = [
  ...['top', 'top-mid', 'top-left', 'top-right', 'bottom', 'bottom-mid', 'bottom-left', 'bottom-right'],
  ...['left', 'left-mid', 'mid', 'mid-mid', 'right', 'right-mid'],
];
const NO_FRAME = Object.fromEntries(FRAME_PARTS.map((part) => [part, '']));
const BARE = { 'padding-left': 0, 'padding-right': 0, head: [], border: [], compact: true };

/** Rows of narrow letters are laid out here; for what else there is in texts, and for words that go on below, there is cli-table3. */
function layOut(rows: readonly (readonly PlainCell[])[], fitted: readonly Fitted[], gap: number): string[] {
  const lines: string[] = [];
  let others: (readonly PlainCell[])[] = [];
  const flush = () => {
    if (others.length > 0) lines.push(...layOutAny(others, fitted, gap));
    others = [];
  };
  for (const row of rows) {
    const line = plainLine(row, gap);
    if (line === undefined) {
      others.push(row);
    } else {
      flush();
      lines.push(line);
    }
  }
  flush();
  return lines;
}

function layOutAny(rows: readonly (readonly PlainCell[])[], fitted: readonly Fitted[], gap: number): string[] {
  const table = new Table({
    chars: { ...NO_FRAME, middle: ' '.repeat(gap) },
    style: BARE,
    colWidths: fitted.map(({ width }) => width),
    colAligns: rows[0]?.map(({ align }) => align) ?? [],
  });
  table.push(
    ...rows.map((row) =>
      row.map(({ text, width, wraps, paint }): CellOptions => {
        const isOnWords = text.split(' ').every((word) => word.length <= width);
        return { content: paint?.(text) ?? text, wordWrap: wraps, wrapOnWordBoundary: isOnWords };
      }),
    ),
  );
  return table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd());
}

/** Widths that no text has to be cut for, as cli-table3 measures them: as terminals show wide and combining characters. */
function naturalWidths(cells: readonly { readonly head: string; readonly texts: readonly string[] }[]): number[] {
  return cells.map(({ head, texts }) => {
    const all = [head, ...texts];
    const widths = all.filter(isPlain).map(({ length }) => length);
    return Math.max(1, ...widths, ...measured(all.filter((text) => !isPlain(text))));
  });
}

function measured(texts: readonly string[]): number[] {
  const widths: number[] = [];
  for (let from = 0; from < texts.length; from += SLAB) {
    const table = new Table({ style: BARE });
    // One row is enough: a cell is as wide as its widest line.
    table.push([texts.slice(from, from + SLAB).join('\n')]);
    table.toString();
    widths.push(table.options.colWidths[0] ?? 1);
  }
  return widths;
}

interface Fitted {
  /** Of the column. */
  readonly index: number;
  width: number;
}

/** Which columns are shown, and how wide, so that the table fits. */
function chooseWidths<Row>(columns: readonly Column<Row>[], natural: readonly number[], width: number, gap: number): Fitted[] {
  let fitted: Fitted[] = natural.map((own, index) => ({ index, width: own }));
  const least = ({ index, width: own }: Fitted) => Math.min(own, columns[index]?.shrinksTo ?? own);
  const room = () => width - gap * (fitted.length - 1);
  const rank = ({ index }: Fitted) => columns[index]?.expendable ?? Number.NEGATIVE_INFINITY;
  while (sum(fitted.map(least)) > room()) {
    const first = fitted.reduce((a, b) => (rank(b) > rank(a) ? b : a));
    if (rank(first) === Number.NEGATIVE_INFINITY) break;
    fitted = fitted.filter((one) => one !== first);
  }
  while (sum(fitted.map((one) => one.width)) > room()) {
    const shrinking = fitted.filter((one) => one.width > least(one));
    // Where nothing is left to give, the widest is cut all the same: better than broken lines.
    const widest = (shrinking.length > 0 ? shrinking : fitted).reduce((a, b) => (b.width > a.width ? b : a));
    if (widest.width <= 1) break;
    widest.width -= 1;
  }
  return fitted;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((a, b) => a + b, 0);
}
