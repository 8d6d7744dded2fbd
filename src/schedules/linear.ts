import { defineSchedule } from './define.ts';
import { finalOption } from './options.ts';

/** rate = lr * (1 + (final - 1) step / T) over all T steps, as torch's LinearLR stepped every step. */
export const linear = defineSchedule({
  name: 'linear',
  summary: 'Lets the learning rate fall in a straight line.',
  options: { final: finalOption },
  create:
    ({ final }, { baseRate, totalSteps }) =>
    (at) =>
      baseRate * (1 + (final - 1) * Math.min(at / totalSteps, 1)),
});
