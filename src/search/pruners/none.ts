import { z } from 'zod';
import type { PrunerEntry } from './pruner.ts';

export const none: PrunerEntry = {
  name: 'none',
  summary: 'Trains every trial to its end.',
  options: z.strictObject({}),
  create: () => ({ thresholds: () => [] }),
};
