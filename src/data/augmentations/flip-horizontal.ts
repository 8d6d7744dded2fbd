import { z } from 'zod';
import type { AugmentationEntry } from './augmentation.ts';
import { probabilityOption } from './options.ts';

const options = z.strictObject({
  p: probabilityOption.default(0.5).describe('The probability with which an image is mirrored.'),
});

export const flipHorizontal: AugmentationEntry<z.output<typeof options>> = {
  name: 'flipHorizontal',
  summary: 'Mirrors left and right.',
  options,
  create({ p }, { channels, height, width }) {
    const bytes = channels * height * width;
    return (draws, source, from, target, to) => {
      if (draws.uniform() >= p) return false;
      // A copy, in which pixels then change places: half the time of copying them one by one.
      target.set(source.subarray(from, from + bytes), to);
      for (let row = to; row < to + bytes; row += width) {
        for (let left = row, right = row + width - 1; left < right; left++, right--) {
          const kept = target[left] as number;
          target[left] = target[right] as number;
          target[right] = kept;
        }
      }
      return true;
    };
  },
};
