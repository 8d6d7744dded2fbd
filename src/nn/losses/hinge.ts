import { z } from 'zod';
import { hinge as multiClassHinge } from '../../ops/hinge/hinge.ts';
import type { LossEntry } from './loss.ts';

const options = z.strictObject({
  margin: z
    .number()
    .min(1e-6)
    .max(1e6)
    .default(1)
    .describe('By how much the output of the right class must be above each other one to cost nothing.'),
});

/** Multi-class hinge loss. A network whose outputs start near zero misses the margin at each of the C - 1 wrong classes. */
export const hinge: LossEntry<z.output<typeof options>> = {
  name: 'hinge',
  summary: 'Multi-class hinge loss of the outputs, summed over the wrong classes (Weston and Watkins, 1999).',
  options,
  create: ({ margin }) => ({
    name: 'hinge',
    apply: (scores, labelsAddress) => multiClassHinge(scores, labelsAddress, { margin }),
    expectedInitialLoss: (classes) => margin * (classes - 1),
  }),
};
