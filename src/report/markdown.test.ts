import { describe, expect, it } from 'vitest';
import { code, codeBlock, literal, markdownTable } from './markdown.ts';

describe('texts in Markdown', () => {
  it('are no markup, whatever is in them', () => {
    expect(literal('a|b *c* <d> `e` [f](g)\n# h')).not.toMatch(/[|*<>`[\]\n]|# /);
    expect(literal('plain, 98.12 % (log 10): --optimizer.lr 0.01')).toBe('plain, 98.12 % (log 10): --optimizer.lr 0.01');
  });

  it('are code where they can be', () => {
    expect(code('optimizer.weight_decay')).toBe('`optimizer.weight_decay`');
    expect(code('a|b')).toBe('<code>a&#124;b</code>');
    expect(code('a`b')).toBe('<code>a&#96;b</code>');
    expect(code('')).toBe('<code></code>');
  });

  it('end blocks of code only where they end', () => {
    expect(codeBlock('a\n```\nb\n', 'yaml')).toBe('````yaml\na\n```\nb\n````');
  });
});

describe('markdownTable', () => {
  interface Row {
    readonly name: string;
    readonly value: number;
  }
  const columns = [
    { head: 'name', cell: ({ name }: Row) => name },
    { head: 'n', cell: ({ value }: Row) => String(value), align: 'right' as const },
  ];

  it('lines its columns up', () => {
    expect(markdownTable(columns, [{ name: 'learning rate', value: 1 }]).split('\n')).toEqual([
      '| name          |   n |',
      '| ------------- | --: |',
      '| learning rate |   1 |',
    ]);
  });

  it('is nothing without rows', () => {
    expect(markdownTable(columns, [])).toBe('');
  });
});
