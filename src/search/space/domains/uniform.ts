import { z } from 'zod';
import type { DomainEntry } from '../domain.ts';
import { linearScale } from '../scale.ts';
import { latticeDomain } from './lattice.ts';
import { checkRange, highOption, lowOption, stepOption } from './options.ts';
import { realDomain, toDecimals } from './real.ts';

const options = z.strictObject({ low: lowOption, high: highOption, step: stepOption }).superRefine(checkRange);

export const uniform: DomainEntry<z.output<typeof options>> = {
  name: 'uniform',
  summary: 'Numbers of a range, each equally likely.',
  options,
  create({ low, high, step }) {
    const ends = { type: 'uniform', low, high } as const;
    if (step !== undefined) return latticeDomain({ ...ends, step }, { step, isLog: false });
    return realDomain(ends, linearScale(low, high), toDecimals(low, high));
  },
};
