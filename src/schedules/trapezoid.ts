import { z } from 'zod';
import { defineSchedule } from './define.ts';
import { finalOption } from './options.ts';

/** The part of the training in which the rate falls, where the config does not say [ours]. */
const DECAY = 0.4;

/**
 * rate = lr until `decayEpochs` before the end, then in a straight line to final * lr: "warm-up, stable, decay" (Zhai et al.,
 * "Scaling Vision Transformers", 2022, section 3.5; Hägele et al., "Scaling Laws and Compute-Optimal Training Beyond Fixed
 * Training Durations", 2024). Until the fall begins, it is the same for every length of the training.
 */
export const trapezoid = defineSchedule({
  name: 'trapezoid',
  summary: 'Holds the learning rate, then lets it fall in a straight line at the end (Zhai et al., 2022).',
  options: {
    decayEpochs: z
      .number()
      .positive()
      .optional()
      .describe('Epochs in which the rate falls, the last ones. Without it, 40 % of the training.'),
    final: finalOption,
  },
  create({ decayEpochs, final }, { baseRate, totalSteps, stepsPerEpoch }) {
    const wanted = decayEpochs === undefined ? DECAY * totalSteps : decayEpochs * stepsPerEpoch;
    const decay = Math.max(1, Math.min(totalSteps, Math.round(wanted)));
    const begins = totalSteps - decay;
    return (at) => baseRate * (1 + (final - 1) * Math.min(1, Math.max(0, at - begins) / decay));
  },
});
