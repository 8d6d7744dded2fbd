import { z } from 'zod';
import type { DomainEntry } from '../domain.ts';
import { logScale } from '../scale.ts';
import { latticeDomain } from './lattice.ts';
import { checkRange, highOption, positive, stepOption } from './options.ts';
import { realDomain, toDigits } from './real.ts';

const low = positive.describe('The lowest value.');
const options = z.strictObject({ low, high: highOption, step: stepOption }).superRefine(checkRange);

export const logUniform: DomainEntry<z.output<typeof options>> = {
  name: 'logUniform',
  summary: 'Numbers of a range, each order of magnitude equally likely: for learning rates and weight decay.',
  options,
  create({ low, high, step }) {
    const ends = { type: 'logUniform', low, high } as const;
    if (step !== undefined) return latticeDomain({ ...ends, step }, { step, isLog: true });
    return realDomain(ends, logScale(low, high), toDigits(low, high));
  },
};
