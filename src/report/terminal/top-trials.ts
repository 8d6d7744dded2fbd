import { count } from '../../base/format.ts';
import type { StudyHeader, TrialRecord } from '../../records/study/trial-record.ts';
import { keyNames } from '../study/key-names.ts';
import { resultText } from '../study/result-text.ts';
import { paramColumns } from './param-columns.ts';
import { statePaint } from './state-paint.ts';
import type { Style } from './style.ts';
import { type Column, renderTable } from './table.ts';

interface RankedTrial extends TrialRecord {
  readonly rank: number;
}

/** The best trials of a study. @param ranked the best first. @returns '' without any. */
export function topTrials(
  ranked: readonly TrialRecord[],
  { space, metric }: Pick<StudyHeader, 'space' | 'metric'>,
  style: Style,
): string {
  const rows = ranked.map((trial, i): RankedTrial => ({ ...trial, rank: i + 1 }));
  const names = keyNames(space.map(({ key }) => key));
  const isFirst = ({ rank }: RankedTrial) => (rank === 1 ? style.good : undefined);
  const accuracy: Column<RankedTrial> = {
    ...{ head: 'val accuracy', align: 'right', text: ({ valAccuracy }) => resultText(valAccuracy, 'valAccuracy') },
    ...(metric === 'valAccuracy' ? { paint: isFirst } : { expendable: 4 }),
  };
  const loss: Column<RankedTrial> = {
    ...{ head: 'val loss', align: 'right', text: ({ valLoss }) => resultText(valLoss, 'valLoss') },
    ...(metric === 'valLoss' ? { paint: isFirst } : { expendable: 4 }),
  };
  const columns: Column<RankedTrial>[] = [
    { head: '', align: 'right', expendable: 2, text: ({ rank }) => String(rank) },
    { head: 'trial', align: 'right', text: ({ index }) => String(index) },
    ...paramColumns<RankedTrial>(names, rows, style),
    accuracy,
    loss,
    { head: 'epochs', align: 'right', expendable: 3, text: ({ epochs }) => count(epochs) },
    { head: 'state', expendable: 1, text: ({ state }) => state, paint: ({ state }) => statePaint(state, style) },
    { head: 'seconds', align: 'right', expendable: 5, text: ({ seconds }) => seconds?.toFixed(1) ?? '-' },
  ];
  return renderTable({ columns, rows, gap: 2 }, style);
}
