import { z } from 'zod';
import { exactPow } from '../base/exact-math.ts';
import { defineSchedule } from './define.ts';

/** rate = lr * gamma^epoch, whole epochs, as torch's ExponentialLR stepped once an epoch. */
export const exponential = defineSchedule({
  name: 'exponential',
  summary: 'Multiplies the learning rate by gamma after every epoch.',
  options: {
    gamma: z.number().positive().max(1).default(0.95).describe('What the rate is multiplied by after each epoch.'),
  },
  create:
    ({ gamma }, { baseRate, stepsPerEpoch }) =>
    (at) =>
      baseRate * exactPow(gamma, Math.floor(at / stepsPerEpoch)),
});
