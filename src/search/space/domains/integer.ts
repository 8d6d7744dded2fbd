import { z } from 'zod';
import type { DomainEntry } from '../domain.ts';
import { latticeDomain } from './lattice.ts';

/** Up to here parts of the unit interval are wide enough to find each number again. */
const LARGEST = 1e12;

const ends = { error: 'expected a whole number from -1e12 to 1e12' };
const end = z.int(ends).min(-LARGEST, ends).max(LARGEST, ends);
const steps = { error: 'expected a whole number of at least 1' };

const options = z
  .strictObject({
    low: end.describe('The lowest value.'),
    high: end.describe('The highest value.'),
    step: z
      .int(steps)
      .min(1, steps)
      .default(1)
      .describe('Only the values `low`, `low + step`, `low + 2 step`, ... up to `high`.'),
    log: z.boolean().default(false).describe('Whether each order of magnitude is equally likely, instead of each number.'),
  })
  .superRefine(({ low, high, step, log }, context) => {
    const refuse = (path: string, message: string) => context.addIssue({ code: 'custom', path: [path], message });
    if (high <= low) refuse('high', `expected more than low, which is ${low}`);
    else if (step > high - low) refuse('step', `expected at most the width of the range, ${high - low}`);
    if (log && low < 1) refuse('low', 'expected at least 1, since "log" is true');
  });

export const integer: DomainEntry<z.output<typeof options>> = {
  name: 'integer',
  summary: 'Whole numbers of a range.',
  options,
  // A description need not have passed the schema, which fills these in.
  create({ low, high, step = 1, log = false }) {
    return latticeDomain({ type: 'integer', low, high, step, log }, { step, isLog: log });
  },
};
