import { expect, it } from 'vitest';
import { Random } from '../../base/random.ts';
import type { DimensionDescription } from '../../records/study/description.ts';
import type { Observation } from '../samplers/sampler.ts';
import { createSpace } from '../space/space.ts';
import { type Importance, importanceOf } from './importance.ts';

const lr: DimensionDescription = { key: 'lr', type: 'logUniform', low: 1e-4, high: 1e-1 };
const decay: DimensionDescription = { ...lr, key: 'decay' };
const type: DimensionDescription = { key: 'type', type: 'choice', values: ['sgd', 'adam'] };

/** Trials of a grid, scored by the number of the value of each hyperparameter. */
function gridOf(space: readonly DimensionDescription[], score: (at: readonly number[], trial: number) => number): Observation[] {
  const { grid, dimensions } = createSpace(space);
  const values = dimensions.map(({ domain }) => domain.grid(4));
  return grid(4).map((params, index) => {
    const at = dimensions.map(({ key }, i) => values[i]?.indexOf(params[key] ?? null) ?? 0);
    const value = score(at, index);
    return { index, params, state: 'completed', score: value, scores: [value] };
  });
}

const told = (space: readonly DimensionDescription[], trials: readonly Observation[]) => importanceOf(createSpace(space), trials);
const percents = (importance: Importance | undefined) =>
  importance?.keys.map(({ key, share, deviation }) => [
    key,
    Number((100 * share).toFixed(6)),
    Number((100 * deviation).toFixed(6)),
  ]);

it('of a complete grid is exact: that of an analysis of variance', () => {
  const [rates, decays] = [
    [0, 3, 4, 1],
    [0, 1, 0, 1],
  ];
  // Variances 2.5 and 0.25; together they make nothing.
  const added = told(
    [lr, decay],
    gridOf([lr, decay], ([a = 0, b = 0]) => (rates[a] ?? 0) + (decays[b] ?? 0)),
  );
  expect(percents(added)).toEqual([
    ['lr', 90.909091, 0],
    ['decay', 9.090909, 0],
  ]);
  expect(added).toMatchObject({ method: 'grid', trials: 16, unexplained: expect.closeTo(0, 12) });
  // Values of -1, 0 and 1 that are multiplied make all of it together; then as much by one alone: variances 5/4 and 5/4 · 5/4.
  const product = told(
    [lr, decay],
    gridOf([lr, decay], ([a = 0, b = 0]) => (a - 1.5) * (b - 1.5) + (a - 1.5)),
  );
  expect(product?.keys[0]?.share).toBeCloseTo(4 / 9, 12);
  expect(product?.keys[1]?.share).toBeCloseTo(0, 12);
  expect(product?.unexplained).toBeCloseTo(5 / 9, 12);
});

it('sees choices and three hyperparameters', () => {
  const of = told(
    [lr, type, decay],
    gridOf([lr, type, decay], ([, b = 0, c = 0]) => b + (c === 3 ? 1 : 0)),
  );
  // Variances 1/4 and 3/16.
  expect(percents(of)).toEqual([
    ['lr', 0, 0],
    ['type', 57.142857, 0],
    ['decay', 42.857143, 0],
  ]);
});

it('does not take noise for an effect: what chance makes is within the deviation', () => {
  let beyond = 0;
  for (let seed = 1; seed <= 40; seed++) {
    const random = Random.derive(seed, 'noise');
    const of = told(
      [lr, decay],
      gridOf([lr, decay], () => random.normal()),
    );
    expect(of?.method).toBe('grid');
    beyond += of?.keys.filter(({ share, deviation }) => share > 2 * deviation).length ?? 0;
  }
  expect(beyond).toBeLessThanOrEqual(4);
});

it('is left to the forest where a trial is missing or was not completed, or one hyperparameter alone varies', () => {
  const trials = gridOf([lr, decay], ([a = 0]) => a);
  const [first, ...others] = trials as [Observation, ...Observation[]];
  const second = others[0] as Observation;
  for (const some of [
    others,
    [{ ...first, state: 'pruned' as const }, ...others],
    [{ ...first, state: 'diverged' as const, score: undefined, scores: [] }, ...others],
    [{ ...first, state: 'failed' as const, score: undefined, scores: [] }, ...others],
    [{ ...first, params: second.params }, ...others],
    [...trials, { ...first, index: 16 }],
  ])
    expect(told([lr, decay], some)?.method).toBe('forest');
  const eight: DimensionDescription = { key: 'n', type: 'integer', low: 1, high: 8 };
  const one = Array.from(
    { length: 8 },
    (_, i): Observation => ({ index: i, params: { n: i + 1 }, state: 'completed', score: i, scores: [i] }),
  );
  expect(told([eight], one)?.method).toBe('forest');
});
