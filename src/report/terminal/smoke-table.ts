import type { Style } from './style.ts';
import { type Column, renderTable } from './table.ts';

/** One thing that a smoke run did. */
export interface SmokeRow {
  readonly stage: string;
  readonly status: 'passed' | 'failed' | 'left out';
  readonly detail: string;
  readonly seconds: number;
}

/** What was done, whether it went well, and how long it took. */
export function smokeTable(rows: readonly SmokeRow[], style: Style): string {
  const columns: Column<SmokeRow>[] = [
    { head: 'stage', text: ({ stage }) => stage },
    {
      head: '',
      text: ({ status }) => (status === 'passed' ? 'ok' : status),
      paint: ({ status }) => ({ passed: style.good, failed: style.bad, 'left out': style.dim })[status],
    },
    { head: 'what', shrinksTo: 20, wraps: true, text: ({ detail }) => detail },
    {
      head: 'seconds',
      align: 'right',
      expendable: 1,
      text: ({ status, seconds }) => (status === 'left out' ? '' : seconds.toFixed(2)),
    },
  ];
  return renderTable({ columns, rows }, style);
}
