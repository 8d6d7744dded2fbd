import asciichart from 'asciichart';
import type { Axis, Tick } from './axis.ts';
import type { Style } from './style.ts';

type Paint = (text: string) => string;

/** What flat stretches of a line are drawn with: solid and dashed. */
export const LINE = '─';
export const DASH = '╌';
export const DOT = '·';
/** For more than two lines: those next to each other look least alike. */
export const LOOKS = [LINE, '━', DASH, '═', '╍', '┈', '┅'] as const;
export type Look = (typeof LOOKS)[number];

/** A line with a height for each column, in rows from the bottom. */
export interface ChartLine {
  readonly heights: readonly number[];
  /** The column of the first height, 0 by default. */
  readonly from?: number;
  readonly look: Look;
  readonly paint: Paint;
}

/** A mark where no line is. */
export interface ChartDot {
  readonly column: number;
  readonly row: number;
}

/** A mark over the lines. */
export interface ChartMark extends ChartDot {
  /** One character. */
  readonly symbol: string;
  readonly paint: Paint;
}

export interface ChartFrame {
  readonly x: Axis;
  readonly y: Axis;
  readonly dots: readonly ChartDot[];
  /** Later ones are drawn over earlier ones. */
  readonly lines: readonly ChartLine[];
  readonly marks?: readonly ChartMark[];
  readonly style: Style;
}

/** asciichart's symbols: axis start, axis, two unused, flat, down to, up to, down from, up from, vertical. */
const SYMBOLS: Readonly<Record<Look, readonly string[]>> = {
  [LINE]: symbols('─╰╭╮╯│'),
  '━': symbols('━┗┏┓┛┃'),
  [DASH]: symbols('╌╰╭╮╯╎'),
  '═': symbols('═╚╔╗╝║'),
  '╍': symbols('╍┗┏┓┛╏'),
  '┈': symbols('┈╰╭╮╯┊'),
  '┅': symbols('┅┗┏┓┛┇'),
};

/** From flat on. */
function symbols(drawn: string): string[] {
  return [' ', ' ', ' ', ' ', ...drawn];
}

/** Columns that the labels of the y axis and the axis itself take. */
export function frameWidth(yTicks: readonly Tick[]): number {
  return Math.max(0, ...yTicks.map(({ text }) => text.length)) + 2;
}

/** The chart with its axes, one text for each line. */
export function drawFrame({ x, y, dots, lines, marks = [], style }: ChartFrame): string[] {
  const cells = Array.from({ length: y.size }, () => new Array<Cell | undefined>(x.size).fill(undefined));
  for (const { column, row } of dots) put(cells, y.size - 1 - row, column, { text: DOT, paint: style.dim });
  for (const { heights, from = 0, look, paint } of lines) {
    for (const [row, text] of plotLine(heights, y.size, look).entries()) {
      for (const [column, symbol] of [...text].entries())
        if (symbol !== ' ') put(cells, row, from + column, { text: symbol, paint });
    }
  }
  for (const { column, row, symbol, paint } of marks) put(cells, y.size - 1 - row, column, { text: symbol, paint });
  const margin = frameWidth(y.ticks);
  const labels = new Map(y.ticks.map(({ at, text }) => [y.size - 1 - at, text]));
  const rows = cells.map((row, i) => {
    const label = labels.get(i);
    const axis = `${(label ?? '').padStart(margin - 2)} ${label === undefined ? '│' : '┤'}`;
    return (style.dim(axis) + paintRow(row)).trimEnd();
  });
  return [...rows, ...xAxis(x, margin, style)];
}

interface Cell {
  readonly text: string;
  readonly paint: Paint;
}

function put(cells: (Cell | undefined)[][], row: number, column: number, cell: Cell): void {
  const line = cells[row];
  if (line !== undefined && column < line.length) line[column] = cell;
}

/** Rows from the top, each as wide as there are heights. */
function plotLine(heights: readonly number[], rows: number, look: Look): string[] {
  // asciichart puts the first value on the axis itself, where nothing is drawn here: so it is given twice.
  const [first = 0] = heights;
  const options = { height: rows - 1, min: 0, max: rows - 1, offset: 1, format: () => '', symbols: SYMBOLS[look] };
  return asciichart
    .plot([[first, ...heights]], options)
    .split('\n')
    .map((row) => row.slice(1));
}

/** Neighbours of one colour are painted together. */
function paintRow(cells: readonly (Cell | undefined)[]): string {
  let painted = '';
  for (let i = 0; i < cells.length; ) {
    const paint = cells[i]?.paint;
    let text = '';
    for (; i < cells.length && cells[i]?.paint === paint; i++) text += cells[i]?.text ?? ' ';
    painted += paint === undefined ? text : paint(text);
  }
  return painted;
}

function xAxis({ size, ticks }: Axis, margin: number, style: Style): string[] {
  const marks = new Set(ticks.map(({ at }) => at));
  const line = Array.from({ length: size }, (_, column) => (marks.has(column) ? '┬' : '─')).join('');
  let labels = '';
  for (const { at, text } of ticks) {
    // Centred under its mark, but within the chart and not into the label before.
    const start = Math.min(margin + at - Math.floor((text.length - 1) / 2), margin + size - text.length);
    if (labels === '' ? start >= 0 : start > labels.length) labels = labels.padEnd(start) + text;
  }
  return [style.dim(`${' '.repeat(margin - 1)}└${line}`), style.dim(labels)];
}
