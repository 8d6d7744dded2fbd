import { restText } from '../study/importance-text.ts';
import type { StudyImportance } from '../study-view.ts';
import { bar } from './bars.ts';
import { heading } from './heading.ts';
import type { Style } from './style.ts';
import { type Column, renderTable } from './table.ts';

const LONGEST_BAR = 24;
const SHORTEST_BAR = 6;
/** Columns that are left to the names and numbers. */
const BESIDE = 44;

interface Row {
  readonly name: string;
  readonly share: number;
  readonly deviation: number | undefined;
}

/** How much each hyperparameter matters, as bars, with the uncertainty of each. */
export function importanceBars(importance: StudyImportance, style: Style): string {
  const { keys, unexplained } = importance;
  const own = [...keys].sort((a, b) => b.share - a.share).map(({ key, ...rest }): Row => ({ name: key, ...rest }));
  const longest = Math.max(SHORTEST_BAR, Math.min(LONGEST_BAR, style.width - BESIDE));
  const rows: Row[] = [...own, { name: restText(importance), share: unexplained, deviation: undefined }];
  const columns: Column<Row>[] = [
    { head: '', text: () => '' },
    { head: '', shrinksTo: 14, wraps: true, text: ({ name }) => name },
    { head: '', align: 'right', text: ({ share }) => `${(100 * share).toFixed(0)} %` },
    { head: '', text: ({ deviation }) => (deviation === undefined ? '' : `± ${(100 * deviation).toFixed(0)}`) },
    {
      ...{ head: '', expendable: 1, text: ({ share }) => bar(share, longest) },
      paint: ({ deviation }) => (deviation === undefined ? style.dim : style.first),
    },
  ];
  return `${heading('what mattered', 'part of the difference between results', style)}
${renderTable({ columns, rows, headed: false, gap: 2 }, style)}`;
}
