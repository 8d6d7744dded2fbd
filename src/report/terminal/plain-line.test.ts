import Table from 'cli-table3';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { isPlain, type PlainCell, plainLine } from './plain-line.ts';

const FRAME = [
  ...['top', 'top-mid', 'top-left', 'top-right', 'bottom', 'bottom-mid', 'bottom-left', 'bottom-right'],
  ...['left', 'left-mid', 'mid', 'mid-mid', 'right', 'right-mid'],
];

/** What cli-table3 makes of a row, without a frame. */
function theirs(row: readonly PlainCell[], gap: number): string {
  const table = new Table({
    chars: { ...Object.fromEntries(FRAME.map((part) => [part, ''])), middle: ' '.repeat(gap) },
    style: { 'padding-left': 0, 'padding-right': 0, head: [], border: [], compact: true },
    colWidths: row.map(({ width }) => width),
    colAligns: row.map(({ align }) => align),
  });
  table.push(row.map(({ text, wraps, paint }) => ({ content: paint?.(text) ?? text, wordWrap: wraps })));
  return table.toString().trimEnd();
}

/** As chalk does: nothing stays nothing. */
const red = (text: string) => (text === '' ? '' : `\u001b[31m${text}\u001b[39m`);
const cell = fc.record({
  text: fc.string({ maxLength: 12, unit: fc.constantFrom(...'ab 1.%±é█▌─…→') }),
  width: fc.integer({ min: 1, max: 14 }),
  align: fc.constantFrom('left' as const, 'right' as const),
  wraps: fc.boolean(),
  paint: fc.constantFrom(undefined, red),
});

it('lays out rows as cli-table3 does, or leaves them to it', () => {
  let own = 0;
  fc.assert(
    fc.property(fc.array(cell, { minLength: 1, maxLength: 4 }), fc.integer({ min: 1, max: 3 }), (row, gap) => {
      const line = plainLine(row, gap);
      if (line === undefined) return;
      own += 1;
      expect(line).toBe(theirs(row, gap));
    }),
    { numRuns: 300 },
  );
  expect(own).toBeGreaterThan(50);
});

it('leaves wide, combining and control characters to it', () => {
  expect(['猫', 'e\u0301', '\t', '👍', '\u00ad'].map(isPlain)).toEqual([false, false, false, false, false]);
  const wide = { text: '猫', width: 4, align: 'left' as const, wraps: false, paint: undefined };
  expect(plainLine([wide], 2)).toBeUndefined();
  expect(plainLine([{ ...wide, text: 'two words', wraps: true }], 2)).toBeUndefined();
  expect(plainLine([{ ...wide, text: 'words' }], 2)).toBe('wor…');
});
