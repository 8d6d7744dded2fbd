import { stripVTControlCharacters } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RangeCurve, TrialCurve } from '../lr-curves.ts';
import { rangeChart, trialChart } from './lr-charts.ts';
import { makeStyle } from './style.ts';

const text = (...lines: string[]) => lines.join('\n');
const options = { style: makeStyle(60, 0), height: 8 };
const steps = <T>(n: number, loss: (i: number) => T) => Array.from({ length: n }, (_, i) => loss(i));

const low: TrialCurve = { lr: 1e-5, losses: steps(40, () => 2), verdict: 'too low', suggested: false };
const good: TrialCurve = { lr: 0.01, losses: steps(40, (i) => 2 / (1 + i / 5)), verdict: 'good', suggested: true };
const bad: TrialCurve = { lr: 1, losses: [2, 3, 5, 50, Number.NaN], verdict: 'explodes', suggested: false };

const rates = steps(61, (i) => 10 ** (i / 10 - 6));
const smoothed = rates.map((rate) => (rate > 0.1 ? 1 + 100 * (rate - 0.1) : 2 - 1 / (1 + 0.001 / rate)));
const range: RangeCurve = {
  ...{ rates, smoothed, losses: smoothed.map((loss, i) => loss + (i % 2 === 0 ? 0.2 : -0.2)) },
  ...{ steepest: 0.001, valley: 0.01, window: [1e-4, 0.1], suggested: 0.01 },
};

describe('trialChart', () => {
  it('draws a line for each trial, and ends the one that explodes', () => {
    expect(trialChart([low, good, bad], options)).toBe(
      text(
        'Loss by step, averaged (half-life 1)',
        '─a─ 1e-5 too low   ━b━ 0.01 good *   ╌c╌ 1 explodes',
        '3 ┤ ╭c',
        '  │╭╯',
        '2 ┤━┓────────────a──────────────────────────────────────────',
        '  │┗━━┓',
        '  │   ┗━━━┓',
        '1 ┤       ┗━━━━━━━━┓',
        '  │                ┗━━━━━━━━━━━b━━━━━━━━━━━━━━━━━━━━━━━━━━━',
        '0 ┤',
        '  └─────────────┬─────────────┬──────────────┬─────────────┬',
        '                10            20             30           40',
      ),
    );
  });

  it('says which trials have no line', () => {
    const lines = trialChart([low, { ...bad, losses: [Number.NaN] }], options).split('\n');
    expect(lines[1]).toBe('─a─ 1e-5 too low   ━b━ 1 explodes');
    expect(lines.slice(2).join()).not.toMatch(/[b━]/);
  });

  it('draws seven of many, the suggested one among them', () => {
    const many = steps(20, (i) => ({ ...low, lr: i + 1, suggested: i === 4 }));
    const legend = trialChart(many, { ...options, style: makeStyle(200, 0), width: 200 }).split('\n')[0] ?? '';
    const entries = legend.split('   ').slice(1);
    expect(entries.map((entry) => entry.slice(entry.indexOf(' ') + 1))).toEqual([
      ...['1 too low', '5 too low *', '7 too low', '11 too low', '14 too low', '17 too low', '20 too low', '13 not drawn'],
    ]);
  });

  it('is empty where there is no curve', () => {
    expect(trialChart([], options)).toBe('');
    expect(trialChart([{ ...low, losses: [1] }], options)).toBe('');
    expect(trialChart([{ ...low, losses: [Number.NaN, Number.POSITIVE_INFINITY] }], options)).toBe('');
  });
});

describe('rangeChart', () => {
  it('draws steps, their average and what was found', () => {
    expect(rangeChart(range, options)).toBe(
      text(
        'Loss by learning rate (log axis)',
        '· a step   ─ smoothed   * suggested 0.01   V valley 0.01',
        'S steepest 0.001   [] window 0.0001 to 0.1',
        '3.0 ┤                                                     ╭·',
        '    │                                                     │',
        '2.5 ┤                                                     │',
        '2.0 ┤· · · · ·  · · · · · · ·                             │',
        '    │─────────────────────────────╮·                       │',
        '1.5 ┤                      · · · ╰───S╮· ·                │',
        '    │                               · ╰─────╮· V ·  · · · │',
        '1.0 ┤                     [             · · ╰──*──────────]',
        '    └┬──────────┬─────────┬──────────┬─────────┬──────────┬─',
        '    1e-6       1e-5     0.0001     0.001      0.01       0.1',
      ),
    );
  });

  it('draws what there is', () => {
    const found = { steepest: undefined, valley: Number.NaN, window: undefined, suggested: undefined };
    const [title] = rangeChart({ ...range, ...found }, options).split('\n');
    expect(title).toBe('Loss by learning rate (log axis)   · a step   ─ smoothed');
  });

  it('is empty where there is no curve', () => {
    expect(rangeChart({ ...range, rates: [], losses: [], smoothed: [] }, options)).toBe('');
    expect(rangeChart({ ...range, rates: [0.1, 0.2], losses: [2, Number.NaN], smoothed: [2, 2] }, options)).toBe('');
    expect(rangeChart({ ...range, rates: [0.1, 0.1], losses: [2, 3], smoothed: [2, 2] }, options)).toBe('');
  });
});

describe('charts of learning rates', () => {
  const loss = fc.oneof(fc.double({ min: 0, max: 10 }), fc.double(), fc.constant(Number.NaN));
  const rate = fc.option(fc.double({ min: 1e-8, max: 10 }), { nil: undefined });

  it('never exceed the width, and say the same with colours', () => {
    const losses = fc.array(loss, { maxLength: 100 });
    const trials = fc.array(
      fc.record({ lr: fc.double(), losses, verdict: fc.constantFrom('good', 'explodes'), suggested: fc.boolean() }),
      {
        maxLength: 10,
      },
    );
    const curve = fc
      .array(fc.record({ rate: fc.double({ min: 0, max: 10 }), loss, average: loss }), { maxLength: 100 })
      .chain((points) => {
        const sorted = points.toSorted((a, b) => a.rate - b.rate);
        return fc.record({
          rates: fc.constant(sorted.map((point) => point.rate)),
          losses: fc.constant(sorted.map((point) => point.loss)),
          smoothed: fc.constant(sorted.map((point) => point.average)),
          ...{ steepest: rate, valley: rate, suggested: rate },
          window: fc.option(fc.constant([0.001, 0.1] as const), { nil: undefined }),
        });
      });
    fc.assert(
      fc.property(trials, curve, fc.integer({ min: 45, max: 200 }), (some, other, width) => {
        const draw = (level: 0 | 1) => {
          const style = makeStyle(width, level);
          return [...trialChart(some, { style }).split('\n'), ...rangeChart(other, { style }).split('\n')];
        };
        const plain = draw(0);
        for (const line of plain) expect(line.length).toBeLessThanOrEqual(width);
        expect(draw(1).map((line) => stripVTControlCharacters(line))).toEqual(plain);
      }),
      { seed: 1, numRuns: 60 },
    );
  });
});
