import { expect, it } from 'vitest';
import { countClasses, entropyOf } from './class-shares.ts';

it('counts the examples of a part, not those of its set', () => {
  const set = { count: 5, pixels: new Uint8Array(5), labels: Uint8Array.of(0, 1, 1, 2, 2) };
  expect(countClasses({ set, indices: Uint32Array.of(1, 2, 4) }, 4)).toEqual([0, 2, 1, 0]);
});

it('entropyOf is that of the shares, in natural units', () => {
  expect(entropyOf([5, 5])).toBeCloseTo(Math.log(2), 12);
  expect(entropyOf([7, 0, 0])).toBe(0);
  expect(entropyOf([1, 1, 2])).toBeCloseTo(1.5 * Math.log(2), 12);
});
