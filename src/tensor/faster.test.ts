import { describe, expect, it } from 'vitest';
import { Faster } from './faster.ts';

/** Takes `runs` ways, each as long as `times` says, and counts them. */
function take(faster: Faster, runs: number, times: readonly [number, number]): [number, number] {
  const counts: [number, number] = [0, 0];
  for (let i = 0; i < runs; i++) {
    const way = faster.choose();
    counts[way] += 1;
    faster.took(way, times[way]);
  }
  return counts;
}

describe('Faster', () => {
  it('tries both and then takes the faster, but for one run in 64', () => {
    expect(take(new Faster(), 2 + 640, [2, 1])).toEqual([11, 631]);
    expect(take(new Faster(), 2 + 640, [1, 2])).toEqual([631, 11]);
  });

  it('says which was faster without taking it: the second until both were tried', () => {
    const faster = new Faster();
    expect(faster.better).toBe(1);
    take(faster, 1, [1, 2]);
    expect(faster.better).toBe(1);
    take(faster, 10, [1, 2]);
    expect(faster.better).toBe(0);
    const other = new Faster();
    take(other, 10, [2, 1]);
    expect(other.better).toBe(1);
  });

  it('changes its mind when times change', () => {
    const faster = new Faster();
    take(faster, 200, [2, 1]);
    const [first, second] = take(faster, 1000, [2, 10]);
    expect(first).toBeGreaterThan(950);
    expect(second).toBeLessThan(50);
  });

  it('comes back when the disturbance is over', () => {
    const faster = new Faster();
    take(faster, 200, [2, 1]);
    take(faster, 200, [2, 10]);
    const [, second] = take(faster, 3000, [2, 1]);
    expect(second).toBeGreaterThan(2000);
  });
});
