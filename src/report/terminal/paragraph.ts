import type { Style } from './style.ts';
import { type Column, renderTable } from './table.ts';

/** A text that goes on below itself, on lines no wider than the style's width. */
export function paragraph(text: string, style: Style, paint: (text: string) => string = (line) => line): string {
  const columns: Column<string>[] = [{ head: '', shrinksTo: 10, wraps: true, text: (whole) => whole, paint: () => paint }];
  return renderTable({ columns, rows: [text], headed: false }, style);
}
