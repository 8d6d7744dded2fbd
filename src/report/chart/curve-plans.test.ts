import { describe, expect, it } from 'vitest';
import { sampleLog } from '../../../test/helpers/sample-report.ts';
import type { CurveLog } from '../../curves/curve-log.ts';
import { curvePlan } from './curve-plans.ts';
import type { ChartPlan } from './plan.ts';

const kinds = (plan: ChartPlan | undefined) => plan?.series.map(({ name, kind }) => [name, kind]);
const lossOf = (values: readonly number[], others: CurveLog['series'] = {}): CurveLog => {
  const loss = { at: Float64Array.from(values, (_, i) => 10 * i), values: Float64Array.from(values) };
  return { ...sampleLog(1), series: { loss, ...others } };
};

describe('the chart of a run', () => {
  it('shows steps as dots around their average, and the validation by epoch', () => {
    const plan = curvePlan('loss', [sampleLog(400)]);
    expect(kinds(plan)).toEqual([
      ['each step', 'dots'],
      ['standard deviation', 'band'],
      ['training, moving average', 'line'],
      ['validation', 'points'],
    ]);
    expect(plan).toMatchObject({ x: 'step', extent: [1, 400], events: [] });
    expect(plan?.notes).toEqual(['Moving average with a half-life of 8 steps, and a standard deviation to each side.']);
  });

  it('draws a schedule exactly', () => {
    expect(kinds(curvePlan('learningRate', [sampleLog(400)]))).toEqual([['learning rate', 'line']]);
  });

  it('keeps few values as they are', () => {
    const plan = curvePlan('loss', [lossOf([3, 2, 1])]);
    expect(plan?.series).toMatchObject([{ name: 'training', kind: 'points', x: [0, 10, 20], y: [3, 2, 1] }]);
  });

  it('takes epochs where there are no steps', () => {
    const { series } = sampleLog(400);
    const plan = curvePlan('loss', [{ ...sampleLog(1), series: { trainLoss: series.valLoss } } as CurveLog]);
    expect(kinds(plan)).toEqual([['training', 'points']]);
  });

  it('says where values are no longer numbers', () => {
    const plan = curvePlan('loss', [lossOf([3, 2, Number.POSITIVE_INFINITY, Number.NaN, Number.NaN])]);
    expect(plan).toMatchObject({
      events: [{ at: 20, text: 'Infinity' }],
      notes: ['3 values are NaN or infinite and not drawn.'],
    });
    expect(plan?.series[0]?.x).toEqual([0, 10]);
  });

  it('is not there without a value that can be drawn', () => {
    expect(curvePlan('accuracy', [lossOf([1])])).toBeUndefined();
    expect(curvePlan('loss', [lossOf([Number.NaN, Number.NaN])])).toBeUndefined();
    expect(curvePlan('loss', [lossOf(new Array(100).fill(Number.NaN))])).toBeUndefined();
    expect(curvePlan('loss', [])).toBeUndefined();
  });
});

describe('a long run', () => {
  const plan = curvePlan('loss', [sampleLog(100_000)]);
  const [dots, band, average] = plan?.series ?? [];

  it('is drawn with as many points as can be seen, spikes among them', () => {
    expect(dots?.x.length).toBeGreaterThan(2000);
    expect(dots?.x.length).toBeLessThanOrEqual(4000);
    expect(average?.x.length).toBeLessThanOrEqual(1000);
    expect(dots?.y[dots.x.indexOf(33_334)]).toBe(40);
  });

  it('has a band around its average that stays within the values, on both kinds of axes', () => {
    const lowest = Math.min(...(dots?.y ?? []));
    for (const { y, low } of [{ y: band?.y, low: band?.low }, band?.onLog ?? { y: [], low: [] }]) {
      expect(y?.length).toBe(band?.x.length);
      expect(y?.every((value, i) => value >= (low?.[i] as number))).toBe(true);
      expect(low?.every((value) => value >= lowest)).toBe(true);
    }
    const at = average?.x.findIndex((step) => step > 90_000) ?? 0;
    expect(average?.y[at]).toBeGreaterThan(band?.low?.[at] as number);
    expect(average?.y[at]).toBeLessThan(band?.y[at] as number);
  });
});

it('lays several runs over one another, each in its colour', () => {
  const plan = curvePlan('loss', [sampleLog(400, 'a'), sampleLog(300, 'b')]);
  expect(kinds(plan)).toEqual([
    ['a', 'line'],
    ['a, validation', 'points'],
    ['b', 'line'],
    ['b, validation', 'points'],
  ]);
  const colours = plan?.series.map(({ colour }) => colour);
  expect(colours?.[0]).toBe(colours?.[1]);
  expect(colours?.[0]).not.toBe(colours?.[2]);
  expect(plan?.extent).toEqual([1, 400]);
});
