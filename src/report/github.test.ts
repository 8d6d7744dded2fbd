import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { UserError } from '../base/errors.ts';
import type { CheckRow } from './check-row.ts';
import { appendSummary, githubAnnotations, githubSummary } from './github.ts';

const passed: CheckRow = {
  ...{ id: 'initialLoss', title: 'initial loss', status: 'pass', expected: '2.3026 (log 10)', measured: '2.3041 ± 0.0012' },
  ...{ reading: 'Not shown, as it passed.', seconds: 0.1 },
};
const warned: CheckRow = {
  ...{ id: 'dead', title: 'dead units', status: 'warn', expected: 'below 10 %', measured: '31 %', seconds: 0 },
  ...{ reading: 'A third is dead.', fix: '--model.3.init kaiming', place: { file: 'configs/mnist.yaml', line: 12 } },
};
const failed: CheckRow = {
  ...{
    id: 'oneBatch',
    title: 'a|b <i>*c*</i>',
    status: 'fail',
    expected: '`x`',
    measured: 'a\n|\u001bb',
    fix: '--x_y "$1"',
    seconds: 2,
  },
};
const open: CheckRow = { id: 'inputs', title: 'inputs', status: 'inconclusive', expected: '-', measured: '-', seconds: 0 };

describe('githubSummary', () => {
  it('is a table with advice below', () => {
    expect(githubSummary('Sanity check', [passed, warned, failed, open])).toBe(
      `${[
        '## Sanity check',
        '',
        '1 passed, 1 warning, 1 failed, 1 inconclusive',
        '',
        '| verdict | check | expected | measured |',
        '| --- | --- | --- | --- |',
        '| ✅ pass | initial loss | 2.3026 (log 10) | 2.3041 ± 0.0012 |',
        '| ⚠️ warning | dead units | below 10 % | 31 % |',
        '| ❌ fail | a&#124;b &#60;i&#62;&#42;c&#42;&#60;/i&#62; | &#96;x&#96; | a &#124; b |',
        '| ❔ inconclusive | inputs | - | - |',
        '',
        '- ⚠️ **dead units**: A third is dead. Try <code>--model.3.init kaiming</code>. See <code>configs/mnist.yaml:12</code>.',
        '- ❌ **a&#124;b &#60;i&#62;&#42;c&#42;&#60;/i&#62;**: Try <code>--x&#95;y &#34;&#36;1&#34;</code>.',
      ].join('\n')}\n`,
    );
  });

  it('has no table without checks', () => {
    expect(githubSummary('None & nothing', [])).toBe('## None &#38; nothing\n\n0 passed, 0 warnings, 0 failed, 0 inconclusive\n');
  });
});

describe('githubAnnotations', () => {
  it('are errors and warnings, with their place', () => {
    expect(githubAnnotations([passed, warned, { ...failed, title: 'learns' }, open])).toBe(
      [
        '::warning file=configs/mnist.yaml,line=12,title=dead units::Expected below 10 %25, measured 31 %25.%0AA third is dead.%0ATry: --model.3.init kaiming',
        '::error title=learns::Expected `x`, measured a%0A|\u001bb.%0ATry: --x_y "$1"',
      ].join('\n'),
    );
  });

  it('cannot be broken out of', () => {
    const nasty = 'a:b,c%d\r\n::error::e';
    const [line, ...more] = githubAnnotations([
      { ...failed, title: nasty, expected: 'x', measured: nasty, place: { file: nasty, line: 3 } },
    ]).split(/[\r\n]/);
    const escaped = 'a%3Ab%2Cc%25d%0D%0A%3A%3Aerror%3A%3Ae';
    expect(more).toEqual([]);
    expect(line).toBe(
      `::error file=${escaped},line=3,title=${escaped}::Expected x, measured a:b,c%25d%0D%0A::error::e.%0ATry: --x_y "$1"`,
    );
  });

  it('are none where all is well', () => {
    expect(githubAnnotations([passed, open])).toBe('');
  });
});

describe('appendSummary', () => {
  it('adds to the file', () => {
    const folder = mkdtempSync(join(tmpdir(), 'cnn-run-summary-'));
    try {
      const path = join(folder, 'summary.md');
      appendSummary(path, '# one\n');
      appendSummary(path, '# two\n');
      expect(readFileSync(path, 'utf8')).toBe('# one\n# two\n');
      expect(() => appendSummary(folder, 'x')).toThrow(UserError);
      expect(() => appendSummary(join(folder, 'none', 'x.md'), 'x')).toThrow('Cannot append to the summary of the job');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
