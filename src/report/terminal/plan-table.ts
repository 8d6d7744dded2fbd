import { duration } from '../../base/format.ts';
import type { BudgetShare, RecipeRecord } from '../../records/recipe/recipe-record.ts';
import { bar } from './bars.ts';
import { paragraph } from './paragraph.ts';
import type { Style } from './style.ts';
import { type Column, renderTable } from './table.ts';

const BAR = 16;

/** How the time is going to be spent, before it is. '' without a plan. */
export function planTable(
  { plan, budgetSeconds, workers }: Pick<RecipeRecord, 'plan' | 'budgetSeconds' | 'workers'>,
  style: Style,
): string {
  const planned = plan.reduce((sum, { seconds }) => sum + seconds, 0);
  const whole = Math.max(planned, budgetSeconds ?? 0);
  const columns: Column<BudgetShare>[] = [
    { head: 'what', shrinksTo: 10, wraps: true, text: ({ what }) => what },
    { head: 'time', align: 'right', text: ({ seconds }) => duration(seconds) },
    { head: '', expendable: 1, text: ({ seconds }) => bar(seconds / whole, BAR), paint: () => style.first },
    { head: 'for', shrinksTo: 12, wraps: true, text: (share) => share.plan, paint: () => style.dim },
  ];
  const table = renderTable({ columns, rows: plan, gap: 2 }, style);
  if (table === '') return '';
  const budget = budgetSeconds === undefined ? 'without a budget' : `of a budget of ${duration(budgetSeconds)}`;
  const summary = `about ${duration(planned)} ${budget}, on ${workers} ${workers === 1 ? 'worker' : 'workers'}`;
  return [style.bold('plan'), paragraph(summary, style, style.dim), table].join('\n');
}
