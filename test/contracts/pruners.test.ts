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

/**
 * Successive halving as one would say it: at each rung, everyone who counts there is put in order with the trial itself, which
 * goes on when its place is among the first 1/factor.
 */
function halvingStop(
  view: readonly Observation[],
  scores: readonly number[],
  rungs: readonly number[],
  factor: number,
): number | undefined {
  for (const [i, rung] of rungs.entries()) {
    const passed = i === 0 ? 0 : (rungs[i - 1] ?? 0);
    const others: number[] = [];
    for (const trial of view) {
      const reached = trial.scores[rung - 1];
      if (trial.state === 'diverged') {
        if (trial.scores.length >= passed) others.push(-1e9);
      } else if (reached !== undefined) others.push(reached);
      else if (trial.state === 'pruned' && (i === 0 || trial.scores.length > passed)) others.push(-1e9);
    }
    const own = scores[rung - 1] ?? 0;
    const better = others.filter((other) => other > own).length;
    if (better >= Math.max(1, Math.floor((others.length + 1) / factor))) return rung;
  }
  return undefined;
}

const curves = fc.array(fc.integer({ min: -20, max: 20 }), { minLength: EPOCHS, maxLength: EPOCHS });
const factors = fc.integer({ min: 2, max: 4 });
const firstRungs = fc.integer({ min: 1, max: 3 });

function rungsBefore(epochs: number, first: number, factor: number): number[] {
  return Array.from({ length: 10 }, (_, k) => first * factor ** k).filter((rung) => rung < epochs);
}

describe('successive halving', () => {
  it('does what it says', () => {
    fc.assert(
      fc.property(histories, curves, factors, firstRungs, (view, values, reductionFactor, minEpochs) => {
        const { scores } = observation(99, 'completed', values);
        const expected = halvingStop(view, scores, rungsBefore(EPOCHS, minEpochs, reductionFactor), reductionFactor);
        expect(stopOf(create('asha', { reductionFactor, minEpochs }), 99, view, scores)).toBe(expected);
      }),
      { numRuns: 300, seed: 8 },
    );
  });

  it('lets a third go on, and says among how many', () => {
    const view = [0.5, 0.6, 0.7, 0.8, 0.9].map((score, i) => observation(i, 'completed', new Array<number>(4).fill(score)));
    expect(create('asha', {}, 4).thresholds(5, view)).toEqual([
      { epoch: 1, atLeast: 0.8, reason: 'not among the best 2 of 6 trials after epoch 1' },
      { epoch: 3, atLeast: 0.8, reason: 'not among the best 2 of 6 trials after epoch 3' },
    ]);
  });

  it('counts a diverged trial where it would have been stopped, and no further', () => {
    const good = [0.7, 0.8, 0.9].map((score, i) => observation(i, 'completed', new Array<number>(4).fill(score)));
    const diverged = Array.from({ length: 6 }, (_, i) => observation(3 + i, 'diverged', []));
    const late = observation(9, 'diverged', [0.95]);
    expect(create('asha', {}, 4).thresholds(10, [...good, ...diverged])).toMatchObject([
      { epoch: 1, atLeast: 0.7 }, // the best 3 of 10
      { epoch: 3, atLeast: 0.9 }, // the best of 4
    ]);
    expect(create('asha', {}, 4).thresholds(10, [...good, late])).toMatchObject([{ atLeast: 0.9 }, { atLeast: 0.9 }]);
  });
});

describe('hyperband', () => {
  /** Trials with better and better scores tell the bracket of the next: its first rung. */
  const rising = Array.from({ length: 300 }, (_, i) => observation(i, 'completed', new Array<number>(9).fill(i)));

  it('gives all brackets the same budget, after any number of trials', () => {
    const pruner = create('hyperband', {}, 9);
    // Rungs after 1 and 3 of 9 epochs: 1 + 2/3 + 6/9 expected epochs, 3 + 6/3, and 9.
    const costs = new Map<number | undefined, number>([
      [1, 1 + 2 / 3 + 6 / 9],
      [3, 5],
      [undefined, 9],
    ]);
    const spent = new Map<number | undefined, number>();
    for (let index = 0; index < 300; index++) {
      const first = pruner.thresholds(index, rising)[0]?.epoch;
      spent.set(first, (spent.get(first) ?? 0) + (costs.get(first) ?? Number.NaN));
      if (index < 40) continue;
      expect([...spent.keys()].sort()).toEqual([1, 3, undefined]);
      // Nobody is ahead by more than a trial of the longest kind.
      expect(Math.max(...spent.values()) - Math.min(...spent.values())).toBeLessThan(10);
    }
  });

  it('is successive halving within each bracket', () => {
    fc.assert(
      fc.property(histories, curves, factors, fc.integer({ min: 30, max: 60 }), (view, values, reductionFactor, index) => {
        const pruner = create('hyperband', { reductionFactor });
        const rungs = rungsBefore(EPOCHS, 1, reductionFactor);
        const bracketOf = (i: number) => {
          const first = pruner.thresholds(i, rising.slice(0, 200))[0]?.epoch;
          return first === undefined ? rungs.length : rungs.indexOf(first);
        };
        const own = bracketOf(index);
        const { scores } = observation(index, 'completed', values);
        const rivals = view.filter((trial) => bracketOf(trial.index) === own);
        const expected = halvingStop(rivals, scores, rungs.slice(own), reductionFactor);
        expect(stopOf(pruner, index, view, scores)).toBe(expected);
      }),
      { numRuns: 60, seed: 9 },
    );
  });
});

describe('the median rule', () => {
  it('compares the best score with the median of running averages', () => {
    const view = [0.4, 0.5, 0.6].map((score, i) => observation(i, 'completed', [score, score + 0.2, score + 0.2]));
    const pruner = create('median', { startupTrials: 3, warmUpEpochs: 0 }, 3);
    const [first, second] = pruner.thresholds(3, view);
    expect(first).toEqual({ epoch: 1, atLeast: 0.5, reason: 'below the median of 3 trials after epoch 1' });
    expect(second?.atLeast).toBeCloseTo(0.6, 12);
  });

  it('does not raise the bar since the better half alone completes', () => {
    const completed = [0.6, 0.7, 0.8].map((score, i) => observation(i, 'completed', new Array<number>(4).fill(score)));
    const pruned = [0.1, 0.2].map((score, i) => observation(3 + i, 'pruned', [score]));
    const diverged = [observation(5, 'diverged', [0.9, 0.9])];
    const failed = [observation(6, 'failed', [])];
    const thresholds = create('median', { startupTrials: 1 }, 4).thresholds(9, [...completed, ...pruned, ...diverged, ...failed]);
    // 0.6, 0.7, 0.8 and three that are worse than all: below all of the completed ones, and no number is below it.
    expect(thresholds).toEqual([]);
    expect(create('median', { startupTrials: 1 }, 4).thresholds(9, [...completed, ...pruned, ...failed])).toMatchObject([
      { epoch: 2, atLeast: 0.6 },
      { epoch: 3, atLeast: 0.6 },
    ]);
  });

  it('does what it says', () => {
    /** The mean of the best scores up to an epoch, undefined where the trial does not count. */
    const average = ({ state, scores }: Observation, epoch: number): number | undefined => {
      if (state === 'diverged') return Number.NEGATIVE_INFINITY;
      if (scores.length < epoch) return state === 'pruned' ? Number.NEGATIVE_INFINITY : undefined;
      return scores.slice(0, epoch).reduce((sum, score) => sum + score, 0) / epoch;
    };
    fc.assert(
      fc.property(histories, fc.nat(3), (view, warmUpEpochs) => {
        const thresholds = create('median', { startupTrials: 1, warmUpEpochs }).thresholds(40, view);
        for (let epoch = 1; epoch < EPOCHS; epoch++) {
          const middle = median(view.map((trial) => average(trial, epoch)).filter((one) => one !== undefined));
          const isThere = epoch > warmUpEpochs && view.some(({ scores }) => scores.length > 0) && Number.isFinite(middle);
          expect(thresholds.find((one) => one.epoch === epoch)?.atLeast).toBe(isThere ? middle : undefined);
        }
      }),
      { numRuns: 100, seed: 10 },
    );
  });

  it('takes time in proportion to the epochs, not to their square', () => {
    const EPOCHS_OF_LONG = 2000;
    const scores = Array.from({ length: EPOCHS_OF_LONG }, (_, epoch) => epoch / EPOCHS_OF_LONG);
    const view = Array.from(
      { length: 100 },
      (_, index): Observation => ({ index, params: {}, state: 'completed', score: 1, scores }),
    );
    const pruner = create('median', {}, EPOCHS_OF_LONG);
    const began = performance.now();
    expect(pruner.thresholds(100, view)).toHaveLength(EPOCHS_OF_LONG - 2);
    // Some hundredths of a second; sums that begin anew at each epoch take over a second.
    expect(performance.now() - began).toBeLessThan(500);
  });

  it('stops nothing before the trials that it needs at the start', () => {
    const view = [0.4, 0.5, 0.6].map((score, i) => observation(i, 'completed', new Array<number>(4).fill(score)));
    expect(create('median', { startupTrials: 4 }, 4).thresholds(3, view)).toEqual([]);
    expect(create('median', { startupTrials: 3, warmUpEpochs: 2 }, 4).thresholds(3, view)).toMatchObject([{ epoch: 3 }]);
  });
});

describe('a study of learning curves', () => {
  const TRIALS = 27;
  const KNOWN_BEFORE = 4;

  /** Scores rise to 0.90 to 0.99 at a pace of their own, with noise between epochs. */
  function curveOf(seed: number, index: number, epochs: number): number[] {
    const random = Random.derive(seed, 'curve', index);
    const end = 0.99 - 0.09 * random.uniform() ** 2;
    const pace = 0.5 + random.uniform();
    return Array.from({ length: epochs }, (_, e) => end * (1 - 0.9 * Math.exp(-(e + 1) / pace)) + 0.002 * random.normal());
  }

  /** Share of the epochs that is not trained, and how far the best score found is below the best there was. */
  function study(name: string, seed: number, epochs: number): { saved: number; regret: number } {
    const pruner = create(name, {}, epochs);
    const view: Observation[] = [];
    for (let index = 0; index < TRIALS; index++) {
      const { scores } = observation(index, 'completed', curveOf(seed, index, epochs));
      const stop = stopOf(pruner, index, view.slice(0, Math.max(0, index - KNOWN_BEFORE + 1)), scores);
      view.push(observation(index, stop === undefined ? 'completed' : 'pruned', scores.slice(0, stop ?? epochs)));
    }
    const trained = view.reduce((sum, { scores }) => sum + scores.length, 0);
    const there = Math.max(...view.map(({ index }) => Math.max(...curveOf(seed, index, epochs))));
    const found = Math.max(...view.map(({ score }) => score ?? 0));
    return { saved: 1 - trained / (TRIALS * epochs), regret: there - found };
  }

  it.each([
    ['none', 0, 0],
    ['median', 0.05, 0],
    ['asha', 0.55, 0.002],
    ['hyperband', 0.35, 0.002],
  ])('%s saves its share of the work while the best is found, or one as good but for noise', (name, share, regret) => {
    const studies = Array.from({ length: 15 }, (_, seed) => study(name, seed, 10));
    expect(median(studies.map(({ saved }) => saved))).toBeGreaterThanOrEqual(share);
    expect(median(studies.map((one) => one.regret))).toBeLessThanOrEqual(regret);
  });
});
