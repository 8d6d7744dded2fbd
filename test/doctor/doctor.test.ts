/** The curve doctor on curves of known shapes; `npm run bench:curves` does it with more of them, and with real trainings. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CurveLog, Series } from '../../src/curves/curve-log.ts';
import { diagnose } from '../../src/curves/doctor/diagnose.ts';
import { SHAPES } from '../../src/curves/doctor/reading.ts';
import { judge, scores } from './score.ts';
import { syntheticCurves } from './synthetic.ts';

const curves = syntheticCurves(4, 12);

describe('on synthetic curves', () => {
  const verdicts = curves.map(judge);
  const rows = scores(verdicts);

  it('reads nine of ten right, and each shape more often than not', () => {
    const all = rows.at(-1);
    expect(rows.length).toBe(SHAPES.length + 1);
    for (const { shape, right, cases } of rows) expect(right / cases, shape).toBeGreaterThanOrEqual(0.75);
    expect((all?.right ?? 0) / (all?.cases ?? 1)).toBeGreaterThanOrEqual(0.9);
  });

  it('is sure of something wrong in less than one of twenty', () => {
    const all = rows.at(-1);
    expect((all?.confidentlyWrong ?? 1) / (all?.cases ?? 1)).toBeLessThan(0.05);
  });

  it('tells what it rests on, where that comes from, and what to do', () => {
    for (const { readings } of verdicts) {
      expect(readings.length).toBeGreaterThan(0);
      for (const { confidence, evidence, meaning, advice, from, to } of readings) {
        expect(confidence).toBeGreaterThanOrEqual(0);
        expect(confidence).toBeLessThanOrEqual(1);
        expect(meaning).toMatch(/^[A-Z].*\.$/);
        expect(advice).toMatch(/\.$/);
        expect(from).toBeLessThanOrEqual(to);
        for (const { quantity, text, threshold, source } of evidence) {
          for (const words of [quantity, text, threshold, source]) expect(words).not.toBe('');
        }
      }
    }
  });
});

it('does not care what the loss is measured in', () => {
  for (const { log } of curves) {
    for (const factor of [1 / 1024, 4096]) {
      const shapes = (one: CurveLog) => diagnose(one).map(({ shape, confidence }) => [shape, confidence]);
      expect(shapes(scaled(log, factor)), log.name).toEqual(shapes(log));
    }
  }
});

it('says the same of the same log', () => {
  const [first] = curves;
  if (first !== undefined) expect(diagnose(first.log)).toEqual(diagnose(structuredClone(first.log)));
});

describe('whatever is in a log', () => {
  const values = (list: readonly number[]): Series => ({
    at: Float64Array.from(list, (_, i) => i + 1),
    values: Float64Array.from(list),
  });
  const logOf = (loss: readonly number[], more: CurveLog['series'] = {}): CurveLog => ({
    ...{ name: 'log', unit: 'step', isRunning: false, settings: undefined, notes: [] },
    series: loss.length === 0 ? more : { loss: values(loss), ...more },
  });
  const first = (log: CurveLog) => diagnose(log)[0];

  it.each([
    ['nothing', []],
    ['one step', [2.3]],
    ['two steps', [2.3, 2.2]],
    ['the same value all along, too short to say', [1, 1, 1, 1]],
  ])('says that it cannot say: %s', (_, loss) => {
    expect(first(logOf(loss))).toMatchObject({ shape: 'inconclusive', curve: 'loss' });
  });

  it.each([
    ['only NaN', [Number.NaN, Number.NaN, Number.NaN]],
    ['NaN at the second step', [2.3, Number.NaN]],
    ['infinity at the end', [2, 1, 1, 1, 1, Number.POSITIVE_INFINITY]],
  ])('sees a learning rate that is very high: %s', (_, loss) => {
    expect(first(logOf(loss))).toMatchObject({ shape: 'rateVeryHigh', confidence: 1 });
  });

  it('never fails, and never tells a number that JSON cannot carry but as a string', () => {
    const number = fc.oneof(fc.double(), fc.double({ min: 0, max: 5, noNaN: true }), fc.constant(1));
    const list = fc.array(number, { maxLength: 80 });
    fc.assert(
      fc.property(list, list, list, (loss, accuracy, rate) => {
        const log = logOf(loss, { valAccuracy: values(accuracy), learningRate: values(rate), valLoss: values(accuracy) });
        for (const { confidence, shape, from, to } of diagnose(log)) {
          expect(SHAPES).toContain(shape);
          expect(confidence >= 0 && confidence <= 1).toBe(true);
          expect(Number.isFinite(from) && Number.isFinite(to)).toBe(true);
        }
      }),
      { seed: 1, numRuns: 300 },
    );
  });

  it('takes a rate that comes back for no decay, in a moment too', () => {
    const loss = Array.from({ length: 200_000 }, (_, i) => 0.4 + 2 * Math.exp(-i / 20_000));
    const learningRate = values(loss.map((_, i) => (i % 2 === 0 ? 0.1 : 0.01)));
    const began = performance.now();
    expect(diagnose(logOf(loss, { learningRate })).map(({ shape }) => shape)).not.toContain('decayedTooEarly');
    expect(performance.now() - began).toBeLessThan(3000);
  });

  it('reads a million steps in a moment', () => {
    const loss = Array.from({ length: 1_000_000 }, (_, i) => 0.4 + 2 * Math.exp(-i / 100_000) + 0.3 * Math.sin(i * i));
    const began = performance.now();
    expect(first(logOf(loss))?.shape).toBe('plateau');
    expect(performance.now() - began).toBeLessThan(5000);
  });
});

function scaled(log: CurveLog, factor: number): CurveLog {
  const losses = ['loss', 'trainLoss', 'valLoss'];
  const series = Object.entries(log.series).map(([name, { at, values }]) => [
    name,
    { at, values: losses.includes(name) ? values.map((value) => value * factor) : values },
  ]);
  const settings = log.settings && { ...log.settings, chanceLoss: undefined };
  return { ...log, settings, series: Object.fromEntries(series) };
}
