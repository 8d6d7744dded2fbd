import { stripVTControlCharacters } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CurveLog, SERIES, type Series } from '../../curves/curve-log.ts';
import type { Reading } from '../../curves/doctor/reading.ts';
import { SMOOTHINGS } from '../../curves/smooth.ts';
import { layerNormsTable } from './layer-norms-table.ts';
import { readingsList } from './readings-list.ts';
import { CHARTS, type CurveChartChoice, comparedCharts, runCharts } from './run-charts.ts';
import { makeStyle, type Style } from './style.ts';

const WIDTHS = [40, 60, 80, 120, 200];
const choice: CurveChartChoice = { charts: ['loss', 'accuracy'], averaging: { method: 'exponential' }, logarithmic: false };
const text = (...lines: string[]) => lines.join('\n');

function series(n: number, value: (step: number) => number, every = 1): Series {
  const at = Float64Array.from({ length: n }, (_, i) => every * (i + 1));
  return { at, values: at.map(value) };
}

function log(name: string, all: CurveLog['series'], unit: CurveLog['unit'] = 'step'): CurveLog {
  return { name, unit, series: all, isRunning: false, settings: undefined, notes: [] };
}

/** Draws at all widths, with and without colours. */
function check(draw: (style: Style) => string): void {
  for (const width of WIDTHS) {
    const plain = draw(makeStyle(width, 0));
    for (const line of plain.split('\n')) expect(line.length).toBeLessThanOrEqual(width);
    expect(stripVTControlCharacters(draw(makeStyle(width, 1))).replace(/ +$/gm, '')).toBe(plain.replace(/ +$/gm, ''));
  }
}

describe('one training', () => {
  it('has its steps, their average and the validation in one chart, which begins where the first validation is', () => {
    const loss = series(100, (step) => 2 - step / 100 + (step % 2) / 5);
    const one = log('x', { loss, valLoss: series(4, (step) => 2.2 - step / 100, 25) });
    expect(runCharts(one, choice, { style: makeStyle(60, 0), height: 6 })).toEqual([
      text(
        ...['Loss, by step', '· a step', '─ moving average (half-life 2)', '╌ validation'],
        '2.5 ┤',
        '    │────╮·',
        '2.0 ┤   ╰─────────╌╌╌╌╌╌╌╌╌╌╌╌╮',
        '1.5 ┤                  ╰─────╰╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╮',
        '    │                              ····╰╯ ╰──╰╌╌╌╌╌╌╌╌╌╌╌╌╌',
        '1.0 ┤                                              ··     ╰·',
        '    └──────────┬──────────┬──────────┬──────────┬──────────┬',
        '               20         40         60         80       100',
      ),
    ]);
  });

  it('draws what is asked for, averaged as asked for, with or without a logarithm', () => {
    const one = log('x', { learningRate: series(50, () => 0.1), gradientNorm: series(50, (step) => 1 + step) });
    const asked: CurveChartChoice = {
      charts: ['learningRate', 'gradientNorm'],
      averaging: { method: 'median', span: 7 },
      logarithmic: true,
    };
    const charts = runCharts(one, asked, { style: makeStyle(80, 0) });
    expect(charts.map((chart) => chart.split('\n')[0])).toEqual([
      'Learning rate, by step   ─ of a step',
      'Gradient norm, by step (log axis)   · a step   ─ median of 7',
    ]);
  });

  it('has no chart of nothing, of one value, or of NaN alone', () => {
    expect(runCharts(log('x', {}), choice, { style: makeStyle(80, 0) })).toEqual([]);
    expect(runCharts(log('x', { loss: series(1, () => 1) }), choice, { style: makeStyle(80, 0) })).toEqual([]);
    expect(runCharts(log('x', { loss: series(9, () => Number.NaN) }), choice, { style: makeStyle(80, 0) })).toEqual([]);
  });
});

describe('several trainings', () => {
  const falling = (n: number) => log(`run-${n}`, { valLoss: series(5, (step) => n + 1 / step) }, 'epoch');

  it('are overlaid, a letter on each line, and the legend says which is which and where it ends', () => {
    const [chart = ''] = comparedCharts([falling(0), falling(1)], choice, { style: makeStyle(60, 0) });
    const lines = chart.split('\n');
    expect(lines[0]).toBe('Validation loss, by epoch   ─a─ run-0 0.2   ━b━ run-1 1.2');
    expect(lines.slice(1).join('\n').match(/[ab]/g)?.sort()).toEqual(['a', 'b']);
  });

  it('become a grid of little charts on the same axes when they are many', () => {
    const many = Array.from({ length: 8 }, (_, i) => falling(i));
    const [chart = ''] = comparedCharts(many, choice, { style: makeStyle(80, 0) });
    expect(chart).toContain('run-0 0.2                                run-1 1.2');
    expect(chart.match(/┤/g)?.length, 'eight charts with the same labels').toBe(
      8 * (chart.split('\n')[3]?.includes('┤') ? 5 : 5),
    );
    expect(comparedCharts(many.slice(0, 2), choice, { style: makeStyle(80, 0) }, { small: true })[0]).toContain(
      'run-0 0.2          ',
    );
  });

  it('does not let one that explodes flatten the others', () => {
    const good = log('good', { valLoss: series(100, (step) => 1 / step) });
    const bad = log('bad', { valLoss: series(2, (step) => 10 ** (10 * step)) });
    const [chart = ''] = comparedCharts([good, bad], choice, { style: makeStyle(80, 0) }, { small: true });
    // What explodes is cut off.
    expect(chart).toContain('1.0 ┤');
  });
});

describe('every chart and table', () => {
  const value = fc.oneof(fc.double({ min: 0, max: 10 }), fc.double(), fc.constant(Number.NaN));
  const anySeries = fc
    .array(value, { maxLength: 60 })
    .map((values): Series => ({ at: Float64Array.from(values, (_, i) => i + 1), values: Float64Array.from(values) }));
  const anyLog = fc
    .record({
      name: fc.string({ maxLength: 60 }),
      unit: fc.constantFrom('step' as const, 'epoch' as const, 'row' as const),
      series: fc.record(Object.fromEntries(SERIES.map((key) => [key, anySeries])), { requiredKeys: [] }),
    })
    .map(({ name, unit, series: all }) => log(name, all, unit));
  const averaging = fc.record({ method: fc.constantFrom(...SMOOTHINGS), span: fc.constantFrom(undefined, 1, 9) });

  it('fits the width, and says the same with colours', () => {
    fc.assert(
      fc.property(
        fc.array(anyLog, { minLength: 1, maxLength: 9 }),
        averaging,
        fc.boolean(),
        fc.boolean(),
        (logs, average, logarithmic, small) => {
          const asked = { charts: CHARTS, averaging: average, logarithmic };
          check((style) => runCharts(logs[0] as CurveLog, asked, { style }).join('\n'));
          check((style) => comparedCharts(logs, asked, { style }, { small }).join('\n'));
        },
      ),
      { seed: 1, numRuns: 12 },
    );
  });

  it('of parameters', () => {
    const norms = (scale: number) =>
      [1, 2, 3].map((epoch) => ({
        epoch,
        step: 10 * epoch,
        weightNorm: scale * epoch,
        gradientNorm: scale / epoch,
        updateRatio: scale / 1e3,
      }));
    const table = new Map([
      ['conv.weight', norms(1)],
      ['a.long.name.of.a.parameter.that.does.not.fit.weight', norms(1e-5)],
      ['fc.bias', norms(Number.NaN)],
    ]);
    check((style) => layerNormsTable(table, style));
    const wide = layerNormsTable(table, makeStyle(120, 0)).split('\n');
    expect(wide[0]).toBe('Parameters in epoch 3, since epoch 1');
    expect(wide[3]).toMatch(/^conv\.weight +3 +█+\S* +x3 +0\.333 +█+\S* +x0\.333 +0\.001 +███████│ +x1$/);
    expect(layerNormsTable(new Map(), makeStyle(80, 0))).toBe('');
  });

  it('of readings', () => {
    const evidence = [
      {
        quantity: 'gap of training and validation accuracy',
        value: 0.12,
        text: '12 %',
        threshold: 'above 5 %',
        source: 'cs231n, "Babysitting the learning process"',
      },
    ];
    const reading: Reading = {
      ...{ shape: 'overfitting', title: 'overfitting', curve: 'accuracy', confidence: 0.93, evidence, from: 1, to: 1234 },
      ...{ meaning: 'It learns by heart.', advice: 'Regularise more.', override: '--optimizer.weightDecay 0.001' },
    };
    check((style) => readingsList([reading, { ...reading, confidence: 0.2, override: undefined }], 'step', style));
    expect(readingsList([reading], 'step', makeStyle(100, 0)).split('\n')).toEqual([
      'overfitting   confident (0.93)   accuracy, steps 1 to 1,234',
      expect.stringMatching(/^ +quantity +value +threshold +source$/),
      expect.stringMatching(/^─+$/),
      expect.stringMatching(/^ +gap of training and validation +12 % +above 5 % +cs231n, "Babysitting the learning$/),
      expect.stringMatching(/^ +accuracy +process"$/),
      '  It learns by heart.',
      '  try: Regularise more.',
      '  as: --optimizer.weightDecay 0.001',
    ]);
  });
});
