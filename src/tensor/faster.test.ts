import { describe, expect, it } from 'vitest';
import { Faster } from './faster.ts';

/** Takes `runs` ways, each as long as `millisecondsOf` says, and counts them. */
function take(faster: Faster, runs: number, millisecondsOf: (way: 0 | 1, run: number) => number): [number, number] {
  const counts: [number, number] = [0, 0];
  for (let i = 0; i < runs; i++) {
    const way = faster.choose();
    counts[way] += 1;
    faster.took(millisecondsOf(way, i));
  }
  return counts;
}

const constant = (alone: number, team: number) => (way: 0 | 1) => (way === 1 ? team : alone);

describe('Faster', () => {
  it.each([0.1, 1, 30])('takes the faster of two ways, and gives the other at most a fiftieth of the runs: %d ms', (unit) => {
    const runs = Math.ceil(60_000 / unit);
    expect(take(new Faster(), runs, constant(2 * unit, unit))[0]).toBeLessThan(runs / 50);
    expect(take(new Faster(), runs, constant(unit, 2 * unit))[1]).toBeLessThan(runs / 50);
  });

  it('is not misled by first runs that take long', () => {
    // Ten times as long while the code is not optimized yet: the team is tried first, so that this would speak against it.
    const [, team] = take(new Faster(), 100, (way, run) => (way === 1 ? 1 : 2) * (run < 4 ? 10 : 1));
    expect(team).toBeGreaterThan(60);
  });

  it('does not count the run in which threads have to wake up', () => {
    const faster = new Faster();
    let last: 0 | 1 = 0;
    const times = (way: 0 | 1) => {
      const woken = way !== last;
      last = way;
      return way === 1 ? (woken ? 30 : 4) : 5;
    };
    expect(take(faster, 2000, times)[0]).toBeLessThan(100);
  });

  it('says which was faster without taking it: the second until both were tried', () => {
    const faster = new Faster();
    take(faster, 20, constant(1, 2));
    expect(faster.better).toBe(1);
    take(faster, 100, constant(1, 2));
    expect(faster.better).toBe(0);
    const other = new Faster();
    take(other, 120, constant(2, 1));
    expect(other.better).toBe(1);
  });

  it('changes its mind when times change', () => {
    const faster = new Faster();
    take(faster, 200, constant(2, 1));
    const [alone, team] = take(faster, 1000, constant(2, 10));
    expect(alone).toBeGreaterThan(950);
    expect(team).toBeLessThan(50);
  });

  it('comes back when the disturbance is over', () => {
    const faster = new Faster();
    take(faster, 200, constant(2, 1));
    take(faster, 200, constant(2, 10));
    const [, team] = take(faster, 3000, constant(2, 1));
    expect(team).toBeGreaterThan(2000);
  });

  it('stays where it is when all becomes slower', () => {
    const faster = new Faster();
    take(faster, 200, constant(2, 1));
    expect(take(faster, 1000, constant(6, 3))[0]).toBeLessThan(60);
  });
});
