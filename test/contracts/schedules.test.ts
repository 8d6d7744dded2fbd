import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { schedules } from '../../src/schedules/index.ts';
import type { ScheduleContext } from '../../src/schedules/schedule.ts';

interface Golden {
  readonly source: string;
  readonly lr: number;
  readonly totalSteps: number;
  readonly stepsPerEpoch: number;
  readonly cases: readonly {
    readonly schedule: string;
    readonly options: Readonly<Record<string, unknown>>;
    readonly rates: readonly number[];
  }[];
}

const golden = JSON.parse(readFileSync(new URL('../golden/schedules.json', import.meta.url), 'utf8')) as Golden;
const CONTEXT: ScheduleContext = { baseRate: 0.1, totalSteps: 60, stepsPerEpoch: 20 };

function create(name: string, options: Readonly<Record<string, unknown>>, context: ScheduleContext = CONTEXT) {
  const entry = schedules.get(name);
  return entry.create(entry.options.parse(options), context);
}

describe.each([...schedules])('schedule $name', (entry) => {
  const { name } = entry;

  it('describes itself and every option, each with a default', () => {
    expect(entry.summary).toMatch(/\.$/);
    for (const [option, schema] of Object.entries(entry.options.shape)) expect(schema.description, option).toMatch(/\.$/);
    expect(entry.options.safeParse({}).success).toBe(true);
  });

  it('refuses options that make no sense', () => {
    for (const bad of [{ unheardOf: 1 }, { warmupSteps: -1 }, { warmupSteps: 1.5 }, { warmupEpochs: -1 }, { warmupFrom: 2 }]) {
      expect(entry.options.safeParse(bad).success, JSON.stringify(bad)).toBe(false);
    }
  });

  it('is finite, not negative, at most lr, and a pure function of the step', () => {
    const contexts = fc.record({
      baseRate: fc.double({ min: 0, max: 10, noNaN: true }),
      totalSteps: fc.integer({ min: 1, max: 200 }),
      stepsPerEpoch: fc.integer({ min: 1, max: 60 }),
    });
    const warmUps = fc.record({
      warmupSteps: fc.integer({ min: 0, max: 20 }),
      warmupEpochs: fc.double({ min: 0, max: 3, noNaN: true }),
      warmupFrom: fc.double({ min: 0, max: 1, noNaN: true }),
    });
    fc.assert(
      fc.property(contexts, fc.option(warmUps, { nil: {} }), (context, warmUp) => {
        const schedule = create(name, warmUp, context);
        const steps = Array.from({ length: context.totalSteps + 3 }, (_, step) => step);
        const rates = steps.map(schedule);
        for (const rate of rates) {
          expect(rate).toBeGreaterThanOrEqual(0);
          expect(rate).toBeLessThanOrEqual(context.baseRate * (1 + 1e-15));
        }
        // In another order and from another instance: the same bits.
        const again = create(name, warmUp, context);
        expect(steps.toReversed().map(again).toReversed()).toEqual(rates);
      }),
      { numRuns: 40, seed: 11 },
    );
  });

  it('has no step of rate 0 by default', () => {
    const schedule = create(name, { warmupEpochs: 1 });
    for (let step = 0; step < CONTEXT.totalSteps; step++) expect(schedule(step)).toBeGreaterThan(0);
  });

  it('warms up in a straight line to its first rate and goes on as a shorter training', () => {
    const schedule = create(name, { warmupSteps: 3, warmupEpochs: 0.25, warmupFrom: 0.5 });
    const proper = create(name, {}, { ...CONTEXT, totalSteps: 52 });
    const first = proper(0);
    for (let step = 0; step < 8; step++) expect(schedule(step)).toBeCloseTo(first * (0.5 + (0.5 * step) / 8), 15);
    for (let step = 8; step < 60; step++) expect(schedule(step)).toBe(proper(step - 8));
  });
});

describe('schedules against PyTorch', () => {
  it('knows whence the golden values are', () => {
    expect(golden.source).toMatch(/^PyTorch 2\.13\.0/);
    expect([...new Set(golden.cases.map(({ schedule }) => schedule))].sort()).toEqual(schedules.names.sort());
  });

  it.each(golden.cases)('$schedule $options', ({ schedule: name, options, rates }) => {
    const { lr: baseRate, totalSteps, stepsPerEpoch } = golden;
    const schedule = create(name, options, { baseRate, totalSteps, stepsPerEpoch });
    rates.forEach((rate, step) => {
      expect(Math.abs(schedule(step) - rate), `step ${step}`).toBeLessThan(1e-14);
    });
  });
});

describe('options of one schedule', () => {
  it.each([
    ['step', { every: 0 }],
    ['step', { gamma: 0 }],
    ['step', { gamma: 1.1 }],
    ['multiStep', { milestones: [] }],
    ['multiStep', { milestones: [3, 3] }],
    ['multiStep', { milestones: [5, 3] }],
    ['multiStep', { milestones: [0, 3] }],
    ['exponential', { gamma: -1 }],
    ['cosine', { final: -0.1 }],
    ['linear', { final: 1.1 }],
    ['oneCycle', { riseFraction: 1.5 }],
    ['oneCycle', { initialDivision: 0 }],
    ['oneCycle', { finalDivision: 0.5 }],
  ])('%s refuses %j', (name, options) => {
    expect(schedules.get(name).options.safeParse(options).success).toBe(false);
  });

  it('say why milestones are refused', () => {
    const { error } = schedules.get('multiStep').options.safeParse({ milestones: [5, 3] });
    expect(error?.issues.map(({ message, path }) => [path, message])).toEqual([
      [['milestones'], 'expected milestones that rise'],
    ]);
  });

  it('take fractions of epochs', () => {
    const schedule = create('multiStep', { milestones: [0.5, 1.25] });
    expect([9, 10, 24, 25].map(schedule)).toEqual([0.1, 0.1 * 0.1, 0.1 * 0.1, 0.1 * (0.1 * 0.1)]);
  });
});
