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
        const firstX = middleX - cos * middleX - sin * (y - middleY);
        const firstY = middleY - sin * middleX + cos * (y - middleY);
        for (let x = 0; x < width; x++) {
          // The place in the source that comes to (y, x), the pixel above and to the left of it, and how far it is behind.
          const placeX = firstX + cos * x;
          const placeY = firstY + sin * x;
          const left = Math.floor(placeX) | 0;
          const top = Math.floor(placeY) | 0;
          const across = placeX - left;
          const down = placeY - top;
          const read = from + top * width + left;
          const write = to + y * width + x;
          if (left >= 0 && left < width - 1 && top >= 0 && top < height - 1) {
            for (let channel = 0; channel < bytes; channel += plane) {
              const at = read + channel;
              const a = source[at] as number;
              const b = source[at + 1] as number;
              const c = source[at + width] as number;
              const d = source[at + width + 1] as number;
              target[write + channel] = nearest(a, b, c, d, across, down);
            }
            continue;
          }
          const hasLeft = left >= 0 && left < width;
          const hasRight = left >= -1 && left < width - 1;
          const hasTop = top >= 0 && top < height;
          const hasBottom = top >= -1 && top < height - 1;
          for (let channel = 0; channel < bytes; channel += plane) {
            const at = read + channel;
            const a = hasTop && hasLeft ? (source[at] as number) : fill;
            const b = hasTop && hasRight ? (source[at + 1] as number) : fill;
            const c = hasBottom && hasLeft ? (source[at + width] as number) : fill;
            const d = hasBottom && hasRight ? (source[at + width + 1] as number) : fill;
            target[write + channel] = nearest(a, b, c, d, across, down);
          }
        }
      }
      return true;
    };
  },
};

/** Between four pixels, a b above c d, `across` and `down` from the first: 0 to 1. Rounded to the nearest whole number. */
function nearest(a: number, b: number, c: number, d: number, across: number, down: number): number {
  const upper = a + (b - a) * across;
  const lower = c + (d - c) * across;
  return (upper + (lower - upper) * down + 0.5) | 0;
}
