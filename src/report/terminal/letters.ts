import type { ChartLine, ChartMark } from './chart-frame.ts';

/** The letter of the i-th line: `a`, `b`, ... */
export function letter(i: number): string {
  return String.fromCharCode('a'.charCodeAt(0) + i);
}

/**
 * A letter on each line that has a length, the letters apart from each other; where lines end early nevertheless, one before the
 * other.
 */
export function letterMarks(lines: readonly ChartLine[]): ChartMark[] {
  const marks: ChartMark[] = [];
  for (const [i, { heights, paint, from = 0 }] of lines.entries()) {
    let column = Math.round(((heights.length - 1) * (i + 1)) / (lines.length + 1));
    const row = () => Math.round(heights[column] ?? 0);
    while (column > 0 && isTaken(marks, from + column, row())) column -= 1;
    if (heights.length > 0) marks.push({ column: from + column, row: row(), symbol: letter(i), paint });
  }
  return marks;
}

export function isTaken(marks: readonly ChartMark[], column: number, row: number): boolean {
  return marks.some((mark) => mark.column === column && mark.row === row);
}
