import { describe, expect, it } from 'vitest';
import { Draws } from './draws.ts';

/** The first numbers of an image. */
function first(seed: number, place: number, epoch: number, position: number, count = 3): readonly number[] {
  const draws = new Draws(seed, place);
  draws.begin(epoch, position);
  return Array.from({ length: count }, () => draws.uint32());
}

describe('Draws', () => {
  it('gives the same numbers on every machine', () => {
    expect(first(1, 0, 1, 0)).toEqual([2629593084, 2419986423, 117031858]);
    expect(first(4_294_967_295, 3, 200, 4_294_967_295)).toEqual([4243639172, 4277170441, 3911719335]);
  });

  it('gives numbers that depend on seed, place, epoch and position alone', () => {
    const draws = new Draws(5, 1);
    for (const [epoch, position] of [
      [1, 7],
      [2, 7],
      [1, 8],
      [1, 7],
      [2, 7],
    ] as const) {
      draws.begin(epoch, position);
      expect([draws.uint32(), draws.uint32(), draws.uint32()]).toEqual(first(5, 1, epoch, position));
    }
    const others = [first(5, 1, 1, 7), first(6, 1, 1, 7), first(5, 2, 1, 7), first(5, 1, 2, 7), first(5, 1, 1, 8)];
    expect(new Set(others.flat()).size).toBe(15);
  });

  it.each<[string, number, (draws: Draws, i: number) => void]>([
    ['the images of an epoch', 64_000, (draws, i) => draws.begin(1, i)],
    ['the draws of an image', 64_000, (draws, i) => i === 0 && draws.begin(1, 0)],
    ['the epochs of an image', 6400, (draws, i) => draws.begin(i, 3)],
  ])('is uniform over %s', (_, count, move) => {
    const draws = new Draws(1, 0);
    // Pairs of successive numbers, in 8 x 8 fields.
    const fields = new Array<number>(64).fill(0);
    let before = 0;
    for (let i = 0; i < count; i++) {
      move(draws, i);
      const value = Math.floor(8 * draws.uniform());
      const field = 8 * before + value;
      fields[field] = (fields[field] ?? 0) + 1;
      before = value;
    }
    const expected = count / 64;
    const chiSquare = fields.reduce((total, seen) => total + (seen - expected) ** 2 / expected, 0);
    // 63 degrees of freedom: one in a thousand is above 104, one in a thousand below 34.
    expect(chiSquare).toBeGreaterThan(34);
    expect(chiSquare).toBeLessThan(104);
  });

  it('draws below a bound, each number as often', () => {
    const draws = new Draws(2, 0);
    draws.begin(1, 0);
    const seen = new Array<number>(5).fill(0);
    for (let i = 0; i < 50_000; i++) {
      const value = draws.below(5);
      seen[value] = (seen[value] ?? 0) + 1;
    }
    // Four standard deviations.
    for (const times of seen) expect(Math.abs(times - 10_000)).toBeLessThan(4 * Math.sqrt(50_000 * 0.2 * 0.8));
    expect(seen).toHaveLength(5);
  });
});
