import { z } from 'zod';
import { median } from '../../base/median.ts';
import type { Observation } from '../samplers/sampler.ts';
import type { PrunerEntry, PruningThreshold } from './pruner.ts';
import { scoreAfter, WORST } from './scores.ts';

const options = z.strictObject({
  startupTrials: z.int().min(1).default(5).describe('Finished trials with a score that are needed before any is stopped.'),
  warmUpEpochs: z.int().min(0).default(1).describe('Epochs at the beginning after which no trial is stopped.'),
});

/**
 * The median stopping rule of Golovin et al., "Google Vizier: A Service for Black-Box Optimization", 2017: a trial stops
 * after an epoch when its best score so far is below the median of the running averages of the others up to that epoch.
 * Running averages lag behind scores that rise, so a trial has to be clearly below the middle.
 *
 * Two things differ. The averages are of best scores so far, which is what is known of a finished trial. And a trial that was
 * pruned or diverged counts as worse than all at every epoch that it did not reach, a diverged one at all epochs: if only completed
 * trials counted, as in the paper, the bar would rise with each trial that is stopped, since the better half alone completes. A failed
 * trial counts where it got to: an error is no score.
 */
export const medianRule: PrunerEntry<z.output<typeof options>> = {
  name: 'median',
  summary: 'Stops a trial whose best score is below the median of the trials before it (Golovin et al., 2017).',
  options,
  create({ startupTrials, warmUpEpochs }, epochs) {
    return {
      thresholds(_, view) {
        if (view.filter(({ scores }) => scores.length > 0).length < startupTrials) return [];
        const thresholds: PruningThreshold[] = [];
        const sums = new Float64Array(view.length);
        for (let epoch = 1; epoch < epochs; epoch++) {
          view.forEach((trial, i) => {
            sums[i] = (sums[i] as number) + standing(trial, epoch);
          });
          if (epoch <= warmUpEpochs) continue;
          const averages = sums.filter((sum) => !Number.isNaN(sum)).map((sum) => sum / epoch);
          const atLeast = median(averages);
          if (Number.isFinite(atLeast))
            thresholds.push({ epoch, atLeast, reason: `below the median of ${averages.length} trials after epoch ${epoch}` });
        }
        return thresholds;
      },
    };
  },
};

/** The best score of a trial up to an epoch; NaN for one that does not count from there on, as a sum that it is in. */
function standing(trial: Observation, epoch: number): number {
  if (trial.state === 'diverged') return WORST;
  return scoreAfter(trial, epoch) ?? (trial.state === 'pruned' ? WORST : Number.NaN);
}
