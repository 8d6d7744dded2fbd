import { z } from 'zod';

/** Option schemas that several augmentations share. */

export const probabilityOption = z.number().min(0).max(1);

export const fillOption = z
  .int()
  .min(0)
  .max(255)
  .default(0)
  .describe('What comes in from outside of the image, in every channel: a value from 0 (black) to 255.');
