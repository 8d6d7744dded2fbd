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
      for (let row = 0; row < bytes; row += width) {
        const last = to + row + width - 1;
        for (let x = 0; x < width; x++) target[last - x] = source[from + row + x] as number;
      }
      return true;
    };
  },
};
