import { z } from 'zod';
import type { AugmentationEntry } from './augmentation.ts';
import { probabilityOption } from './options.ts';

const options = z.strictObject({
  p: probabilityOption.default(0.5).describe('The probability with which an image is turned upside down, as in a mirror.'),
});

export const flipVertical: AugmentationEntry<z.output<typeof options>> = {
  name: 'flipVertical',
  summary: 'Mirrors top and bottom.',
  options,
  create({ p }, { channels, height, width }) {
    const plane = height * width;
    return (draws, source, from, target, to) => {
      if (draws.uniform() >= p) return false;
      for (let channel = 0; channel < channels * plane; channel += plane) {
        for (let row = 0; row < plane; row += width) {
          const read = from + channel + row;
          const write = to + channel + plane - width - row;
          for (let x = 0; x < width; x++) target[write + x] = source[read + x] as number;
        }
      }
      return true;
    };
  },
};
