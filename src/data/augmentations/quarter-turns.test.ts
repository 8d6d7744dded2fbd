import { expect, it } from 'vitest';
import { augmentedBy, tally } from '../../../test/helpers/augmentation.ts';

const SHAPE = { channels: 2, height: 3, width: 3 };
const IMAGE = [1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 12, 13, 14, 15, 16, 17, 18, 19];
const TURNED = [
  [3, 6, 9, 2, 5, 8, 1, 4, 7, 13, 16, 19, 12, 15, 18, 11, 14, 17],
  [9, 8, 7, 6, 5, 4, 3, 2, 1, 19, 18, 17, 16, 15, 14, 13, 12, 11],
  [7, 4, 1, 8, 5, 2, 9, 6, 3, 17, 14, 11, 18, 15, 12, 19, 16, 13],
].map((image) => image.join(' '));

it('turns by 90, 180 and 270 degrees or not at all, by default each equally often', () => {
  const counts = tally(augmentedBy('quarterTurns', {}, SHAPE, IMAGE, 4000));
  expect(new Set(counts.keys())).toEqual(new Set(['as it is', ...TURNED]));
  // Four standard deviations.
  for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(110);
});

it('turns always with p 1', () => {
  expect(new Set(tally(augmentedBy('quarterTurns', { p: 1 }, SHAPE, IMAGE, 100)).keys())).toEqual(new Set(TURNED));
});

it('refuses images that are not square', () => {
  expect(() => augmentedBy('quarterTurns', {}, { channels: 2, height: 3, width: 4 }, [], 1)).toThrow(
    'quarterTurns: a quarter turn would change the shape of these images\n  image   3 x 4   (height x width)\n  ' +
      'Only square images can be turned so. Use rotate, or flipHorizontal and flipVertical.',
  );
});
