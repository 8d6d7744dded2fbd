import { SIGNIFICANT } from '../../base/loss-criteria.ts';
import type { Check, Finding } from '../check.ts';
import { rateText, short } from '../numbers.ts';
import type { LearningTrial } from './learning.ts';

/**
 * A rate is wrong whose loss falls by less than this part of what the best rate reaches, if that is far from it; or by next to
 * nothing, if the best is near [ours]. A tenfold rate alone, that would learn faster, is no mistake.
 */
const GOOD = 0.4;
const NEXT_TO_NOTHING = 0.05;
const FAR = 50;

/** Step 3 of the recipe in small: does the loss drop significantly within about 100 steps at the configured rate? */
export const learningRateCheck: Check = {
  id: 'learningRate',
  title: 'learning rate',
  summary:
    'Step 3: the drop of the loss within about 100 steps at the configured learning rate, against ten times more and less.',
  trains: true,
  run({ learning }): Finding {
    const { configured, best, trials, ranOut } = learning;
    const common = {
      expected: best.lastLoss,
      expectedText: `loss near ${short(best.lastLoss)} (best rate)`,
      measured: configured.lastLoss,
      measuredText: `loss ${short(configured.firstLoss)} to ${short(configured.lastLoss)}`,
      key: ['optimizer', 'lr'],
      details: { steps: configured.steps, trials },
    };
    if (ranOut && trials.length < 3)
      return { ...common, status: 'inconclusive', reading: 'The time was over before other learning rates were tried.' };
    const significant = best.drop > SIGNIFICANT * Math.abs(best.firstLoss);
    if (configured.exploded) {
      return {
        ...common,
        status: 'fail',
        reading: `The loss explodes at learning rate ${rateText(configured.rate)}: it is far too high${significant ? '' : ', or something else is wrong'}.`,
        fix: significant ? `--optimizer.lr ${rateText(best.rate)}` : `--optimizer.lr ${rateText(configured.rate / 100)}`,
      };
    }
    if (!significant) {
      return {
        ...common,
        status: 'warn',
        reading: `The loss hardly drops in ${best.steps} steps at any learning rate from ${rateText(Math.min(...trials.map(({ rate }) => rate)))} to ${rateText(Math.max(...trials.map(({ rate }) => rate)))}: something else is in the way.`,
        fix: 'see the other checks; then cnn-run find-lr',
      };
    }
    const factor = Math.max(best.rate / configured.rate, configured.rate / best.rate);
    if (configured.drop >= (factor > FAR ? GOOD : NEXT_TO_NOTHING) * best.drop) return { ...common, status: 'pass' };
    return { ...common, status: 'warn', ...wrongRate(configured, best) };
  },
};

function wrongRate(configured: LearningTrial, best: LearningTrial) {
  const tooLow = best.rate > configured.rate;
  const factor = tooLow ? best.rate / configured.rate : configured.rate / best.rate;
  return {
    reading: `In ${configured.steps} steps the loss drops by ${short(configured.drop)}, at learning rate ${rateText(best.rate)} by ${short(best.drop)}: the rate is too ${tooLow ? 'low' : 'high'} by a factor of about ${short(factor)}.`,
    fix: `--optimizer.lr ${rateText(best.rate)}`,
  };
}
