import { cosPi } from '../base/exact-math.ts';
import { defineSchedule } from './define.ts';
import { finalOption } from './options.ts';

/**
 * Half a cosine over all steps (Loshchilov and Hutter, "SGDR", 2017, without restarts):
 * rate = end + (lr - end) (1 + cos(pi step / T)) / 2 with end = final * lr; torch's CosineAnnealingLR stepped every step.
 */
export const cosine = defineSchedule({
  name: 'cosine',
  summary: 'Lets the learning rate fall along half a cosine (Loshchilov and Hutter, 2017).',
  options: { final: finalOption },
  create({ final }, { baseRate, totalSteps }) {
    const end = final * baseRate;
    return (at) => end + (baseRate - end) * ((1 + cosPi(Math.min(at / totalSteps, 1))) / 2);
  },
});
