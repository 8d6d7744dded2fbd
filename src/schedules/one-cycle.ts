import { z } from 'zod';
import { cosPi } from '../base/exact-math.ts';
import { defineSchedule } from './define.ts';

/**
 * One cycle (Smith and Topin, "Super-Convergence", 2018), the definition of torch's OneCycleLR with two phases and cosine
 * annealing: from lr / initialDivision up to lr at step riseFraction * T - 1, then down to
 * lr / (initialDivision * finalDivision) at the last step, T - 1. The momentum does not cycle.
 */
export const oneCycle = defineSchedule({
  name: 'oneCycle',
  summary: 'Lets the learning rate rise to lr and fall to almost nothing, along cosines (Smith and Topin, 2018).',
  options: {
    riseFraction: z
      .number()
      .min(0)
      .max(1)
      .default(0.3)
      .describe('The part of the steps in which the rate rises; lr is the peak.'),
    initialDivision: z
      .number()
      .min(1)
      .default(25)
      .describe('The rate starts at lr divided by this. A warm-up would lead up to there.'),
    finalDivision: z.number().min(1).default(1e4).describe('The rate ends at the first one divided by this.'),
  },
  create({ riseFraction, initialDivision, finalDivision }, { baseRate, totalSteps }) {
    const first = baseRate / initialDivision;
    const last = first / finalDivision;
    const peakStep = riseFraction * totalSteps - 1;
    const lastStep = totalSteps - 1;
    return (step) => {
      const at = Math.min(step, lastStep);
      if (at > peakStep) return anneal(baseRate, last, (at - peakStep) / (lastStep - peakStep));
      // A rise that is over in its first step is at its peak there.
      return peakStep > 0 ? anneal(first, baseRate, at / peakStep) : baseRate;
    };
  },
});

/** Along half a cosine from one rate to another. @param part of the way, 0 to 1 */
function anneal(from: number, to: number, part: number): number {
  return to + ((from - to) / 2) * (1 + cosPi(part));
}
