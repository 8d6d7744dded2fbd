import { describe, expect, it } from 'vitest';
import { Random } from '../../base/random.ts';
import type { DimensionDescription } from '../../records/study/description.ts';
import { createSpace } from '../space/space.ts';
import { ParzenEstimator, type Point } from './parzen.ts';

const range: DimensionDescription = { key: 'x', type: 'uniform', low: 0, high: 1 };
const other: DimensionDescription = { key: 'y', type: 'uniform', low: 0, high: 1 };
const colour: DimensionDescription = { key: 'c', type: 'choice', values: ['red', 'green', 'blue', 'black'] };

const estimator = (descriptions: readonly DimensionDescription[], points: readonly Point[]) =>
  new ParzenEstimator(
    createSpace(descriptions).dimensions.map(({ domain }) => domain),
    points,
  );

/** The middles of so many equal parts of the unit interval. */
const middles = (count: number) => Array.from({ length: count }, (_, i) => (i + 0.5) / count);
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const [red, green, blue, black] = middles(4) as [number, number, number, number];

describe('a density', () => {
  it('has an integral of one along a range, also with points at its ends', () => {
    const density = estimator([range], [[0], [0.03], [0.4], [1]]);
    expect(mean(middles(2000).map((u) => density.density([u])))).toBeCloseTo(1, 5);
  });

  it('has an integral of one over ranges and choices together', () => {
    const density = estimator(
      [range, colour],
      [
        [0.1, red],
        [0.2, red],
        [0.9, blue],
      ],
    );
    const all = middles(500).flatMap((u) => [red, green, blue, black].map((c) => density.density([u, c])));
    expect(mean(all)).toBeCloseTo(1, 5);
  });

  it('of no points is the prior: one everywhere', () => {
    const density = estimator([range, colour], []);
    expect([0, 0.3, 1].map((u) => density.density([u, green]))).toEqual([1, 1, 1]);
    const random = Random.derive(1, 'prior');
    expect(mean(Array.from({ length: 400 }, () => density.sample(random)[0] ?? 0))).toBeCloseTo(0.5, 1);
  });

  it('is highest at the points, and nowhere zero', () => {
    const density = estimator([range], [[0.2], [0.21], [0.19], [0.2]]);
    const values = middles(100).map((u) => density.density([u]));
    expect(values.indexOf(Math.max(...values))).toBe(19);
    expect(Math.min(...values)).toBeGreaterThanOrEqual(0.2);
  });

  it('keeps together what goes together', () => {
    const corners = [0.1, 0.12, 0.9, 0.88];
    const density = estimator(
      [range, other],
      corners.map((u) => [u, u]),
    );
    expect(density.density([0.1, 0.1])).toBeGreaterThan(2 * density.density([0.1, 0.9]));
  });

  it('gets narrower with more points of the same spread', () => {
    const peak = (count: number) =>
      estimator(
        [range],
        [...Array(count)].flatMap(() => [[0.3], [0.7]]),
      ).density([0.3]);
    expect(peak(400)).toBeGreaterThan(peak(40));
    expect(peak(40)).toBeGreaterThan(peak(4));
  });

  it('says nothing of what is absent', () => {
    const density = estimator([range, other], [[0.2, undefined]]);
    const alone = estimator([range, other], [[0.2, 0.7]]);
    expect(density.density([0.3, 0.1])).toBe(density.density([0.3, 0.9]));
    expect(density.density([undefined, 0.4])).toBe(1);
    // Without the coordinate that differs both are the same.
    expect(density.density([0.3, undefined])).toBe(alone.density([0.3, undefined]));
  });

  it('prefers the values of a choice that its points have', () => {
    const density = estimator([colour], [[red], [red], [blue]]);
    const [ofRed, ofGreen, ofBlue, ofBlack] = [red, green, blue, black].map((c) => density.density([c])) as [
      number,
      number,
      number,
      number,
    ];
    expect(ofRed).toBeGreaterThan(ofBlue);
    expect(ofBlue).toBeGreaterThan(ofGreen);
    expect(ofGreen).toBe(ofBlack);
    expect(ofGreen).toBeGreaterThan(0);
  });
});

describe('samples', () => {
  it('are distributed as the density says', () => {
    const density = estimator(
      [range, colour],
      [
        [0, red],
        [0.7, blue],
      ],
    );
    const random = Random.derive(2, 'samples');
    const samples = Array.from({ length: 4000 }, () => density.sample(random));
    for (const [i, c] of [red, green, blue, black].entries()) {
      for (let part = 0; part < 4; part++) {
        const share = samples.filter(
          ([u = 0, v = 0]) => Math.floor(4 * v) === i && Math.min(3, Math.floor(4 * u)) === part,
        ).length;
        const expected = (4000 * mean(middles(100).map((u) => density.density([(part + u) / 4, c])))) / 16;
        expect(Math.abs(share - expected)).toBeLessThan(4 * Math.sqrt(expected));
      }
    }
  });

  it('stay in the unit interval', () => {
    const random = Random.derive(3, 'inside');
    const density = estimator([range], [[0], [1]]);
    for (let i = 0; i < 300; i++) {
      const [u = -1] = density.sample(random);
      expect(u >= 0 && u <= 1).toBe(true);
    }
  });

  it('reach the neighbours among a few values in order, however many points agree', () => {
    const layers: DimensionDescription = { key: 'n', type: 'integer', low: 1, high: 8, step: 1, log: false };
    const density = estimator([layers], Array(200).fill([4.5 / 8]));
    const random = Random.derive(4, 'neighbours');
    const values = Array.from({ length: 400 }, () => Math.floor(8 * (density.sample(random)[0] ?? 0)));
    expect(values.filter((value) => value === 3 || value === 5).length).toBeGreaterThan(40);
  });
});
