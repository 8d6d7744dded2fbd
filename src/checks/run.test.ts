import { describe, expect, it } from 'vitest';
import { subjectOf } from '../../test/helpers/checks.ts';
import { TimeLimit } from '../base/time-limit.ts';
import { checks } from './index.ts';
import { runChecks } from './run.ts';

const TRAINED = [
  { type: 'conv2d', channels: 4, kernel: 3 },
  'batchNorm2d',
  'relu',
  'flatten',
  { type: 'dropout', p: 0.2 },
  { type: 'linear', features: 'classes' },
];
const all = (limit = TimeLimit.NONE, onDemand = false) => runChecks(subjectOf({ model: TRAINED }), { limit, onDemand });

describe('the registry', () => {
  it('has a name of its own, a title and a summary for each check', () => {
    expect(new Set(checks.map(({ id }) => id)).size).toBe(checks.length);
    expect(new Set(checks.map(({ title }) => title)).size).toBe(checks.length);
    for (const { id, title, summary } of checks) {
      expect(id).toMatch(/^[a-z][A-Za-z]+$/);
      expect(title.length, title).toBeLessThanOrEqual(30);
      expect(summary).toMatch(/^[A-Z].*\.$/s);
    }
  });

  it('runs what trains last', () => {
    const first = checks.findIndex(({ trains }) => trains === true);
    expect(checks.slice(first).every(({ trains }) => trains === true)).toBe(true);
  });
});

describe('a healthy set-up', () => {
  it('passes every check, those that are run when asked for too', async () => {
    const results = await all(TimeLimit.NONE, true);
    expect(results.map(({ id }) => id)).toEqual(checks.map(({ id }) => id));
    expect(results.filter(({ status }) => status !== 'pass')).toEqual([]);
    for (const { id, key, seconds } of results) {
      expect(key?.length, id).toBeGreaterThan(0);
      expect(seconds, id).toBeGreaterThanOrEqual(0);
    }
  });

  it('gets the same results each time, times aside', async () => {
    const timeless = (results: Awaited<ReturnType<typeof all>>) => results.map(({ seconds, ...rest }) => rest);
    const first = timeless(await all());
    expect(timeless(await all())).toEqual(first);
    expect(first.map(({ id }) => id)).not.toContain('gradientCheck');
  });
});

it('what there is no time for is left out, and says so; who watches is told all the same', async () => {
  const told: string[] = [];
  const results = await runChecks(subjectOf(), { limit: new TimeLimit(0), onDemand: false, onStart: ({ id }) => told.push(id) });
  expect(results.map(({ id }) => id)).toEqual(told);
  expect(told).toHaveLength(checks.filter(({ onDemand }) => onDemand !== true).length);
  for (const { status, measured, reading } of results) {
    expect({ status, measured }).toEqual({ status: 'inconclusive', measured: 'left out' });
    expect(reading).toMatch(/budget/);
  }
});

it('lets others have their turn between two checks', async () => {
  let turns = 0;
  const timer = setInterval(() => {
    turns += 1;
  }, 0);
  await all();
  clearInterval(timer);
  expect(turns).toBeGreaterThan(1);
});
