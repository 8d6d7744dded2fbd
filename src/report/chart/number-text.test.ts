import { expect, it } from 'vitest';
import { placeText, valueText } from './number-text.ts';

it('writes numbers as short as they can be read', () => {
  expect([placeText(12_000), placeText(2.5), placeText(0)]).toEqual(['12,000', '2.5', '0']);
  expect([0, 0.01234567, 1.2e-5, 123_456.7, 2.5e7, -0.5, Number.NaN].map((value) => valueText(value, 'plain'))).toEqual([
    ...['0', '0.01235', '1.2e-5', '123500', '2.5e7', '-0.5', 'NaN'],
  ]);
  expect([valueText(0.98765, 'percent'), valueText(1, 'percent')]).toEqual(['98.77 %', '100 %']);
});
