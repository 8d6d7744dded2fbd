import { type CheckRow, type CheckStatus, placeText, VERDICTS, verdictCounts } from '../check-row.ts';
import type { Style } from './style.ts';
import { type Column, renderTable } from './table.ts';

/**
 * What each check expected and measured. Below each that did not pass, indented: what it means, what to try, and where the
 * config says it. '' when there are none.
 */
export function checksTable(rows: readonly CheckRow[], style: Style): string {
  const columns: Column<CheckRow>[] = [
    { head: 'check', shrinksTo: 8, wraps: true, text: ({ title }) => title },
    { head: 'expected', shrinksTo: 6, wraps: true, expendable: 1, text: ({ expected }) => expected },
    { head: 'measured', shrinksTo: 6, wraps: true, text: ({ measured }) => measured },
    { head: 'verdict', text: ({ status }) => VERDICTS[status], paint: ({ status }) => verdictPaint(status, style) },
  ];
  return renderTable({ columns, rows, gap: 2, below: (row) => notes(row, style) }, style);
}

/** `12 passed, 1 warning, 1 failed, 0 inconclusive`: coloured where there are any. */
export function verdictLine(rows: readonly CheckRow[], style: Style): string {
  return verdictCounts(rows)
    .map(({ status, n, text }) => (n === 0 ? style.dim(text) : verdictPaint(status, style)(text)))
    .join(', ');
}

function notes({ status, reading, fix, place }: CheckRow, style: Style): string[] {
  if (status === 'pass') return [];
  return [
    ...(reading === undefined ? [] : [note([], reading, style)]),
    ...(fix === undefined ? [] : [note(['try:'], fix, style)]),
    ...(place === undefined ? [] : [note(['see:'], placeText(place), style)]),
  ];
}

/** A text behind its label, if it has one, both indented by two columns; it goes on below itself. */
function note(label: readonly string[], text: string, style: Style): string {
  const columns: Column<string>[] = [
    { head: '', text: () => '' },
    ...label.map((word): Column<string> => ({ head: '', text: () => word, paint: () => style.first })),
    { head: '', shrinksTo: 8, wraps: true, text: (whole) => whole },
  ];
  return renderTable({ columns, rows: [text], headed: false, gap: 1 }, style);
}

function verdictPaint(status: CheckStatus, style: Style): (text: string) => string {
  switch (status) {
    case 'pass':
      return style.good;
    case 'warn':
      return style.warning;
    case 'fail':
      return style.bad;
    default:
      return style.dim;
  }
}
