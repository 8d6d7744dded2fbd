import { stripVTControlCharacters } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CheckRow } from '../check-row.ts';
import { checksTable, verdictLine } from './check-tables.ts';
import { makeStyle } from './style.ts';

const text = (...lines: string[]) => lines.join('\n');

const passed: CheckRow = {
  ...{ id: 'initialLoss', title: 'initial loss', status: 'pass', expected: '2.3026 (log 10)', measured: '2.3041 ± 0.0012' },
  ...{ reading: 'Not shown, as it passed.', fix: '--not.shown', place: { file: 'c.yaml', line: 1 }, seconds: 0.1 },
};
const warned: CheckRow = {
  ...{ id: 'deadUnits', title: 'dead units', status: 'warn', expected: 'below 10 %', measured: '31 % in conv3', seconds: 0.1 },
  reading: 'A third of the units of conv3 never give anything but zero, so they do not learn.',
  fix: '--model.3.init kaiming',
  place: { file: 'configs/mnist.yaml', line: 12 },
};
const failed: CheckRow = {
  ...{ id: 'oneBatch', title: 'learns a batch', status: 'fail', expected: 'below 0.01', measured: 'NaN', seconds: 2 },
  fix: '--optimizer.lr 0.003',
};
const open: CheckRow = {
  ...{ id: 'inputs', title: 'input scale', status: 'inconclusive', expected: '-', measured: '-', seconds: 0 },
  reading: 'Too few images.',
};
const rows = [passed, warned, failed, open];

describe('checksTable', () => {
  it('tells what did not pass and what to try', () => {
    expect(checksTable(rows, makeStyle(64, 0))).toBe(
      text(
        'check           expected         measured         verdict',
        '──────────────────────────────────────────────────────────────',
        'initial loss    2.3026 (log 10)  2.3041 ± 0.0012  pass',
        'dead units      below 10 %       31 % in conv3    warning',
        '  A third of the units of conv3 never give anything but zero, so',
        '  they do not learn.',
        '  try: --model.3.init kaiming',
        '  see: configs/mnist.yaml:12',
        'learns a batch  below 0.01       NaN              fail',
        '  try: --optimizer.lr 0.003',
        'input scale     -                -                inconclusive',
        '  Too few images.',
      ),
    );
  });

  it('wraps what does not fit', () => {
    expect(checksTable([passed, failed], makeStyle(44, 0))).toBe(
      text(
        'check       expected    measured     verdict',
        '────────────────────────────────────────────',
        'initial     2.3026      2.3041 ±     pass',
        'loss        (log 10)    0.0012',
        'learns a    below 0.01  NaN          fail',
        'batch',
        '  try: --optimizer.lr 0.003',
      ),
    );
  });

  it('paints verdicts', () => {
    const verdicts = checksTable(rows, makeStyle(80, 1)).match(/\d+m(?:pass|warning|fail|inconclusive)/g);
    expect(verdicts).toEqual(['32mpass', '33mwarning', '31mfail', '2minconclusive']);
  });

  it('is empty without checks', () => {
    expect(checksTable([], makeStyle(80, 0))).toBe('');
  });

  it('keeps within the width, says the same with colours, and lets no control characters through', () => {
    const word = fc.stringMatching(/^[ -~]{0,60}$/);
    const optional = fc.option(word.map((some) => `${some}\u001b[5m\n\u0007x`));
    const row = fc
      .record({
        ...{ title: word, expected: word, measured: word, reading: optional, fix: optional },
        status: fc.constantFrom('pass' as const, 'warn' as const, 'fail' as const, 'inconclusive' as const),
      })
      .map(
        ({ reading, fix, ...rest }): CheckRow => ({
          ...{ ...rest, id: 'x', seconds: 0, place: { file: `${rest.title}.yaml`, line: 3 } },
          ...(reading === null ? {} : { reading }),
          ...(fix === null ? {} : { fix }),
        }),
      );
    fc.assert(
      fc.property(fc.integer({ min: 36, max: 200 }), fc.array(row, { maxLength: 5 }), (width, checks) => {
        const plain = checksTable(checks, makeStyle(width, 0));
        // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there
        expect(plain).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/);
        for (const line of plain.split('\n')) expect(line.length).toBeLessThanOrEqual(width);
        expect(stripVTControlCharacters(checksTable(checks, makeStyle(width, 1))).replace(/ +$/gm, '')).toBe(plain);
      }),
      { numRuns: 40, seed: 1 },
    );
  });
});

describe('verdictLine', () => {
  it('counts', () => {
    expect(verdictLine([...rows, passed], makeStyle(80, 0))).toBe('2 passed, 1 warning, 1 failed, 1 inconclusive');
    expect(verdictLine([warned, warned], makeStyle(80, 0))).toBe('0 passed, 2 warnings, 0 failed, 0 inconclusive');
    expect(verdictLine([], makeStyle(80, 0))).toBe('0 passed, 0 warnings, 0 failed, 0 inconclusive');
  });

  it('paints what there is', () => {
    expect(verdictLine([failed], makeStyle(80, 1))).toContain('\u001b[31m1 failed\u001b[39m, \u001b[2m0 inconclusive');
  });
});
