import { expect, it } from 'vitest';
import { makeStyle } from './style.ts';
import { trialsTable } from './trials-table.ts';

const text = (...lines: string[]) => lines.join('\n');

const rows = [
  { lr: 1e-5, firstLoss: 2, lastLoss: 2.1, verdict: 'too low', suggested: false },
  { lr: 0.01, firstLoss: 2, lastLoss: 0.5, verdict: 'good', suggested: true },
  { lr: 1, firstLoss: 2, lastLoss: Number.NaN, verdict: 'explodes', suggested: false },
  { lr: 10, firstLoss: 2, lastLoss: Number.POSITIVE_INFINITY, verdict: 'explodes', suggested: false },
];

it('shows by how much each rate lowered the loss', () => {
  expect(trialsTable(rows, makeStyle(80, 0))).toBe(
    text(
      '  lr   first loss   last loss     drop              verdict',
      '────────────────────────────────────────────────────────────────',
      '1e-5       2.0000      2.1000   -5.0 %              too low',
      '0.01       2.0000      0.5000   75.0 %   ███████▌   good       *',
      '   1       2.0000         NaN        -              explodes',
      '  10       2.0000    Infinity        -              explodes',
    ),
  );
});

it('leaves out columns where there is no room', () => {
  expect(trialsTable(rows.slice(1, 3), makeStyle(40, 0))).toBe(
    text(
      '  lr   last loss     drop   verdict',
      '────────────────────────────────────────',
      '0.01      0.5000   75.0 %   good       *',
      '   1         NaN        -   explodes',
    ),
  );
});

it('paints verdicts', () => {
  const lines = trialsTable(rows, makeStyle(80, 1)).split('\n');
  expect(lines[2]).toContain('\u001b[35mtoo low');
  expect(lines[3]).toContain('\u001b[32mgood');
  expect(lines[4]).toContain('\u001b[31mexplodes');
});

it('is empty without trials', () => {
  expect(trialsTable([], makeStyle(80, 0))).toBe('');
});
