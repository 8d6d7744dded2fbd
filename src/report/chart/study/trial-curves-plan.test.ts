import { expect, it } from 'vitest';
import { sampleStudy } from '../../../../test/helpers/sample-study.ts';
import type { TrialRecord } from '../../../records/study/trial-record.ts';
import { yAxis } from '../view.ts';
import { trialCurvesPlan } from './trial-curves-plan.ts';

const { study } = sampleStudy();

it('draws the best by themselves and the others together, by how they ended', () => {
  const plan = trialCurvesPlan(study);
  expect(plan?.series.map(({ name, kind, members }) => [name, kind, members?.length])).toEqual([
    ['pruned', 'bundle', 3],
    ['completed', 'bundle', 17],
    ['trial 19', 'points', undefined],
    ['trial 10', 'points', undefined],
    ['trial 6, the best', 'points', undefined],
  ]);
  expect(plan).toMatchObject({ extent: [1, 5], scale: 'linear', canSwitch: false, notes: [] });
  const [pruned, completed] = plan?.series ?? [];
  expect([pruned?.x, completed?.x]).toEqual([
    [1, 2],
    [1, 2, 3, 4, 5],
  ]);
  expect(completed?.y.every((high, i) => high >= (completed.low?.[i] ?? 1))).toBe(true);
});

it('draws as many curves and places as can be seen, of a large study', () => {
  const plan = trialCurvesPlan(sampleStudy({ trials: 700, header: { epochs: 200 } }).study);
  const members = plan?.series.flatMap((series) => series.members ?? []) ?? [];
  expect(members.length).toBeLessThanOrEqual(450);
  expect(Math.max(...members.map(({ y }) => y.length))).toBe(80);
  expect(plan?.series.find(({ name }) => name === 'completed')?.x.at(-1)).toBe(200);
  expect(plan?.notes[0]).toMatch(/^Of \d{3} trials \d{3} are drawn, evenly from the best to the worst\.$/);
});

it('keeps what is no number out, and what explodes from flattening the rest', () => {
  const broken = study.trials.map((trial, i): TrialRecord => {
    const values = trial.values.map((value) => 1 - value);
    return i === 3
      ? { ...trial, state: 'diverged', values: [0.5, 1e30, Number.NaN, Number.POSITIVE_INFINITY] }
      : { ...trial, values };
  });
  const plan = trialCurvesPlan({ header: { ...study.header, metric: 'valLoss' }, trials: broken });
  const diverged = plan?.series.find(({ name }) => name === 'diverged or failed');
  expect(diverged?.members?.[0]?.y).toEqual([0.5, 1e30, null, null]);
  expect(plan?.scale).toBe('log');
  if (plan === undefined) return;
  const shown = yAxis({ ...plan, series: plan.series.filter((one) => one !== diverged) }, 'linear', [1, 5]);
  expect(shown.max).toBeLessThan(1);
  expect(JSON.parse(JSON.stringify(plan))).toMatchObject({ id: 'curves' });
});

it('is not there without a value', () => {
  expect(trialCurvesPlan({ ...study, trials: [] })).toBeUndefined();
  const nothing = study.trials.map((trial) => ({ ...trial, values: [Number.NaN] }));
  expect(trialCurvesPlan({ ...study, trials: nothing })).toBeUndefined();
});
