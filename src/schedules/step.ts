import { z } from 'zod';
import { exactPow } from '../base/exact-math.ts';
import { defineSchedule } from './define.ts';

/** rate = lr * gamma^floor(epoch / every), as torch's StepLR stepped once an epoch. */
export const step = defineSchedule({
  name: 'step',
  summary: 'Multiplies the learning rate by gamma after every so many epochs.',
  options: {
    every: z
      .number()
      .positive()
      .optional()
      .describe('Epochs between two changes. Without it, a third of the training (as 30 of 90 epochs in He et al., 2015).'),
    gamma: z.number().positive().max(1).default(0.1).describe('What the rate is multiplied by.'),
  },
  create({ every, gamma }, { baseRate, totalSteps, stepsPerEpoch }) {
    const steps = every === undefined ? totalSteps / 3 : every * stepsPerEpoch;
    return (at) => baseRate * exactPow(gamma, Math.floor(at / steps));
  },
});
