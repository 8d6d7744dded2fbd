/** Every mistake that the benchmark plants is found in one small set-up; how often in others, `npm run bench:bugs` tells. */
import { describe, expect, it } from 'vitest';
import { TimeLimit } from '../../src/base/time-limit.ts';
import { CheckContext } from '../../src/checks/context.ts';
import { checks } from '../../src/checks/index.ts';
import { type ExperimentConfig, experimentSchema } from '../../src/config/schema.ts';
import { BUGS, type Bug } from './bugs.ts';
import { type JobResult, plant } from './examine.ts';
import { healthySetups, PLANTED_IN, type Setup } from './setups.ts';
import { summarize, tableOf } from './summary.ts';

/** Digits, since mistakes in labels and augmentations show in real images only; few, and a network of a moment. */
const SETUP: Setup = {
  name: 'small',
  config: (seed) =>
    ({
      name: 'small',
      ...experimentSchema.parse({
        seed,
        data: { dataset: 'mnist', limitTrain: 1000, limitTest: 300, split: { validation: 600 } },
        model: [
          'flatten',
          { type: 'linear', features: 32 },
          'batchNorm1d',
          'relu',
          { type: 'linear', features: 32 },
          'relu',
          { type: 'linear', features: 'classes' },
        ],
        optimizer: { type: 'adam', lr: 0.005 },
        train: { epochs: 5, batchSize: 32, dropLast: true },
      }),
    }) as ExperimentConfig,
};

/** What the checks that are to find a bug say, until one of them does. */
async function complaintsOf(bug: Bug) {
  const context = new CheckContext(plant(bug, SETUP, 1), TimeLimit.NONE);
  const said: { readonly id: string; readonly status: string; readonly reading: string; readonly fix: string }[] = [];
  for (const { id, run } of checks.filter((check) => bug.foundBy.includes(check.id))) {
    const { status, reading = '', fix = '' } = await run(context);
    said.push({ id, status, reading, fix });
    if (status === 'warn' || status === 'fail') break;
  }
  return said;
}

describe('the small set-up', () => {
  it.each(BUGS)('with $title: found', async (bug) => {
    const said = await complaintsOf(bug);
    const found = said.find(({ status }) => status === 'warn' || status === 'fail');
    expect(found, JSON.stringify(said)).toBeDefined();
    expect(found?.reading).toMatch(/^[A-Za-z\d].*[.!?]$/s);
    expect(found?.fix).not.toBe('');
  });

  it('without a bug: nothing is found', async () => {
    const context = new CheckContext(plant(undefined, SETUP, 1), TimeLimit.NONE);
    for (const { id, onDemand, run } of checks) {
      if (onDemand !== true) expect(await run(context), id).toMatchObject({ status: 'pass' });
    }
  });
});

describe('the benchmark', () => {
  it('has bugs of different names, each to be found by checks that there are', () => {
    expect(new Set(BUGS.map(({ id }) => id)).size).toBe(BUGS.length);
    expect(new Set(BUGS.map(({ title }) => title)).size).toBe(BUGS.length);
    const known = checks.map(({ id }) => id);
    for (const { id, foundBy, config, data, experiment } of BUGS) {
      expect(foundBy.length, id).toBeGreaterThan(0);
      for (const check of foundBy) expect(known, id).toContain(check);
      expect(config ?? data ?? experiment, id).toBeDefined();
    }
  });

  it('has healthy set-ups that are the same each time and differ from each other', () => {
    const [first, second] = [healthySetups(30, 2027), healthySetups(30, 2027)].map((setups) =>
      setups.map(({ config }) => config(1)),
    );
    expect(second).toEqual(first);
    expect(new Set(first?.map(({ model, data, optimizer }) => JSON.stringify([model, data, optimizer]))).size).toBe(30);
    expect(new Set([...healthySetups(100, 2027), ...PLANTED_IN].map(({ name }) => name)).size).toBe(100 + PLANTED_IN.length);
  });
});

describe('the summary', () => {
  const [first, second] = BUGS as readonly [Bug, Bug, ...Bug[]];
  const run = (
    bug: Bug | undefined,
    ...complaints: readonly (readonly [string, 'warn' | 'fail' | 'inconclusive'])[]
  ): JobResult => ({
    ...{ bug: bug?.id, setup: 'small', seed: 1, seconds: 1, trainedAccuracy: bug === undefined ? 0.95 : undefined },
    complaints: complaints.map(([id, status]) => ({ id, status, reading: 'So it is.' })),
  });
  const [right] = first.foundBy as readonly [string];

  it('counts what is found by a check that reads it rightly', () => {
    const results = [
      run(first, [right, 'fail'], ['modes', 'warn']),
      run(first, [right, 'warn']),
      run(first, ['modes', 'fail']),
      run(first, [right, 'inconclusive']),
      run(second, ['modes', 'fail']),
    ];
    const summary = summarize(results, BUGS);
    expect(summary).toMatchObject({ kinds: 2, kindsFound: 0, runs: 5, runsFound: 2, healthySetups: 0 });
    expect(summary.bugs).toEqual([
      { id: first.id, title: first.title, runs: 4, found: 2, failed: 1, by: [[right, 2]] },
      { id: second.id, title: second.title, runs: 1, found: 0, failed: 0, by: [] },
    ]);
    expect(summarize([run(first, [right, 'warn'])], BUGS)).toMatchObject({ kinds: 1, kindsFound: 1 });
  });

  it('counts false alarms on healthy set-ups, and leaves out those that train badly', () => {
    const results = [
      run(undefined),
      run(undefined, ['modes', 'inconclusive']),
      run(undefined, ['modes', 'warn'], ['overfit', 'warn']),
      run(undefined, ['modes', 'warn'], ['overfit', 'fail']),
      { ...run(undefined, ['overfit', 'fail']), trainedAccuracy: 0.3 },
    ];
    expect(summarize(results, BUGS)).toMatchObject({
      kinds: 0,
      runs: 0,
      healthySetups: 4,
      notHealthy: 1,
      falseFailures: 1,
      falseWarnings: 1,
    });
  });

  it('is a table in Markdown', () => {
    const text = tableOf(
      summarize([run(first, [right, 'fail']), run(first), run(undefined), run(undefined, ['modes', 'warn'])], BUGS),
    );
    const rows = text.split('\n').filter((line) => line.startsWith('|'));
    expect(rows).toHaveLength(3);
    expect(new Set(rows.map((row) => row.length)).size).toBe(1);
    expect(rows[2]).toMatch(new RegExp(`^\\| ${first.title} +\\| 1 of 2 +\\| 50 % +\\| 50 % +\\| ${right} \\(1\\) +\\|$`));
    expect(text).toMatch(
      /0 of 1 kinds found in most of their runs; 1 of 2 runs \(50 %\)\. Of 2 healthy set-ups 0 failed \(0 %\), 1 drew a warning \(50 %\)/,
    );
    expect(tableOf(summarize([], BUGS))).toMatch(/0 of 0 runs \(-\)/);
  });
});
