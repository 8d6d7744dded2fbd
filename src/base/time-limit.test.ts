import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { TimeLimit } from './time-limit.ts';

let now = 0;
beforeEach(() => {
  now = 1000;
  vi.spyOn(performance, 'now').mockImplementation(() => now);
});
afterEach(() => {
  vi.restoreAllMocks();
});

describe('without a limit', () => {
  it('is never over, and so are its parts', () => {
    now = Number.MAX_SAFE_INTEGER;
    expect(TimeLimit.NONE.isOver).toBe(false);
    expect(TimeLimit.NONE.left).toBe(Number.POSITIVE_INFINITY);
    expect(TimeLimit.NONE.part(0.1)).toBe(TimeLimit.NONE);
    expect([...TimeLimit.NONE.share([1, 2, 3], 0)]).toEqual([1, 2, 3]);
  });
});

describe('a limit', () => {
  it('is over from its moment on, and nothing is left then', () => {
    const limit = new TimeLimit(1500);
    expect([limit.isOver, limit.left]).toEqual([false, 500]);
    now = 1499.9;
    expect(limit.isOver).toBe(false);
    now = 1500;
    expect([limit.isOver, limit.left]).toEqual([true, 0]);
    now = 9000;
    expect([limit.isOver, limit.left]).toEqual([true, 0]);
  });

  it('that is past from the beginning is over', () => {
    const limit = new TimeLimit(-200);
    expect([limit.isOver, limit.left, limit.part(0.5).isOver]).toEqual([true, 0, true]);
  });

  it('has parts, counted from when they are asked for', () => {
    const limit = new TimeLimit(2000);
    now = 1200;
    const part = limit.part(0.25);
    expect(part.left).toBe(200);
    now = 1400;
    expect([part.isOver, limit.isOver]).toEqual([true, false]);
  });

  it('shares out items until a part of the time is over, and one at least', () => {
    const limit = new TimeLimit(2000);
    const taken = [];
    for (const item of limit.share(['a', 'b', 'c', 'd'], 0.1)) {
      taken.push(item);
      now += 60;
    }
    expect(taken).toEqual(['a', 'b']);
    now = 5000;
    expect([...limit.share(['a', 'b'], 0.5)]).toEqual(['a']);
    expect([...limit.share([], 0.5)]).toEqual([]);
  });
});
