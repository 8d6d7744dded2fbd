import { expect, it } from 'vitest';
import { axisText, lossText } from './numbers.ts';

it.each([
  [2.31254, '2.3125'],
  [0, '0.0000'],
  [0.001, '0.0010'],
  [0.000512, '5.12e-4'],
  [1234.5, '1234.5000'],
  [123456, '1.23e+5'],
  [-0.5, '-0.5000'],
  [Number.NaN, 'NaN'],
  [Number.POSITIVE_INFINITY, 'Infinity'],
])('writes the loss %d as %s', (value, text) => expect(lossText(value)).toBe(text));

it.each([
  [0, '0'],
  [2.5, '2.5'],
  [0.05, '0.05'],
  [2000, '2000'],
  [0.0000001, '1e-7'],
  [1_200_000, '1.2e6'],
  [100_000, '1e5'],
  [-0.00003, '-3e-5'],
])('writes %d at an axis as %s', (value, text) => expect(axisText(value)).toBe(text));
