import { stripVTControlCharacters } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type LayerStatisticsRow, layerStatisticsTable } from './statistics-table.ts';
import { makeStyle } from './style.ts';

const text = (...lines: string[]) => lines.join('\n');
const none = { deadFraction: undefined, saturatedFraction: undefined, gradientNorm: undefined, weightNorm: undefined };

const rows: readonly LayerStatisticsRow[] = [
  { ...none, name: 'conv1', type: 'conv2d', mean: 0.0123, deviation: 1, gradientNorm: 0.52, weightNorm: 4.1, updateRatio: 1e-3 },
  {
    ...none,
    name: 'relu1',
    type: 'relu',
    mean: 0.4,
    deviation: 0.1,
    deadFraction: 0.75,
    saturatedFraction: 0.5,
    updateRatio: undefined,
  },
  {
    ...{ name: 'fc', type: 'linear', mean: Number.NaN, deviation: Number.POSITIVE_INFINITY, deadFraction: Number.NaN },
    ...{ saturatedFraction: 0, gradientNorm: Number.NaN, weightNorm: 0, updateRatio: 0.1 },
  },
];

describe('layerStatisticsTable', () => {
  it('draws bars, and those of NaN as nothing', () => {
    expect(layerStatisticsTable(rows, makeStyle(120, 0))).toBe(
      text(
        'Bars: deviation, and update over weights, on log scales with │ at 1 and at the aim of 1e-3; dead from 0 to 100 %.',
        'layer  type      mean  deviation  1e-3  1   1e3    dead  0  100  saturated  gradient  weights  update  1e-6 1e-3   1',
        '────────────────────────────────────────────────────────────────────────────────────────────────────────────────────',
        'conv1  conv2d  0.0123          1  ██████│             -                  -      0.52      4.1   0.001  ██████│',
        'relu1  relu       0.4        0.1  ████  │        75.0 %  ████▌      50.0 %         -        -       -',
        'fc     linear     NaN   Infinity  ██████│██████     NaN              0.0 %       NaN        0     0.1  ██████│████',
      ),
    );
  });

  it('leaves out columns where there is no room, and what no layer has', () => {
    expect(layerStatisticsTable(rows.slice(0, 1), makeStyle(66, 0))).toBe(
      text(
        'Bars: deviation, and update over weights, on log scales with │ at',
        '1 and at the aim of 1e-3; dead from 0 to 100 %.',
        'layer    mean  deviation  1e-3  1   1e3  update  1e-6 1e-3   1',
        '──────────────────────────────────────────────────────────────',
        'conv1  0.0123          1  ██████│         0.001  ██████│',
      ),
    );
    expect(layerStatisticsTable(rows, makeStyle(32, 0))).toBe(
      text(
        'layer  deviation    dead  update',
        '────────────────────────────────',
        'conv1          1       -   0.001',
        'relu1        0.1  75.0 %       -',
        'fc      Infinity     NaN     0.1',
      ),
    );
  });

  it('paints numbers that are worth a look', () => {
    const [, , , , first = '', second = '', third = ''] = layerStatisticsTable(rows, makeStyle(80, 1)).split('\n');
    expect(first).not.toMatch(/3[13]m/);
    expect(second).toContain('\u001b[33m75.0 %');
    expect(third).toContain('\u001b[31mInfinity');
    expect(third).toContain('\u001b[31mNaN');
    expect(third).toContain('\u001b[33m0.1');
  });

  it('is empty without layers', () => {
    expect(layerStatisticsTable([], makeStyle(80, 0))).toBe('');
  });

  it('keeps within the width, and says the same with colours', () => {
    const value = fc.option(fc.oneof(fc.double(), fc.double({ min: 0, max: 1 })), { nil: undefined });
    const name = fc.stringMatching(/^[ -~]{0,40}$/);
    const row = fc.record({
      ...{ name, type: name, mean: fc.double(), deviation: fc.double(), deadFraction: value, saturatedFraction: value },
      ...{ gradientNorm: value, weightNorm: value, updateRatio: value },
    });
    fc.assert(
      fc.property(fc.integer({ min: 40, max: 200 }), fc.array(row, { maxLength: 5 }), (width, layers) => {
        const plain = layerStatisticsTable(layers, makeStyle(width, 0));
        for (const line of plain.split('\n')) expect(line.length).toBeLessThanOrEqual(width);
        expect(stripVTControlCharacters(layerStatisticsTable(layers, makeStyle(width, 1))).replace(/ +$/gm, '')).toBe(plain);
      }),
      { numRuns: 40, seed: 1 },
    );
  });
});
