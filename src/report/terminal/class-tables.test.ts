import { describe, expect, it } from 'vitest';
import { classTable, confusionTable } from './class-tables.ts';
import { makeStyle } from './style.ts';

const text = (...lines: string[]) => lines.join('\n');

const wide = makeStyle(100, 0);
const animals = ['cat', 'dog', 'elephant'];
const confusion = [
  [1190, 8, 2],
  [15, 985, 0],
  [0, 0, 0],
];

describe('classTable', () => {
  it('shows precision, recall and F1', () => {
    // cat: 1190 of 1205 predicted, of 1200 true; elephant: predicted twice, never there.
    expect(classTable(animals, confusion, wide)).toBe(
      text(
        'class      count   precision    recall        F1',
        '────────────────────────────────────────────────',
        'cat        1,200     98.76 %   99.17 %   98.96 %',
        'dog        1,000     99.19 %   98.50 %   98.85 %',
        'elephant       0      0.00 %         -    0.00 %',
      ),
    );
  });

  it('has no ratio where nothing was predicted or there', () => {
    expect(
      classTable(
        ['a', 'b', 'c'],
        [
          [3, 0, 0],
          [1, 0, 0],
          [0, 0, 0],
        ],
        wide,
      ),
    ).toBe(
      text(
        'class   count   precision     recall        F1',
        '──────────────────────────────────────────────',
        'a           3     75.00 %   100.00 %   85.71 %',
        'b           1           -     0.00 %    0.00 %',
        'c           0           -          -         -',
      ),
    );
  });
});

describe('confusionTable', () => {
  it('shows a matrix, with quiet zeros', () => {
    expect(confusionTable(animals, confusion, wide)).toBe(
      text(
        'rows: true class, columns: predicted',
        '            cat  dog  elephant',
        '──────────────────────────────',
        'cat       1,190    8         2',
        'dog          15  985         ·',
        'elephant      ·    ·         ·',
      ),
    );
    expect(confusionTable(animals, confusion, makeStyle(100, 1)).split('\n')[3]).toBe(
      'cat       \u001b[32m1,190\u001b[39m    8         2',
    );
  });

  it('fits ten digits into 80 columns', () => {
    const digits = [...'0123456789'];
    const counts = digits.map((_, i) => digits.map((_, j) => (i === j ? 5_958 : (i + j) % 3)));
    const lines = confusionTable(digits, counts, makeStyle(80, 0)).split('\n');
    expect(lines[1]).toBe('       0      1      2      3      4      5      6      7      8      9');
    expect(lines[3]).toBe('0  5,958      1      2      ·      1      2      ·      1      2      ·');
  });

  it('cuts the names above the columns as far as it must', () => {
    const planes = ['airplane', 'automobile', 'elephant'];
    expect(confusionTable(planes, confusion, makeStyle(36, 0))).toBe(
      text(
        'rows: true class, columns: predicted',
        '           airplan  automob  elephan',
        '────────────────────────────────────',
        'airplane     1,190        8        2',
        'automobi…       15      985        ·',
        'elephant         ·        ·        ·',
      ),
    );
  });

  it('numbers the columns where cut names would be the same', () => {
    const classes = ['class_one', 'class_two', 'class_three'];
    expect(confusionTable(classes, confusion, makeStyle(36, 0))).toBe(
      text(
        'rows: true class, columns: predicted',
        '                   0    1  2',
        '────────────────────────────',
        '0 class_one    1,190    8  2',
        '1 class_two       15  985  ·',
        '2 class_three      ·    ·  ·',
      ),
    );
  });

  it('lists the most frequent confusions where a matrix has no room', () => {
    expect(
      confusionTable(
        animals,
        confusion.map((row) => row.map((n) => n * 1_000_000)),
        makeStyle(40, 0),
      ),
    ).toBe(
      text(
        'true       predicted        count',
        '─────────────────────────────────',
        'dog    →   cat         15,000,000',
        'cat    →   dog          8,000,000',
        'cat    →   elephant     2,000,000',
      ),
    );
  });

  it('lists twenty confusions of more than twenty classes', () => {
    const classes = Array.from({ length: 21 }, (_, i) => `class ${i}`);
    const lines = (counts: number[][]) => confusionTable(classes, counts, wide).split('\n');
    const one = lines(classes.map((_, i) => classes.map((_, j) => (i === j ? 99 : i === 3 && j === 5 ? 33 : 0))));
    expect(one).toEqual([
      'true          predicted   count   of the class',
      '──────────────────────────────────────────────',
      'class 3   →   class 5        33        25.00 %',
    ]);
    const all = lines(classes.map((_, i) => classes.map((_, j) => i * 21 + j)));
    expect(all.length).toBe(2 + 20);
    expect(all[2]).toBe('class 20   →   class 19      439         4.86 %');
  });

  it('says when there are none', () => {
    const classes = Array.from({ length: 30 }, (_, i) => `class ${i}`);
    const perfect = classes.map((_, i) => classes.map((_, j) => (i === j ? 5 : 0)));
    expect(confusionTable(classes, perfect, wide)).toBe('No confusions: all predicted right.');
  });
});
