import { z } from 'zod';
import { UserError } from '../../base/errors.ts';
import type { AugmentationEntry, ImageShape } from './augmentation.ts';
import { fillOption } from './options.ts';

const size = z.int().min(0).max(65_536);

const options = z.strictObject({
  pixels: z
    .union([size, z.tuple([size, size])])
    .default(2)
    .describe('How far at most, in either direction: pixels, or [vertical, horizontal].'),
  fill: fillOption,
});

export const shift: AugmentationEntry<z.output<typeof options>> = {
  name: 'shift',
  summary: 'Moves by a random whole number of pixels, each equally likely: the same as padding and a random crop.',
  options,
  create({ pixels, fill }, shape) {
    const { channels, height, width } = shape;
    const [most, mostAcross] = typeof pixels === 'number' ? [pixels, pixels] : pixels;
    checkSize(most, mostAcross, shape);
    const plane = height * width;
    const bytes = channels * plane;
    return (draws, source, from, target, to) => {
      const down = draws.below(2 * most + 1) - most;
      const right = draws.below(2 * mostAcross + 1) - mostAcross;
      if (down === 0 && right === 0) return false;
      // One copy of all channels, in which every pixel that stays inside comes to its place; what comes to a wrong one, in
      // the next row or channel, is all of what is filled then.
      const distance = down * width + right;
      const begin = Math.max(0, -distance);
      const end = bytes - Math.max(0, distance);
      target.set(source.subarray(from + begin, from + end), to + begin + distance);
      const firstRow = down > 0 ? 0 : height + down;
      const firstColumn = right > 0 ? 0 : width + right;
      const columns = Math.abs(right);
      for (let channel = to; channel < to + bytes; channel += plane) {
        const rows = channel + firstRow * width;
        if (down !== 0) target.fill(fill, rows, rows + Math.abs(down) * width);
        for (let row = channel + firstColumn; row < channel + plane; row += width) {
          for (let x = 0; x < columns; x++) target[row + x] = fill;
        }
      }
      return true;
    };
  },
};

function checkSize(most: number, mostAcross: number, { height, width }: ImageShape): void {
  if (most < height && mostAcross < width) return;
  throw new UserError('shift: images would be moved out of sight', {
    facts: [
      ['image', `${height} x ${width}   (height x width)`],
      ['pixels', `${most} x ${mostAcross}`],
    ],
    hint: 'Choose fewer pixels than the image has; [vertical, horizontal] if it is long and narrow.',
  });
}
