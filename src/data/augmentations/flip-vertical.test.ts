import { expect, it } from 'vitest';
import { augmentedBy, tally } from '../../../test/helpers/augmentation.ts';

const SHAPE = { channels: 2, height: 3, width: 2 };
const IMAGE = [1, 2, 3, 4, 5, 6, 11, 12, 13, 14, 15, 16];

it('turns every channel upside down', () => {
  const mirrored = [5, 6, 3, 4, 1, 2, 15, 16, 13, 14, 11, 12];
  expect(augmentedBy('flipVertical', { p: 1 }, SHAPE, IMAGE, 2)).toEqual([mirrored, mirrored]);
});

it('leaves the others as they are, half of them by default', () => {
  const times = tally(augmentedBy('flipVertical', {}, SHAPE, IMAGE, 4000)).get('as it is') ?? 0;
  // Four standard deviations.
  expect(Math.abs(times - 2000)).toBeLessThan(127);
});
