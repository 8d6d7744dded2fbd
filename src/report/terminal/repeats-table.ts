import type { StudyMetric } from '../../records/study/description.ts';
import { METRIC_NAMES, resultText, spreadText } from '../study/result-text.ts';
import { verdictTexts } from '../study/verdict-text.ts';
import type { RepeatedTrial, StudyRepeats } from '../study-view.ts';
import { heading } from './heading.ts';
import { paragraph } from './paragraph.ts';
import type { Style } from './style.ts';
import { type Column, renderTable } from './table.ts';

/** What came of training the best trials again with other seeds, and which of them cannot be told apart. */
export function repeatsTable({ trials, statements }: StudyRepeats, metric: StudyMetric, style: Style): string {
  const verdicts = verdictTexts(trials);
  const columns: Column<RepeatedTrial & { readonly verdict: string }>[] = [
    { head: 'trial', align: 'right', text: ({ of }) => String(of) },
    { head: 'seeds', align: 'right', expendable: 1, text: ({ values }) => String(values.length) },
    { head: 'mean', align: 'right', text: ({ mean }) => resultText(mean, metric) },
    { head: '', text: ({ deviation }) => (deviation === undefined ? '' : `± ${spreadText(deviation, metric)}`) },
    {
      ...{ head: '', shrinksTo: 8, wraps: true, text: ({ verdict }) => verdict },
      paint: ({ isWorse }) => (isWorse === true ? style.warning : style.dim),
    },
  ];
  const rows = trials.map((trial, i) => ({ ...trial, verdict: verdicts[i] ?? '' }));
  const table = renderTable({ columns, rows, gap: 2 }, style);
  const head = heading('again with other seeds', METRIC_NAMES[metric], style);
  const sentences = statements.map((sentence) => paragraph(sentence, style)).join('\n');
  return [head, table, sentences].filter((part) => part !== '').join('\n');
}
