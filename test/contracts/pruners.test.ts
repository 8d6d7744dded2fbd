import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { median } from '../../src/base/median.ts';
import { Random } from '../../src/base/random.ts';
import { pruners } from '../../src/search/pruners/index.ts';
import type { Pruner } from '../../src/search/pruners/pruner.ts';
import type { Observation } from '../../src/search/samplers/sampler.ts';

const EPOCHS = 12;
const STATES = ['completed', 'pruned', 'diverged', 'failed'] as const;

function create(name: string, options: Readonly<Record<string, unknown>> = {}, epochs = EPOCHS): Pruner {
  const entry = pruners.get(name);
  return entry.create(entry.options.parse(options), epochs, 1);
}

function observation(index: number, state: Observation['state'], values: readonly number[]): Observation {
  const scores = values.map((_, i) => Math.max(...values.slice(0, i + 1)));
  return { index, params: {}, state, score: scores.at(-1), scores };
}

/** Any history: trials that ended in any way after any epoch. */
const histories = fc
  .array(
    fc.record({ state: fc.constantFrom(...STATES), values: fc.array(fc.integer({ min: -20, max: 20 }), { maxLength: EPOCHS }) }),
    { maxLength: 30 },
  )
  .map((trials) =>
    trials.map(({ state, values }, index) => {
      const all = state === 'completed' ? Array.from({ length: EPOCHS }, (_, i) => values[i] ?? 0) : values;
      return observation(index, state, all);
    }),
  );

/** The epoch after which a trial with these best scores so far stops; undefined when it goes on to its end. */
function stopOf(pruner: Pruner, index: number, view: readonly Observation[], scores: readonly number[]): number | undefined {
  return pruner.thresholds(index, view).find(({ epoch, atLeast }) => (scores[epoch - 1] ?? 0) < atLeast)?.epoch;
}

describe.each([...pruners])('pruner $name', (entry) => {
  const { name } = entry;

  it('describes itself and every option, each with a default', () => {
    expect(entry.summary).toMatch(/\.$/);
    for (const [option, schema] of Object.entries(entry.options.shape)) expect(schema.description, option).toMatch(/\.$/);
    expect(entry.options.safeParse({}).success).toBe(true);
  });

  it('refuses options that make no sense', () => {
    const bad = [
      ...[{ unheardOf: 1 }, { reductionFactor: 1 }, { reductionFactor: 2.5 }, { minEpochs: 0 }, { minEpochs: 'one' }],
      ...[{ startupTrials: 0 }, { warmUpEpochs: -1 }, { warmUpEpochs: 0.5 }],
    ];
    for (const options of bad) expect(entry.options.safeParse(options).success, JSON.stringify(options)).toBe(false);
  });

  it('has thresholds at ascending epochs before the last, whatever happened before', () => {
    fc.assert(
      fc.property(histories, fc.nat(40), fc.integer({ min: 1, max: EPOCHS }), (view, index, epochs) => {
        const thresholds = create(name, {}, epochs).thresholds(index, view);
        const at = thresholds.map(({ epoch }) => epoch);
        expect(at).toEqual([...new Set(at)].sort((a, b) => a - b));
        for (const { epoch, atLeast, reason } of thresholds) {
          expect(epoch).toBeGreaterThanOrEqual(1);
          expect(epoch).toBeLessThan(epochs);
          expect(Number.isFinite(atLeast)).toBe(true);
          expect(reason).toMatch(new RegExp(` of \\d+ trials.* after epoch ${epoch}$`));
        }
      }),
      { numRuns: 60, seed: 5 },
    );
  });

  it('decides the same again, from another instance, asked in another order, and from a view in another order', () => {
    fc.assert(
      fc.property(histories, (view) => {
        const pruner = create(name);
        const indices = [0, 1, 2, 5, 17, 30];
        const first = indices.map((index) => pruner.thresholds(index, view));
        const other = create(name);
        const turned = view.toReversed();
        expect(
          indices
            .toReversed()
            .map((index) => other.thresholds(index, turned))
            .toReversed(),
        ).toEqual(first);
        expect(indices.map((index) => pruner.thresholds(index, view))).toEqual(first);
      }),
      { numRuns: 40, seed: 6 },
    );
  });

  it('stops nothing where nothing is known', () => {
    for (let index = 0; index < 10; index++) expect(create(name).thresholds(index, [])).toEqual([]);
    const hopeless = [observation(0, 'diverged', []), observation(1, 'failed', []), observation(2, 'pruned', [])];
    expect(create(name).thresholds(3, hopeless)).toEqual([]);
  });

  it('never stops what is better than everything seen', () => {
    fc.assert(
      fc.property(histories, fc.nat(40), (view, index) => {
        const best = Math.max(0, ...view.flatMap(({ scores }) => scores));
        expect(stopOf(create(name), index, view, new Array<number>(EPOCHS).fill(best))).toBeUndefined();
      }),
      { numRuns: 60, seed: 7 },
    );
  });

  it('stops no trial of one epoch', () => {
    const view = Array.from({ length: 20 }, (_, i) => observation(i, 'completed', [i]));
    for (let index = 20; index < 30; index++) expect(create(name, {}, 1).thresholds(index, view)).toEqual([]);
  });
});
