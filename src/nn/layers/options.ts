import { z } from 'zod';
import { INITIALIZATIONS } from '../init.ts';

/** Option schemas that several layers share. */

const size = z.int().min(1).max(65_536);
const pixels = z.int().min(0).max(65_536);

/** One whole number, or [vertical, horizontal]. */
export const pairOption = z.union([size, z.tuple([size, size])]);

export const paddingOption = z.union([
  z.enum(['same', 'valid']),
  pixels,
  z.tuple([pixels, pixels]),
  z.tuple([pixels, pixels, pixels, pixels]),
]);

export const PADDING_TEXT =
  'Zeros around the image: pixels on every side, [vertical, horizontal], [top, left, bottom, right], "same" (output = input / stride, rounded up) or "valid" (none).';

export const initOption = z
  .enum(INITIALIZATIONS)
  .default('auto')
  .describe('How the weights start: "auto" is He before ReLU, Xavier before tanh and sigmoid, and small before the output.');

export const biasOption = z
  .boolean()
  .default(true)
  .describe('Whether a bias is added. Batch normalisation right after makes it redundant.');

/** The name that any layer may be given. */
export const nameOption = z
  .string()
  .regex(/^[A-Za-z_][\w.]*$/, { error: 'expected a name of letters, digits, "_" and ".", not beginning with a digit or a dot' })
  .optional()
  .describe("The prefix of the names of the layer's parameters, as in `conv1.weight`. Without one: the layer's position.");
