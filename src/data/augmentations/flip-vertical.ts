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
    const bytes = channels * plane;
    return (draws, source, from, target, to) => {
      if (draws.uniform() >= p) return false;
      // A copy, in which rows then change places: half the time of copying pixels one by one.
      target.set(source.subarray(from, from + bytes), to);
      for (let channel = to; channel < to + bytes; channel += plane) {
        for (let top = channel, bottom = channel + plane - width; top < bottom; top += width, bottom -= width) {
          for (let x = 0; x < width; x++) {
            const kept = target[top + x] as number;
            target[top + x] = target[bottom + x] as number;
            target[bottom + x] = kept;
          }
        }
      }
      return true;
    };
  },
};
