import { expect, it } from 'vitest';
import { rateText, short } from './numbers.ts';

it.each([
  [0, '0'],
  [2.396, '2.4'],
  [-0.01234567, '-0.0123'],
  [1234.5, '1230'],
  [99_999, '100000'],
  [123_456, '1.2e5'],
  [0.000123456, '1.2e-4'],
  [-2e-9, '-2e-9'],
  [Number.NaN, 'NaN'],
  [Number.NEGATIVE_INFINITY, '-Infinity'],
])('short writes %d as %s', (value, text) => {
  expect(short(value)).toBe(text);
});

it('short takes as many digits as asked for', () => {
  expect([short(2.71234, 5), short(0.0123456, 2), short(7.8, 1)]).toEqual(['2.7123', '0.012', '8']);
  expect([short(123_456, 1), short(0.000123, 1), short(123_456, 2)]).toEqual(['1e5', '1e-4', '1e5']);
});

it.each([
  [0.003, '0.003'],
  [0.1 * 0.003, '0.0003'],
  [3e-5, '0.00003'],
  [3e-7, '3e-7'],
  [100, '100'],
])('rateText writes %d as %s, as it is typed', (rate, text) => {
  expect(rateText(rate)).toBe(text);
  expect(Number(text)).toBeCloseTo(rate, 12);
});
