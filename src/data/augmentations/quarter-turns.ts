import { z } from 'zod';
import { UserError } from '../../base/errors.ts';
import type { AugmentationEntry } from './augmentation.ts';
import { probabilityOption } from './options.ts';

const options = z.strictObject({
  p: probabilityOption
    .default(0.75)
    .describe(
      'The probability with which an image is turned, by 90, 180 or 270 degrees. With 0.75 all four ways are equally likely.',
    ),
});

export const quarterTurns: AugmentationEntry<z.output<typeof options>> = {
  name: 'quarterTurns',
  summary: 'Turns by 90, 180 or 270 degrees, each equally likely. For square images.',
  options,
  create({ p }, { channels, height, width }) {
    if (height !== width) {
      throw new UserError('quarterTurns: a quarter turn would change the shape of these images', {
        facts: [['image', `${height} x ${width}   (height x width)`]],
        hint: 'Only square images can be turned so. Use rotate, or flipHorizontal and flipVertical.',
      });
    }
    const size = width;
    const plane = size * size;
    // Counterclockwise, as a walk through the source: where it begins, the step from pixel to pixel, and from row to row.
    const walks = [
      { begin: size - 1, step: size, row: -1 },
      { begin: plane - 1, step: -1, row: -size },
      { begin: plane - size, step: -size, row: 1 },
    ] as const;
    return (draws, source, from, target, to) => {
      if (draws.uniform() >= p) return false;
      const { begin, step, row } = walks[draws.below(walks.length)] as (typeof walks)[number];
      for (let channel = 0; channel < channels * plane; channel += plane) {
        for (let y = 0; y < size; y++) {
          const read = from + channel + begin + y * row;
          const write = to + channel + y * size;
          for (let x = 0; x < size; x++) target[write + x] = source[read + x * step] as number;
        }
      }
      return true;
    };
  },
};
