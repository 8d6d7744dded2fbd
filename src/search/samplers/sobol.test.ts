import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { SobolSequence } from './sobol.ts';

const points = (dimensions: number, seed: number, from: number, count: number): number[][] => {
  const sequence = new SobolSequence(dimensions, seed);
  return Array.from({ length: count }, (_, i) => sequence.point(from + i));
};

/** Binary digits that two numbers of [0, 1) have in common, of 32. */
const commonDigits = (a = 0, b = 0): number => Math.clz32(Math.floor(a * 2 ** 32) ^ Math.floor(b * 2 ** 32));

describe('a scrambled Sobol sequence', () => {
  it('is that of Joe and Kuo: scrambling keeps how many digits points have in common', () => {
    // Leading zeros of the points 1 to 1023 in 21 dimensions by SciPy 1.17 (qmc.Sobol without scrambling, its order undone).
    const expected = 'd605f07ae9637d656e0fade64670feff135e8a68a3c1ca255a1fbe89eb4087ad';
    const [origin = [], ...others] = points(21, 5, 0, 1024);
    const digits = origin.flatMap((first, dimension) => others.map((point) => commonDigits(first, point[dimension])));
    expect(createHash('sha256').update(Uint8Array.from(digits)).digest('hex')).toBe(expected);
  });

  it.each([0, 64, 192])('has one point in each of 64 equal parts of every dimension, 64 points from %d on', (from) => {
    const some = points(50, 2, from, 64);
    for (let dimension = 0; dimension < 50; dimension++) {
      expect(new Set(some.map((point) => Math.floor(64 * (point[dimension] ?? 0)))).size).toBe(64);
    }
  });

  it('has one point in each box of an equal area, whatever its shape, in the first two dimensions', () => {
    const some = points(2, 3, 0, 64);
    for (let bits = 0; bits <= 6; bits++) {
      const boxes = some.map(([x = 0, y = 0]) => `${Math.floor(x * 2 ** bits)} ${Math.floor(y * 2 ** (6 - bits))}`);
      expect(new Set(boxes).size).toBe(64);
    }
  });

  it('takes each point from anywhere: over the seeds the first is uniform', () => {
    const first = Array.from({ length: 400 }, (_, seed) => new SobolSequence(1, seed).point(0)[0] ?? 0);
    const counts = [0, 0.25, 0.5, 0.75].map((from) => first.filter((u) => u >= from && u < from + 0.25).length);
    // Four standard deviations: 4 * sqrt(400 * 3/16).
    for (const count of counts) expect(Math.abs(count - 100)).toBeLessThan(35);
  });

  it('has dimensions that differ, also those beyond the table', () => {
    const some = points(45, 4, 0, 64);
    const columns = Array.from({ length: 45 }, (_, dimension) =>
      some.map((point) => Math.floor(8 * (point[dimension] ?? 0))).join(),
    );
    expect(new Set(columns).size).toBe(45);
    // The first and the 22nd are of one line of the table; together they do not lie on a few lines.
    expect(
      new Set(some.map((point) => `${Math.floor(8 * (point[0] ?? 0))} ${Math.floor(8 * (point[21] ?? 0))}`)).size,
    ).toBeGreaterThan(32);
  });

  it('stays inside the cube, and works with no dimension at all', () => {
    for (const u of points(3, 1, 2 ** 32 - 5, 5).flat()) {
      expect(u).toBeGreaterThan(0);
      expect(u).toBeLessThan(1);
    }
    expect(new SobolSequence(0, 1).point(3)).toEqual([]);
  });
});
