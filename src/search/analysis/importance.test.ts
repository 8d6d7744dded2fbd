import { describe, expect, it } from 'vitest';
import { covered, planted, toldOf } from '../../../test/helpers/planted-shares.ts';
import { Random } from '../../base/random.ts';
import { meanOf } from '../../base/statistics.ts';
import type { DimensionDescription, Params } from '../../records/study/description.ts';
import type { Observation } from '../samplers/sampler.ts';
import { createSpace, type Space } from '../space/space.ts';
import { type Importance, importanceOf } from './importance.ts';

const SIDES: readonly DimensionDescription[] = ['a', 'b', 'c'].map((key) => ({ key, type: 'uniform', low: 0, high: 1 }));

/** Trials drawn at random, scored by a function of their hyperparameters. */
function trialsOf(
  space: Space,
  count: number,
  score: (x: Readonly<Record<string, number>>, random: Random) => number | undefined,
  seed = 1,
): Observation[] {
  const random = Random.derive(seed, 'trials');
  return Array.from({ length: count }, (_, index) => {
    const params: Params = space.decode(space.dimensions.map(() => random.uniform()));
    const value = score(params as Readonly<Record<string, number>>, random);
    return value === undefined
      ? { index, params, state: 'diverged', score: undefined, scores: [] }
      : { index, params, state: 'completed', score: value, scores: [value] };
  });
}

function sharesOf(importance: Importance | undefined): Record<string, number> {
  return Object.fromEntries((importance?.keys ?? []).map(({ key, share }) => [key, share]));
}

describe('importance', () => {
  const space = createSpace(SIDES);
  const two = createSpace(SIDES.slice(0, 2));

  it('of a + 0.1 b is 0.99 and 0.01', () => {
    const importance = importanceOf(
      two,
      trialsOf(two, 300, ({ a = 0, b = 0 }) => a + 0.1 * b),
    );
    const { a = 0, b = 0 } = sharesOf(importance);
    expect(Math.abs(a - 0.99)).toBeLessThan(0.005);
    expect(Math.abs(b - 0.01)).toBeLessThan(0.007);
    expect(importance?.unexplained).toBeLessThan(0.01);
    expect(importance?.trials).toBe(300);
  });

  it('of two that matter alike is a half each, and of one without use is none within its uncertainty', () => {
    const importance = importanceOf(
      space,
      trialsOf(space, 300, ({ a = 0, b = 0 }) => a + b),
    );
    const { a = 0, b = 0 } = sharesOf(importance);
    expect(Math.abs(a - 0.5)).toBeLessThan(0.05);
    expect(Math.abs(b - 0.5)).toBeLessThan(0.05);
    const useless = importance?.keys[2];
    expect(useless?.share).toBeLessThan(0.01);
    expect(useless?.share).toBeLessThanOrEqual(2 * (useless?.deviation ?? 0));
  });

  it('of what works together only is in the rest', () => {
    const importance = importanceOf(
      two,
      trialsOf(two, 200, ({ a = 0, b = 0 }) => (a - 0.5) * (b - 0.5)),
    );
    expect(importance?.unexplained).toBeGreaterThan(0.8);
  });

  it('of noise is in the rest, half or all', () => {
    const noise = Math.sqrt(1 / 12); // as much as a has
    const half = importanceOf(
      space,
      trialsOf(space, 200, ({ a = 0 }, random) => a + noise * random.normal()),
    );
    expect(Math.abs((half?.unexplained ?? 0) - 0.5)).toBeLessThan(0.1);
    for (const trials of [16, 200]) {
      const all = importanceOf(
        space,
        trialsOf(space, trials, (_, random) => random.normal()),
      );
      expect(all?.unexplained).toBeGreaterThan(0.9);
    }
  });

  it('comes near the truth of 16 trials, or says how far it may be', () => {
    const decides = toldOf(planted.parabola, 16, 20);
    expect(meanOf(decides.map(({ keys }) => keys[0]?.share ?? 0))).toBeGreaterThan(0.7);
    expect(covered(decides, 0, 1)).toBeGreaterThanOrEqual(16);
    for (const useless of decides.map(({ keys }) => keys[2])) expect(useless?.share).toBeLessThan(0.25);
    expect(covered(toldOf(planted.added, 16, 20), 0, 0.5)).toBeGreaterThanOrEqual(14);
    expect(covered(toldOf(planted.noise, 16, 20), 0, 0)).toBe(20);
  });

  it('has an uncertainty that falls with the trials', () => {
    const deviations = [16, 64, 256].map((trials) => {
      const importance = importanceOf(
        two,
        trialsOf(two, trials, ({ a = 0, b = 0 }) => a + b),
      );
      return importance?.keys[0]?.deviation ?? 0;
    });
    expect(deviations).toEqual(deviations.toSorted((x, y) => y - x));
    expect(deviations[0]).toBeGreaterThan(0.05);
    expect(deviations[2]).toBeLessThan(0.03);
  });

  it('is uncertain even for a single hyperparameter, where the trials are few', () => {
    const one = createSpace(SIDES.slice(0, 1));
    const deviationOf = (trials: number) =>
      importanceOf(
        one,
        trialsOf(one, trials, ({ a = 0 }) => a),
      )?.keys[0]?.deviation ?? 0;
    expect(deviationOf(8)).toBeGreaterThan(0.05);
    expect(deviationOf(64)).toBeLessThan(0.02);
  });

  it('does not depend on the unit of the score, and is the same again', () => {
    const plain = trialsOf(space, 40, ({ a = 0, b = 0 }) => a * a + 0.3 * b);
    const scaled = plain.map((trial) => ({ ...trial, score: 4 * (trial.score ?? 0) }));
    const importance = importanceOf(space, plain, 4);
    expect(importanceOf(space, plain, 4)).toEqual(importance);
    for (const { key, share } of importanceOf(space, scaled, 4)?.keys ?? [])
      expect(share).toBeCloseTo(sharesOf(importance)[key] ?? 0, 9);
    expect(importanceOf(space, plain, 5)).not.toEqual(importance);
  });

  it('sees choices as categories, and hyperparameters that are there under a condition', () => {
    const conditional = createSpace([
      { key: 'type', type: 'choice', values: ['sgd', 'adam', 'rmsprop'] },
      { key: 'momentum', type: 'uniform', low: 0, high: 1, when: { type: ['sgd'] } },
      { key: 'lr', type: 'logUniform', low: 1e-4, high: 1e-1 },
    ]);
    const byType = trialsOf(conditional, 60, ({ type }) => ({ sgd: 0, adam: 1, rmsprop: 0 })[String(type)]);
    expect(sharesOf(importanceOf(conditional, byType))).toMatchObject({ type: expect.closeTo(1, 1), momentum: 0 });
    const byMomentum = trialsOf(conditional, 120, ({ momentum = 0.5 }) => (momentum - 0.5) ** 3);
    const { type = 1, momentum = 0, lr = 1 } = sharesOf(importanceOf(conditional, byMomentum));
    expect(momentum).toBeGreaterThan(0.9);
    expect(type + lr).toBeLessThan(0.05);
  });

  it('counts diverged trials as the worst there is, and failed ones not at all', () => {
    const diverging = trialsOf(two, 60, ({ a = 0, b = 0 }) => (a > 0.7 ? undefined : 0.9 + 0.05 * b));
    const { a = 0 } = sharesOf(importanceOf(two, diverging));
    expect(a).toBeGreaterThan(0.1);
    const failed = diverging.map((trial) => (trial.state === 'diverged' ? { ...trial, state: 'failed' as const } : trial));
    const importance = importanceOf(two, failed);
    expect(sharesOf(importance).a).toBeLessThan(0.02);
    expect(importance?.trials).toBe(diverging.filter(({ score }) => score !== undefined).length);
  });

  it('is not that of a single trial whose loss exploded', () => {
    const trials = trialsOf(two, 60, ({ a = 0 }) => -0.1 - 0.1 * a);
    const exploded = trials.map((trial, i) => (i === 5 ? { ...trial, score: -1e9 } : trial));
    expect(sharesOf(importanceOf(two, exploded)).b).toBeLessThan(0.2);
  });

  it('cannot be told from fewer than eight scored trials, or where all are alike', () => {
    const some = trialsOf(two, 8, ({ a = 0 }) => a);
    expect(importanceOf(two, some)).toBeDefined();
    expect(importanceOf(two, some.slice(1))).toBeUndefined();
    expect(importanceOf(two, [])).toBeUndefined();
    expect(
      importanceOf(
        two,
        trialsOf(two, 20, () => undefined),
      ),
    ).toBeUndefined();
    expect(
      importanceOf(
        two,
        trialsOf(two, 20, () => 0.5),
      ),
    ).toBeUndefined();
    const failed = trialsOf(two, 20, ({ a = 0 }) => a).map((trial) => ({ ...trial, state: 'failed' as const }));
    expect(importanceOf(two, failed)).toBeUndefined();
  });
});
