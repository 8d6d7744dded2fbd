import { z } from 'zod';
import { type Chosen, choice } from '../base/choice.ts';
import { augmentations } from './augmentations/index.ts';
import { NORMALIZATIONS } from './normalization.ts';

const expected = 'expected a fraction from 0 up to, but not including, 1, or a whole number of examples';
const validation = z
  .number({ error: expected })
  .min(0, { error: expected })
  .refine((value) => value < 1 || Number.isInteger(value), { error: expected })
  .default(0.1)
  .describe(
    'The validation part, taken from the training images by seed, each class in proportion: a fraction (0.1 is a tenth), or from 1 on ' +
      'a number of images. 0: no validation part.',
  );

const augmentation: z.ZodType<Chosen> = choice(augmentations, { key: 'type' });

/** The keys of the config section `data` that every data set has, beside `dataset` and the options of its own. */
export const dataSection = z.strictObject({
  split: z.strictObject({ validation }).prefault({}).describe('How the training images are divided.'),
  normalization: z
    .enum(NORMALIZATIONS)
    .default('standard')
    .describe(
      'How pixels become numbers. standard: mean 0 and standard deviation 1 per channel, computed on the training part; ' +
        'unit: from 0 to 1; none: from 0 to 255.',
    ),
  augment: z
    .array(augmentation)
    .default([])
    .describe(
      'What is done to the training images at random, one after the other, anew in every epoch. Images of an evaluation and the ' +
        'normalisation are those without it.',
    ),
  limitTrain: z
    .int()
    .min(1)
    .optional()
    .describe(
      'Train on at most this many images, drawn by seed from the training part, each class in proportion. The validation part stays as it is.',
    ),
  limitTest: z.int().min(1).optional().describe('Test on at most this many images, drawn by seed, each class in proportion.'),
});

/** The section `data` of a config, defaults filled in: the name of the data set, its options, and the common keys. */
export type DataConfig = z.output<typeof dataSection> & {
  readonly dataset: string;
  readonly [option: string]: unknown;
};
