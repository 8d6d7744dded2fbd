import { z } from 'zod';

/** Where a schedule that falls ends. */
export const finalOption = z
  .number()
  .min(0)
  .max(1)
  .default(0)
  .describe(
    'The rate that the schedule falls to, as a fraction of lr. It is reached right after the last step, so that none has rate 0.',
  );
