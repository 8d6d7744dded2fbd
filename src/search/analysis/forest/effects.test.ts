import { describe, expect, it } from 'vitest';
import { Random } from '../../../base/random.ts';
import type { Column } from './column.ts';
import { effectsOf } from './effects.ts';
import { type Leaf, sampleOf, Tree } from './tree.ts';

/** Coordinates are eighths, so that all thresholds are multiples of 1/16: a grid of so many cells sees everything. */
const CELLS = 16;
const HALF_WAY = () => 0.5;

function grownTree(columns: readonly Column[], score: (trial: number) => number, fewest = 2): Tree {
  const trials = columns[0]?.values.length ?? 0;
  const scores = Float64Array.from({ length: trials }, (_, trial) => score(trial));
  return new Tree(sampleOf(columns, scores), new Uint8Array(trials).fill(1), fewest, HALF_WAY);
}

function ordered(random: Random, trials: number): Column {
  return { categories: 0, values: Float64Array.from({ length: trials }, () => random.below(9) / 8) };
}

/** What the tree says at a point, found by looking at every leaf: there must be exactly one. */
function leafAt(leaves: readonly Leaf[], point: readonly number[]): Leaf {
  const found = leaves.filter(({ sides }) =>
    sides.every((side, i) => {
      const value = point[i] as number;
      return 'has' in side ? side.has[value] === 1 : value > side.low && value <= side.high;
    }),
  );
  expect(found).toHaveLength(1);
  return found[0] as Leaf;
}

function variance(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
}

describe('effects of a tree', () => {
  const random = Random.derive(3, 'effects');
  const trials = 60;
  const categories: Column = { categories: 3, values: Float64Array.from({ length: trials }, () => random.below(3)) };
  const columns = [ordered(random, trials), categories, ordered(random, trials)];
  const at = (column: number, trial: number) => columns[column]?.values[trial] ?? Number.NaN;
  const tree = grownTree(columns, (trial) => at(0, trial) + ([0, 2, -1][at(1, trial)] ?? 0) * at(2, trial) + random.normal() / 4);

  it('are what a dense grid says', () => {
    const cells = Array.from({ length: CELLS }, (_, i) => (i + 0.5) / CELLS);
    const sides = [cells, [0, 1, 2], cells];
    const points = cells.flatMap((a) => [0, 1, 2].flatMap((b) => cells.map((c) => [a, b, c] as const)));
    const values = points.map((point) => leafAt(tree.leaves, point).value);
    const main = sides.map((side, i) => {
      const means = side.map((value) => {
        const there = values.filter((_, k) => points[k]?.[i] === value);
        return there.reduce((sum, v) => sum + v, 0) / there.length;
      });
      return variance(means);
    });
    const effects = effectsOf(tree.leaves, columns);
    expect(effects.variance).toBeCloseTo(variance(values), 12);
    for (const [i, effect] of main.entries()) expect(effects.main[i]).toBeCloseTo(effect, 12);
    // There is something to see in each of them.
    for (const effect of main) expect(effect).toBeGreaterThan(0.01);
  });

  it('the tree says of each trial what its leaf says', () => {
    for (let trial = 0; trial < trials; trial++) {
      const point = columns.map(({ values }) => Math.max(1e-9, values[trial] as number));
      const category = Math.round(point[1] as number);
      expect(tree.predict(trial)).toBe(leafAt(tree.leaves, [point[0] as number, category, point[2] as number]).value);
    }
  });
});

describe('a hyperparameter that is not always there', () => {
  const half = 40;
  const type: Column = { categories: 2, values: Float64Array.from({ length: 2 * half }, (_, i) => Number(i >= half)) };
  const momentum: Column = {
    categories: 0,
    values: type.values.map((has, i) => (has === 1 ? (i - half + 0.5) / half : Number.NaN)),
  };

  it('has its variance where it is, times how often that is', () => {
    const tree = grownTree([type, momentum], (i) => (i < half ? 0 : Math.sign((momentum.values[i] as number) - 0.5)));
    const { variance: all, main } = effectsOf(tree.leaves, [type, momentum]);
    expect(all).toBeCloseTo(0.5, 12);
    expect(main).toEqual([expect.closeTo(0, 12), expect.closeTo(0.5, 12)]);
  });

  it('does not get the effect of its condition', () => {
    const tree = grownTree([momentum, type], (i) => Number(i >= half));
    expect(effectsOf(tree.leaves, [momentum, type]).main).toEqual([0, expect.closeTo(0.25, 12)]);
  });
});

describe('a tree', () => {
  it('keeps as many trials in each leaf as it must', () => {
    const random = Random.derive(5, 'leaves');
    const columns = [ordered(random, 50), ordered(random, 50)];
    for (const [fewest, most] of [
      [1, 50],
      [10, 5],
      [26, 1],
    ] as const) {
      const { leaves } = grownTree(columns, () => random.normal(), fewest);
      expect(leaves.length).toBeLessThanOrEqual(most);
      expect(leaves.length).toBeGreaterThan(most === 1 ? 0 : 1);
    }
  });

  it('puts categories that it has not seen where most trials go', () => {
    const values = Float64Array.of(0, 0, 0, 1, 1, 0, 0, 2);
    const column: Column = { categories: 4, values };
    const sample = sampleOf([column], Float64Array.of(1, 1, 1, -2, -2, 1, 1, 9));
    const tree = new Tree(sample, Uint8Array.of(1, 1, 1, 1, 1, 1, 1, 0), 1, HALF_WAY);
    expect(tree.predict(7)).toBe(1);
    expect(tree.leaves.map(({ value, sides: [side] }) => [value, side])).toEqual([
      [-2, { has: Uint8Array.of(0, 1, 0, 0) }],
      [1, { has: Uint8Array.of(1, 0, 1, 1) }],
    ]);
  });
});
