import { describe, expect, it } from 'vitest';
import { makeStyle } from './style.ts';
import { type Column, renderTable } from './table.ts';

const text = (...lines: string[]) => lines.join('\n');

interface Fruit {
  readonly name: string;
  readonly price: number;
  readonly origin: string;
}

const columns: readonly Column<Fruit>[] = [
  { head: 'fruit', shrinksTo: 6, text: ({ name }) => name },
  {
    head: 'price',
    align: 'right',
    text: ({ price }) => price.toFixed(2),
    paint: ({ price }, style) => (price > 1 ? style.bad : undefined),
  },
  { head: 'origin', expendable: 1, text: ({ origin }) => origin },
];
const rows: readonly Fruit[] = [
  { name: 'apple', price: 0.5, origin: 'Tyrol' },
  { name: 'passion fruit', price: 12, origin: 'Peru' },
];

describe('renderTable', () => {
  it('aligns and rules, without spaces at the ends of lines', () => {
    expect(renderTable({ columns, rows }, makeStyle(40, 0))).toBe(
      text(
        'fruit           price   origin',
        '──────────────────────────────',
        'apple            0.50   Tyrol',
        'passion fruit   12.00   Peru',
      ),
    );
  });

  it('puts a total below a rule', () => {
    const total = { name: 'total', price: 12.5, origin: '' };
    expect(renderTable({ columns, rows, total, gap: 1 }, makeStyle(40, 0))).toBe(
      text(
        'fruit         price origin',
        '──────────────────────────',
        'apple          0.50 Tyrol',
        'passion fruit 12.00 Peru',
        '──────────────────────────',
        'total         12.50',
      ),
    );
  });

  it('shortens texts where it must, then leaves columns out, then cuts whatever is widest', () => {
    expect(renderTable({ columns, rows }, makeStyle(28, 0))).toBe(
      text(
        'fruit         price   origin',
        '────────────────────────────',
        'apple          0.50   Tyrol',
        'passion fr…   12.00   Peru',
      ),
    );
    expect(renderTable({ columns, rows }, makeStyle(20, 0))).toBe(
      text('fruit          price', '────────────────────', 'apple           0.50', 'passion fru…   12.00'),
    );
    expect(renderTable({ columns, rows }, makeStyle(11, 0))).toBe(
      text('fru…   pri…', '───────────', 'app…   0.50', 'pas…   12.…'),
    );
  });

  it('wraps between words, and within words that are wider than the column', () => {
    const wrapping: Column<string>[] = [{ head: 'text', shrinksTo: 5, wraps: true, text: (text) => text }];
    expect(renderTable({ columns: wrapping, rows: ['a few short words', 'incomprehensibilities'] }, makeStyle(10, 0))).toBe(
      text('text', '──────────', 'a few', 'short', 'words', 'incomprehe', 'nsibilitie', 's'),
    );
  });

  it('does without heads', () => {
    expect(renderTable({ columns: columns.slice(0, 2), rows, headed: false }, makeStyle(40, 0))).toBe(
      text('apple            0.50', 'passion fruit   12.00'),
    );
  });

  it('paints within the alignment', () => {
    expect(renderTable({ columns: columns.slice(0, 2), rows }, makeStyle(40, 1)).split('\n')).toEqual([
      '\u001b[2mfruit           price\u001b[22m',
      '\u001b[2m─────────────────────\u001b[22m',
      'apple            0.50',
      'passion fruit   \u001b[31m12.00\u001b[39m',
    ]);
  });

  it('measures texts as a terminal shows them', () => {
    const wide = [
      { name: '猫猫猫', price: 1, origin: 'x' },
      { name: 'ﬁé', price: 2, origin: 'y' },
    ];
    expect(renderTable({ columns, rows: wide }, makeStyle(40, 0))).toBe(
      text('fruit    price   origin', '───────────────────────', '猫猫猫    1.00   x', 'ﬁé        2.00   y'),
    );
  });

  it('keeps control characters from the terminal', () => {
    const evil = [{ name: '\u001b[31mred\u001b[0m\r\nline\u0007\u202etxet', price: 1, origin: 'x\ty' }];
    expect(renderTable({ columns, rows: evil }, makeStyle(40, 0))).toBe(
      text('fruit           price   origin', '──────────────────────────────', 'red line txet    1.00   x y'),
    );
  });

  it('is empty without rows', () => {
    expect(renderTable({ columns, rows: [] }, makeStyle(40, 0))).toBe('');
  });

  it('gives all rows of a long table the same columns', () => {
    const many = Array.from({ length: 101 }, (_, i) => ({ name: 'x'.repeat(i === 77 ? 9 : 1), price: i, origin: '' }));
    const lines = renderTable({ columns: columns.slice(0, 2), rows: many }, makeStyle(40, 0)).split('\n');
    expect(lines.length).toBe(2 + 101);
    expect(new Set(lines.map((line) => line.length))).toEqual(new Set([9 + 3 + 6]));
  });
});
