import { expect, it } from 'vitest';
import { DECADES, decade, halfDecades, isNear } from './rates.ts';

it('writes decades and half-decades as a person would', () => {
  expect([decade(0.001, 1), decade(0.001, -1), decade(1e-6, -1), decade(0.1, 1)]).toEqual([0.01, 0.0001, 1e-7, 1]);
  expect(DECADES.map((rate) => halfDecades(rate))).toEqual([
    [0.03, 0.3],
    [0.003, 0.03],
    [0.0003, 0.003],
    [0.00003, 0.0003],
  ]);
});

it('takes rates for the same that differ by rounding, and not those that differ', () => {
  expect(isNear(0.1 * 3, 0.3)).toBe(true);
  expect(isNear(0.002, 0.003)).toBe(false);
});
