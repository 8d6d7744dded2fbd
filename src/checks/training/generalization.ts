import { percent } from '../../base/format.ts';
import { aboveChance } from '../../base/statistics.ts';
import { countClasses } from '../../data/class-shares.ts';
import type { Check, Finding } from '../check.ts';

/** Deviations above the most frequent answer that are no chance. */
const SURE = 3;
/** A training accuracy so much above that of held-out images, after so few steps, is no overfitting [ours]. */
const GAP = 0.4;

/** After a hundred steps a network knows something of images that it has not seen. If not, labels or modes are wrong. */
export const generalizationCheck: Check = {
  id: 'generalization',
  title: 'learns what holds',
  summary: 'Whether the network, after about 100 steps, answers held-out images better than the most frequent answer would.',
  trains: true,
  run({ subject: { data }, learning }): Finding {
    const { best, configured, longer } = learning;
    const trial = [configured, best, ...(longer === undefined ? [] : [longer])].reduce((a, b) =>
      (b.heldOut?.accuracy ?? -1) > (a.heldOut?.accuracy ?? -1) ? b : a,
    );
    const part = data.validation ?? data.test;
    const expected = 'better than the most frequent answer';
    if (part === undefined || trial.heldOut === undefined) {
      return part === undefined
        ? {
            status: 'inconclusive',
            expected,
            measured: 'no held-out images',
            reading: 'Nothing is held out to measure on.',
            fix: '--data.split.validation 0.1',
            key: ['data', 'split', 'validation'],
          }
        : { status: 'inconclusive', expected, measured: 'every trial diverged', key: ['optimizer', 'lr'] };
    }
    const { accuracy, count } = trial.heldOut;
    const counts = countClasses(part, data.dataset.classes.length);
    const chance = Math.max(...counts) / part.indices.length;
    const common = {
      expected: chance,
      expectedText: `above ${percent(chance, 1)} held out`,
      measured: accuracy,
      measuredText: `${percent(accuracy, 1)} of ${count}`,
      key: ['data'],
      details: { rate: trial.rate, steps: trial.steps, trainAccuracy: trial.trainAccuracy, heldOut: trial.heldOut },
    };
    const knows = aboveChance(Math.round(accuracy * count), count, chance) > SURE;
    if (trial.trainAccuracy - accuracy > GAP) {
      return {
        ...common,
        status: knows ? 'warn' : 'fail',
        reading: `In training ${percent(trial.trainAccuracy, 1)} of the answers are right, on held-out images ${percent(accuracy, 1)}, after ${trial.steps} steps only: held-out images are not like the training images, have other labels, or the network works otherwise in evaluation.`,
        fix: 'compare the two parts: cnn-run sanity-check CONFIG --save-batch batch.png',
      };
    }
    if (knows) return { ...common, status: 'pass' };
    if (chance > 0.9) return { ...common, status: 'inconclusive', reading: 'Nearly all held-out images are of one class.' };
    return {
      ...common,
      status: 'warn',
      reading: `After ${trial.steps} steps nothing was learned that holds for held-out images: the labels may not go with the images, or the network cannot learn (see the checks above).`,
      fix: 'look at a batch with its labels: --save-batch batch.png',
    };
  },
};
