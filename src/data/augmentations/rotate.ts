import { z } from 'zod';
import { cosPi } from '../../base/exact-math.ts';
import type { AugmentationEntry } from './augmentation.ts';
import { fillOption } from './options.ts';

const options = z.strictObject({
  degrees: z.number().min(0).max(180).default(10).describe('How far at most, in either direction. 180: any angle.'),
  fill: fillOption,
});

export const rotate: AugmentationEntry<z.output<typeof options>> = {
  name: 'rotate',
  summary: 'Turns about the centre by a random angle, each equally likely, with bilinear interpolation.',
  options,
  create({ degrees, fill }, { channels, height, width }) {
    const plane = height * width;
    const bytes = channels * plane;
    const middleX = (width - 1) / 2;
    const middleY = (height - 1) / 2;
    return (draws, source, from, target, to) => {
      // In half turns, counterclockwise.
      const angle = ((2 * draws.uniform() - 1) * degrees) / 180;
      if (angle === 0) return false;
      const cos = cosPi(angle);
      const sin = cosPi(angle - 0.5);
      for (let y = 0; y < height; y++) {
        for (let x = 0; x < width; x++) {
          // The place in the source that comes to (y, x), the pixel above and to the left of it, and how far it is behind.
          const placeX = middleX + cos * (x - middleX) - sin * (y - middleY);
          const placeY = middleY + sin * (x - middleX) + cos * (y - middleY);
          const left = Math.floor(placeX);
          const top = Math.floor(placeY);
          const across = placeX - left;
          const down = placeY - top;
          const hasLeft = left >= 0 && left < width;
          const hasRight = left >= -1 && left < width - 1;
          const hasTop = top >= 0 && top < height;
          const hasBottom = top >= -1 && top < height - 1;
          const read = from + top * width + left;
          const write = to + y * width + x;
          for (let channel = 0; channel < bytes; channel += plane) {
            const at = read + channel;
            const a = hasTop && hasLeft ? (source[at] as number) : fill;
            const b = hasTop && hasRight ? (source[at + 1] as number) : fill;
            const c = hasBottom && hasLeft ? (source[at + width] as number) : fill;
            const d = hasBottom && hasRight ? (source[at + width + 1] as number) : fill;
            const upper = a + (b - a) * across;
            const lower = c + (d - c) * across;
            // To the nearest.
            target[write + channel] = upper + (lower - upper) * down + 0.5;
          }
        }
      }
      return true;
    };
  },
};
