import { describe, expect, it } from 'vitest';
import { sampleAnalysis, sampleSpace, sampleStudy } from '../../../../test/helpers/sample-study.ts';
import type { DimensionDescription } from '../../../records/study/description.ts';
import type { TrialRecord } from '../../../records/study/trial-record.ts';
import { placesOf } from '../scatter-option.ts';
import { placesInSquare } from '../square-option.ts';
import { parallelPlan } from './parallel-plan.ts';
import { repeatsPlan } from './repeats-plan.ts';
import { scatterPlan } from './scatter-plans.ts';
import { squarePlan } from './square-plan.ts';
import { trialGrades } from './trial-grades.ts';

const { study } = sampleStudy();
const [lr, decay, type, momentum] = sampleSpace as readonly [
  DimensionDescription,
  DimensionDescription,
  DimensionDescription,
  DimensionDescription,
];
const sum = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0);
const SIZE = { width: 400, height: 250 };

describe('a scatter', () => {
  it('has every trial once in the group of its state, and the best one ringed', () => {
    const plan = scatterPlan(study, lr, 'by-0');
    expect(plan?.groups.map(({ name, mark, trials }) => [name, mark, trials.length])).toEqual([
      ['diverged', 'cross', 1],
      ['pruned', 'dot', 3],
      ['completed', 'dot', 20],
      ['best trial', 'ring', 1],
    ]);
    expect(plan).toMatchObject({ y: { scale: 'linear', numbers: 'percent', isLowBetter: false }, notes: [] });
    expect(plan?.groups[0]?.y).toEqual([null]);
    expect(plan?.groups[3]?.trials).toEqual([6]);
  });

  it('says how many trials have no such hyperparameter, and is not there where none has', () => {
    const plan = scatterPlan(study, momentum, 'by-3');
    const shown = sum(plan?.groups.filter(({ name }) => name !== 'best trial').map(({ trials }) => trials.length) ?? []);
    expect(plan?.notes).toEqual([`${24 - shown} trials have no such hyperparameter.`]);
    expect(scatterPlan(study, { ...lr, key: 'other' }, 'by-9')).toBeUndefined();
  });

  it('draws trials of the same value beside each other, none nearer to another value', () => {
    const places = scatterPlan(study, type, 'by-2')?.groups.flatMap(({ x }) => x) ?? [];
    expect(new Set(places).size).toBeGreaterThan(20);
    expect(places.filter((at) => at > 0.4 && at < 0.6)).toEqual([]);
  });

  it('puts losses far apart on a logarithmic axis, and what has no result where losses are high', () => {
    const { study: byLoss } = sampleStudy({ header: { metric: 'valLoss' } });
    const plan = scatterPlan(byLoss, lr, 'by-0');
    expect(plan?.y).toMatchObject({ scale: 'log', isLowBetter: true });
    if (plan === undefined) return;
    const all = placesOf(plan, { ...SIZE, hidden: new Set(), isFocused: false });
    const highest = Math.min(...all.flatMap(({ places }) => places.map(({ top }) => top)));
    expect(all[0]?.places[0]?.top).toBe(highest);
  });

  it('shows what is not hidden, enlarges the better half, and keeps to its box', () => {
    const plan = scatterPlan(study, lr, 'by-0');
    if (plan === undefined) throw new Error('no plan');
    const shown = (hidden: readonly string[], isFocused: boolean) =>
      placesOf(plan, { ...SIZE, hidden: new Set(hidden), isFocused }).flatMap(({ places }) => places);
    expect(shown([], false)).toHaveLength(25);
    expect(shown(['completed', 'best trial'], false)).toHaveLength(4);
    const better = shown(['best trial'], true).map(({ trial }) => trial);
    const order = [...study.trials].sort((a, b) => (b.valAccuracy ?? 0) - (a.valAccuracy ?? 0)).map(({ index }) => index);
    expect(better).toEqual(expect.arrayContaining(order.slice(0, 12)));
    expect(better.length).toBeLessThan(20);
    for (const { left, top } of shown([], true)) {
      expect(left > 60 && left < 400 && top > 5 && top < 230).toBe(true);
    }
  });
});

describe('the square of two hyperparameters', () => {
  const grid = (values: readonly number[]) => ({ type: 'choice' as const, values });
  const squareOf = (space: readonly DimensionDescription[], params: readonly TrialRecord['params'][]) => {
    const trials = params.map((own, index): TrialRecord => ({ ...(study.trials[1] as TrialRecord), index, params: own }));
    return squarePlan({ ...study, header: { ...study.header, space }, trials }, undefined);
  };

  it('shows that nine runs of a grid try three values, and nine random ones nine', () => {
    const values = [1e-3, 1e-2, 1e-1];
    const all = values.flatMap((a) => values.map((b) => ({ a, b })));
    expect(
      squareOf(
        [
          { key: 'a', ...grid(values) },
          { key: 'b', ...grid(values) },
        ],
        all,
      )?.distinct,
    ).toEqual({ x: 3, y: 3 });
    const range = { type: 'logUniform' as const, low: 1e-4, high: 1 };
    const random = Array.from({ length: 9 }, (_, i) => ({ a: 1e-4 * 2 ** i, b: 0.9 / 2 ** i }));
    expect(
      squareOf(
        [
          { key: 'a', ...range },
          { key: 'b', ...range },
        ],
        random,
      )?.distinct,
    ).toEqual({ x: 9, y: 9 });
  });

  it('takes the two that matter most of those with an order', () => {
    expect(squarePlan(study, undefined)).toMatchObject({ x: { name: 'optimizer.lr' }, y: { name: 'optimizer.weightDecay' } });
    const important = squarePlan(study, sampleAnalysis.importance);
    expect(important).toMatchObject({ x: { name: 'optimizer.lr' }, y: { name: 'model.0.channels' } });
    const { study: single } = sampleStudy({ header: { space: [lr, type] } });
    expect(squarePlan(single, undefined)).toBeUndefined();
  });

  it('has each trial in the square and in both projections, at the same place along them', () => {
    const plan = squarePlan(study, undefined);
    if (plan === undefined) throw new Error('no plan');
    const parts = placesInSquare(plan, { width: 520, height: 500 });
    const of = (part: keyof typeof parts) => new Map(parts[part].flatMap(({ places }) => places).map((one) => [one.trial, one]));
    const [square, above, beside] = [of('square'), of('above'), of('beside')];
    expect([square.size, above.size, beside.size]).toEqual([24, 24, 24]);
    for (const [trial, { left, top }] of square) {
      expect(above.get(trial)?.left).toBe(left);
      expect(beside.get(trial)?.top).toBe(top);
    }
  });
});

describe('all hyperparameters together', () => {
  it('has a line for each trial, the best last, and gaps where a trial has no such hyperparameter', () => {
    const plan = parallelPlan(study);
    expect(plan?.axes.map(({ name }) => name)).toEqual(['lr', 'weightDecay', 'type', 'momentum', 'channels', 'accuracy']);
    expect(plan?.lines).toHaveLength(24);
    expect(plan?.lines.at(-1)).toMatchObject({
      trial: 6,
      grade: 5,
      at: [expect.any(Number), 0.1667, 0.75, null, 0.8571, 0.9719],
    });
    expect(plan?.lines[0]).toMatchObject({ trial: 0, grade: undefined });
    expect(plan?.lines[0]?.at.at(-1)).toBeNull();
  });

  it('has low losses above', () => {
    const plan = parallelPlan(sampleStudy({ header: { metric: 'valLoss' } }).study);
    const best = plan?.lines.at(-1)?.at.at(-1) ?? 0;
    expect(plan?.lines.every(({ at }) => (at.at(-1) ?? 0) <= best)).toBe(true);
    const ticks = plan?.axes.at(-1)?.ticks ?? [];
    expect(Number(ticks[0]?.text)).toBeGreaterThan(Number(ticks.at(-1)?.text));
  });

  it('needs two hyperparameters, and draws of very many trials the best', () => {
    expect(parallelPlan(sampleStudy({ header: { space: [decay] } }).study)).toBeUndefined();
    const many = sampleStudy({ trials: 1600 }).study;
    const plan = parallelPlan(many);
    expect(plan?.lines).toHaveLength(1500);
    expect(new Set(plan?.lines.map(({ trial }) => trial)).size).toBe(1500);
    expect(plan?.notes).toEqual(['Of 1,600 trials 1,500 are drawn, the best ones among them.']);
  });
});

it('grades trials by sixths of their rank', () => {
  const grades = trialGrades(study);
  expect(grades.size).toBe(23);
  expect([grades.get(6), grades.get(0)]).toEqual([5, undefined]);
  const counts = [0, 1, 2, 3, 4, 5].map((grade) => [...grades.values()].filter((own) => own === grade).length);
  expect(counts.every((count) => count >= 3 && count <= 5)).toBe(true);
  expect([...trialGrades(sampleStudy({ trials: 2 }).study).values()]).toEqual([5]);
});

it('plots repeats with the means in their intervals', () => {
  const { repeats } = sampleAnalysis;
  if (repeats === undefined) throw new Error('no repeats');
  const plan = repeatsPlan(repeats, 'valAccuracy');
  expect(plan?.x.ticks.map(({ text }) => text)).toEqual(['trial 1', 'trial 2', 'trial 3']);
  expect(plan?.groups[0]?.y).toHaveLength(15);
  expect(plan?.means[0]).toEqual({ x: 0.1667, mean: 0.9818, low: 0.9794, high: 0.9842 });
  expect(repeatsPlan({ trials: [], statements: [] }, 'valAccuracy')).toBeUndefined();
});
