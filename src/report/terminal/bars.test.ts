import { describe, expect, it } from 'vitest';
import { bar, logFraction, markedBar } from './bars.ts';

describe('bar', () => {
  it.each([
    [0, ''],
    [-1, ''],
    [Number.NaN, ''],
    [1 / 32, '▏'],
    [0.25, '█'],
    [0.3, '█▎'],
    [0.999, '████'],
    [1, '████'],
    [Number.POSITIVE_INFINITY, '████'],
  ])('of %d is "%s"', (fraction, drawn) => {
    expect(bar(fraction, 4)).toBe(drawn);
  });
});

describe('markedBar', () => {
  it.each([
    [0, '  │'],
    [Number.NaN, '  │'],
    [0.25, '█ │'],
    [0.5, '██│'],
    [0.75, '██│█'],
    [1, '██│██'],
  ])('of %d is "%s"', (fraction, drawn) => {
    expect(markedBar(fraction, 2)).toBe(drawn);
  });
});

describe('logFraction', () => {
  it.each([
    [1e-6, 0],
    [1e-3, 0.5],
    [1, 1],
    [0, 0],
    [-1, 0],
    [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY],
  ])('of %d is %d', (value, fraction) => {
    expect(logFraction(value, 1e-6, 1)).toBeCloseTo(fraction, 12);
  });

  it('of NaN is NaN', () => {
    expect(logFraction(Number.NaN, 1e-6, 1)).toBeNaN();
  });
});
