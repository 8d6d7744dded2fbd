import { percent } from '../../base/format.ts';
import { bar } from './bars.ts';
import { axisText, lossText } from './numbers.ts';
import type { Style } from './style.ts';
import { type Column, renderTable } from './table.ts';

/** A short training at one learning rate. */
export interface TrialRow {
  readonly lr: number;
  readonly firstLoss: number;
  readonly lastLoss: number;
  /** `too low`, `good`, `too high` or `explodes`. */
  readonly verdict: string;
  readonly suggested: boolean;
}

const BAR = 10;

/** By how much each learning rate lowered the loss, the suggested one marked with a star. '' when there are none. */
export function trialsTable(rows: readonly TrialRow[], style: Style): string {
  const paint = ({ verdict, suggested }: TrialRow) => verdictPaint(verdict, suggested, style);
  const columns: Column<TrialRow>[] = [
    { head: 'lr', align: 'right', text: ({ lr }) => axisText(lr), paint: (row) => (row.suggested ? style.good : undefined) },
    { head: 'first loss', align: 'right', expendable: 3, text: ({ firstLoss }) => lossText(firstLoss) },
    { head: 'last loss', align: 'right', expendable: 1, text: ({ lastLoss }) => lossText(lastLoss) },
    { head: 'drop', align: 'right', text: (row) => percent(drop(row), 1) },
    { head: '', expendable: 2, text: (row) => bar(drop(row), BAR), paint },
    { head: 'verdict', shrinksTo: 8, wraps: true, text: ({ verdict }) => verdict, paint },
    { head: '', text: ({ suggested }) => (suggested ? '*' : ''), paint },
  ];
  return renderTable({ columns, rows }, style);
}

/** The colour of a trial, in charts too. */
export function verdictPaint(verdict: string, suggested: boolean, style: Style): (text: string) => string {
  if (suggested) return style.good;
  switch (verdict) {
    case 'too low':
      return style.second;
    case 'too high':
      return style.warning;
    case 'explodes':
      return style.bad;
    default:
      return style.first;
  }
}

/** The part of the loss that is gone. */
function drop({ firstLoss, lastLoss }: TrialRow): number {
  return (firstLoss - lastLoss) / firstLoss;
}
