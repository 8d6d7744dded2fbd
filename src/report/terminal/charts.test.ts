import { stripVTControlCharacters } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { accuracyChart, lossChart } from './charts.ts';
import { makeStyle } from './style.ts';

const options = { style: makeStyle(60, 0), height: 8 };
const count = (n: number) => Array.from({ length: n }, (_, i) => i + 1);
const text = (...lines: string[]) => lines.join('\n');

describe('lossChart', () => {
  it('draws steps and their average', () => {
    // Falls along a parabola, every other step a little above it.
    const losses = count(200).map((i) => 2 * (1 - i / 201) ** 2 + 0.3 + (i % 2) * 0.4);
    expect(lossChart(count(200), losses, options)).toBe(
      text(
        'Training loss   · a step   ─ moving average (half-life 4)',
        '3 ┤',
        '  │───╮',
        '2 ┤··╰──────╮ ·',
        '  │     ··  ╰───────╮  ·',
        '  │             ··· ╰────────╮  ··',
        '1 ┤                      ··· ╰──────────────╮╭╮·  ··   ··',
        '  │                                 ·  ··  ·╰╯╰────────────·',
        '0 ┤',
        '  └──────────────┬─────────────┬─────────────┬─────────────┬',
        '                 50           100           150          200',
      ),
    );
  });

  it('stretches few steps, and leaves out those that are not finite', () => {
    expect(lossChart([1, 2, 3, 4], [2.5, Number.NaN, 2.1, 1.9], options)).toBe(
      text(
        'Training loss',
        '· a step',
        '─ moving average (half-life 1)',
        '! 1 not finite, left out',
        '2.6 ┤',
        '    │─────╮',
        '2.4 ┤    ╰──────╮',
        '2.2 ┤           ╰─────╮',
        '    │                ·╰────╮',
        '2.0 ┤                      ╰─',
        '    │                        ·',
        '1.8 ┤',
        '    └┬───────┬───────┬───────┬',
        '     1       2       3       4',
      ),
    );
  });

  it('takes the logarithm beyond two decades, and says so', () => {
    const losses = count(500).map((i) => 3 * 0.98 ** i);
    expect(lossChart(count(500), losses, options)).toBe(
      text(
        'Training loss (log axis)',
        '· a step',
        '─ moving average (half-life 10)',
        '      │─────╮',
        '    1 ┤    ╰───────╮',
        '  0.1 ┤           ·╰──────╮',
        '      │                  ·╰──────╮',
        ' 0.01 ┤                          ╰───────╮',
        '      │                                 ·╰──────╮',
        '0.001 ┤                                        ·╰──────╮',
        '      │                                                ╰───·',
        '      └──────────┬──────────┬─────────┬──────────┬─────────┬',
        '                100        200       300        400      500',
      ),
    );
  });

  it('draws a constant, and a loss of zero', () => {
    expect(lossChart([10, 20], [0, 0], { ...options, height: 4 })).toBe(
      text(
        'Training loss   · a step   ─ moving average (half-life 1)',
        '0.5 ┤',
        '    │',
        '    │',
        '0.0 ┤─────────────',
        '    └┬───────────┬',
        '     10         20',
      ),
    );
  });

  it('is empty where there is no curve', () => {
    expect(lossChart([], [], options)).toBe('');
    expect(lossChart([1], [2], options)).toBe('');
    expect(lossChart([1, 2, 3], [2, Number.NaN, Number.POSITIVE_INFINITY], options)).toBe('');
    expect(lossChart([1, 1], [2, 3], options)).toBe('');
  });

  it('draws a spike on the edge, and does not let it flatten the rest', () => {
    const losses = count(400).map((i) => (i === 200 ? 1000 : 1 + i / 400));
    const lines = lossChart(count(400), losses, { ...options, style: makeStyle(400, 0), width: 500 }).split('\n');
    expect(lines[0]).not.toContain('log');
    expect(lines[1]).toContain('·');
  });

  it('draws 100,000 steps', () => {
    const losses = Float64Array.from(count(100_000), (i) => 2 / (1 + i / 1000) + (i % 7) / 50);
    const lines = lossChart(count(100_000), losses, { style: makeStyle(200, 0) }).split('\n');
    expect(lines.length).toBe(1 + 12 + 2);
    expect(lines[0]).toBe('Training loss   · a step   ─ moving average (half-life 2,000)');
    expect(Math.max(...lines.map((line) => line.length))).toBe(120);
  });
});

describe('accuracyChart', () => {
  const rows = [
    { epoch: 1, trainAccuracy: 0.91, valAccuracy: 0.972 },
    { epoch: 2, trainAccuracy: 0.9745, valAccuracy: 0.983 },
    { epoch: 3, trainAccuracy: 0.985, valAccuracy: 0.9891 },
  ];

  it('draws training and validation together', () => {
    expect(accuracyChart(rows, options)).toBe(
      text(
        'Accuracy in %, by epoch   ╌ training   ─ validation',
        '100 ┤',
        ' 98 ┤       ╭────────────────',
        '    │────────╯ ╭╌╌╌╌╌╯',
        ' 96 ┤       ╭╌╌╯',
        ' 94 ┤    ╭╌╌╯',
        '    │  ╭╌╯',
        ' 92 ┤╌╌╌╯',
        ' 90 ┤',
        '    └┬───────────┬───────────┬',
        '     1           2           3',
      ),
    );
  });

  it('draws training alone', () => {
    const alone = rows.map(({ epoch, trainAccuracy }) => ({ epoch, trainAccuracy }));
    expect(accuracyChart(alone, { ...options, style: makeStyle(20, 0), height: 4 })).toBe(
      text(
        'Accuracy in %, by epoch',
        '╌ training',
        '100 ┤            ╭╌',
        ' 95 ┤    ╭╌╌╌╌╌╌╌╯',
        '    │╭╌╌╌╯',
        ' 90 ┤╌╯',
        '    └───────┬───────',
        '            2',
      ),
    );
  });

  it('keeps to 0..100 per cent', () => {
    const perfect = [1, 2].map((epoch) => ({ epoch, trainAccuracy: 1 }));
    expect(accuracyChart(perfect, { ...options, height: 4 })).toBe(
      text(
        'Accuracy in %, by epoch   ╌ training',
        '100 ┤╌╌╌╌╌╌╌╌╌╌╌╌╌',
        '    │',
        '    │',
        ' 95 ┤',
        '    └┬───────────┬',
        '     1           2',
      ),
    );
  });

  it('is empty where there are fewer than two epochs', () => {
    expect(accuracyChart([], options)).toBe('');
    expect(accuracyChart(rows.slice(0, 1), options)).toBe('');
  });
});

describe('charts', () => {
  const values = fc.array(fc.oneof(fc.double({ min: 0, max: 10 }), fc.double(), fc.constant(Number.NaN)), { maxLength: 300 });

  it('never exceed the width, and say the same with colours', () => {
    fc.assert(
      fc.property(values, fc.integer({ min: 40, max: 200 }), (losses, width) => {
        const steps = count(losses.length);
        const rows = losses.map((loss, i) => ({
          epoch: i + 1,
          trainAccuracy: Math.abs(loss) % 1,
          valAccuracy: (loss * loss) % 1,
        }));
        const draw = (level: 0 | 1) => [
          ...lossChart(steps, losses, { style: makeStyle(width, level) }).split('\n'),
          ...accuracyChart(rows, { style: makeStyle(width, level) }).split('\n'),
        ];
        const plain = draw(0);
        for (const line of plain) expect(line.length).toBeLessThanOrEqual(width);
        expect(draw(1).map((line) => stripVTControlCharacters(line))).toEqual(plain);
      }),
      { seed: 1, numRuns: 60 },
    );
  });
});
