import { describe, expect, it } from 'vitest';
import { norm } from './norm.ts';
import { aboveChance, Moments, meanOf } from './statistics.ts';

describe('Moments', () => {
  it('are mean, deviation of the population and standard error of the mean', () => {
    const moments = new Moments().addAll([2, 4, 4, 4, 5, 5, 7, 9]);
    expect(moments.count).toBe(8);
    expect(moments.mean).toBe(5);
    expect(moments.deviation).toBe(2);
    expect(moments.sampleDeviation).toBeCloseTo(Math.sqrt(32 / 7), 12);
    expect(moments.standardError).toBeCloseTo(Math.sqrt(32 / 7 / 8), 12);
  });

  it('add up from single numbers and arrays', () => {
    const moments = new Moments().addAll([1, 2]);
    moments.add(3);
    expect([moments.count, moments.mean]).toEqual([3, 2]);
  });

  it('of nothing are not numbers, of one number have no error', () => {
    expect(new Moments().mean).toBeNaN();
    expect(new Moments().deviation).toBeNaN();
    const one = new Moments().addAll([7]);
    expect([one.mean, one.deviation, one.standardError]).toEqual([7, 0, 0]);
    expect(one.sampleDeviation).toBeNaN();
  });

  it('lose nothing far from zero', () => {
    const moments = new Moments().addAll([1e9 + 1, 1e9 + 2, 1e9 + 3]);
    expect(moments.deviation).toBeCloseTo(Math.sqrt(2 / 3), 9);
  });

  it('are NaN once a NaN was among them', () => {
    expect(new Moments().addAll([1, Number.NaN, 2]).mean).toBeNaN();
  });
});

it('aboveChance counts standard deviations of the binomial distribution', () => {
  expect(aboveChance(60, 100, 0.5)).toBe(2);
  expect(aboveChance(40, 100, 0.5)).toBe(-2);
  // Where chance is always or never right, nothing is above it.
  expect([aboveChance(100, 100, 1), aboveChance(0, 100, 0), aboveChance(0, 0, 0.5)]).toEqual([0, 0, 0]);
});

it('norm is that of L2', () => {
  expect(norm([3, -4])).toBe(5);
  expect(norm(new Float32Array(0))).toBe(0);
});

it('meanOf takes all or a part', () => {
  expect(meanOf([1, 2, 6])).toBe(3);
  expect(meanOf(Float32Array.of(1, 2, 6), 1)).toBe(4);
  expect(meanOf([1, 2, 6], 0, 2)).toBe(1.5);
});
