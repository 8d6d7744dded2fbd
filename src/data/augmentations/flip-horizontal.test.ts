import { expect, it } from 'vitest';
import { augmentedBy, tally } from '../../../test/helpers/augmentation.ts';

const SHAPE = { channels: 2, height: 2, width: 3 };
const IMAGE = [1, 2, 3, 4, 5, 6, 11, 12, 13, 14, 15, 16];

it('mirrors the rows of every channel', () => {
  const mirrored = [3, 2, 1, 6, 5, 4, 13, 12, 11, 16, 15, 14];
  expect(augmentedBy('flipHorizontal', { p: 1 }, SHAPE, IMAGE, 2)).toEqual([mirrored, mirrored]);
});

it('leaves the others as they are, as many as p says', () => {
  const times = tally(augmentedBy('flipHorizontal', { p: 0.3 }, SHAPE, IMAGE, 4000)).get('as it is') ?? 0;
  // Four standard deviations.
  expect(Math.abs(times - 2800)).toBeLessThan(116);
});
