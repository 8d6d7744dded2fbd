import { z } from 'zod';
import { exactPow } from '../base/exact-math.ts';
import { defineSchedule } from './define.ts';

/** rate = lr * gamma^(milestones reached), as torch's MultiStepLR stepped once an epoch. */
export const multiStep = defineSchedule({
  name: 'multiStep',
  summary: 'Multiplies the learning rate by gamma at each of several epochs.',
  options: {
    milestones: z
      .array(z.number().positive())
      .min(1)
      .refine(
        (values) => values.every((value, i) => i === 0 || value > (values[i - 1] as number)),
        'expected milestones that rise',
      )
      .optional()
      .describe(
        'The epochs at which the rate changes, rising. Without it, after a half and three quarters of the training (He et al., 2015).',
      ),
    gamma: z.number().positive().max(1).default(0.1).describe('What the rate is multiplied by.'),
  },
  create({ milestones, gamma }, { baseRate, totalSteps, stepsPerEpoch }) {
    const changes = milestones?.map((epoch) => epoch * stepsPerEpoch) ?? [totalSteps / 2, (totalSteps * 3) / 4];
    return (at) => baseRate * exactPow(gamma, changes.filter((change) => at >= change).length);
  },
});
