import { exactExp, exactLog } from '../../base/exact-math.ts';
import { percent } from '../../base/format.ts';
import type { Check, Finding } from '../check.ts';
import { rateText, short } from '../numbers.ts';
import { initOverrides } from '../override.ts';
import type { Overfit, OverfitAttempt } from './overfit-sample.ts';

/** What learns so much of the sample is not broken, but too small for the rest of it, or too slow [ours]. */
const NEARLY = 0.8;

/** Step 2 of the recipe. What cannot fit a few batches will not learn all of them. */
export const overfitCheck: Check = {
  id: 'overfit',
  title: 'overfit a small sample',
  summary:
    'Step 2: 100 % training accuracy on 5 to 10 mini-batches, regularisation and augmentation off; other rates and initialisations are tried before it gives up.',
  trains: true,
  async run({ subject, overfit: fitted }): Promise<Finding> {
    const overfit = await fitted;
    const { attempts, winner, sample, ranOut } = overfit;
    const [first] = attempts as readonly [OverfitAttempt];
    const common = {
      expected: 1,
      expectedText: `100 % of ${sample.indices.length} images`,
      measured: first.accuracy,
      measuredText: first.succeeded
        ? `100 % after ${first.steps} steps`
        : `${percent(first.accuracy, 1)} after ${first.steps} steps`,
      key: ['optimizer', 'lr'],
      details: { images: sample.indices.length, batchSize: overfit.batchSize, attempts },
    };
    if (first.succeeded) return { ...common, status: 'pass' };
    const said = readingOf(first, subject.data.dataset.classes.length, subject.config.loss.type);
    if (winner !== undefined)
      return {
        ...common,
        status: first.end === 'diverged' ? 'fail' : 'warn',
        ...remedy(winner, first, said, (init) => initOverrides(subject.config, overfit.experiment.network.layers, init)),
      };
    if (ranOut) {
      return { ...common, status: 'inconclusive', reading: `The time was over before the sample was fitted. So far: ${said}` };
    }
    const nearly = Math.max(...attempts.map(({ accuracy }) => accuracy)) >= NEARLY;
    return {
      ...common,
      status: nearly ? 'warn' : 'fail',
      reading: `${said} Other learning rates and initialisations did not help enough: ${bestText(overfit)}.`,
      fix: nearly
        ? 'a larger network: more channels or features'
        : 'look at the data and the network: the other checks say where',
    };
  },
};

function bestText({ attempts }: Overfit): string {
  const best = attempts.reduce((a, b) => (b.accuracy > a.accuracy ? b : a));
  const init = best.init === undefined ? '' : `, ${best.init}`;
  return `the best was ${percent(best.accuracy, 1)} (learning rate ${rateText(best.rate)}${init})`;
}

/** What the curve of an attempt says (the lecture's readings). */
function readingOf(attempt: OverfitAttempt, classes: number, loss: string): string {
  const { end, firstLoss, lastLoss, highestLoss, accuracy } = attempt;
  if (end === 'diverged') return 'The loss explodes: the learning rate is too high, or the initial weights are too large.';
  if (highestLoss > 3 * firstLoss && lastLoss > firstLoss)
    return 'The loss rises: the learning rate is too high, or the sign of the loss is wrong.';
  if (lastLoss > 0.9 * firstLoss)
    return 'The loss does not go down: the learning rate is too low (or far too high), or the initialisation is bad.';
  if (accuracy === 1 || (loss === 'crossEntropy' && isFloorOfDoubleSoftmax(lastLoss, classes) && accuracy > 0.9)) {
    return loss === 'crossEntropy' && isFloorOfDoubleSoftmax(lastLoss, classes)
      ? `Nearly every answer is right, but the loss stays at ${short(lastLoss)}, where a softmax before the cross-entropy ends up: it gets no lower than log(1 + ${classes - 1} / e) = ${short(floorOfDoubleSoftmax(classes))}.`
      : `Every answer is right, but the loss does not get small (${short(lastLoss)}): something keeps the outputs apart from what the loss wants.`;
  }
  return 'The loss goes down, but not every answer becomes right: the learning rate is not right, the network too small, or some labels contradict each other.';
}

/** The least cross-entropy when probabilities are taken for logits: the right one 1, the others 0. */
function floorOfDoubleSoftmax(classes: number): number {
  return exactLog(1 + (classes - 1) / exactExp(1));
}

function isFloorOfDoubleSoftmax(loss: number, classes: number): boolean {
  const floor = floorOfDoubleSoftmax(classes);
  return loss > 0.97 * floor && loss < 1.15 * floor;
}

function remedy(winner: OverfitAttempt, first: OverfitAttempt, said: string, inits: (init: string) => string) {
  const rate = `--optimizer.lr ${rateText(winner.rate)}`;
  if (winner.init !== undefined) {
    return {
      reading: `${said} With ${winner.init} initialisation and learning rate ${rateText(winner.rate)} it fits: the initial weights are the matter.`,
      fix: `${inits(winner.init)}${winner.rate === first.rate ? '' : ` ${rate}`}`,
    };
  }
  const tooHigh = winner.rate < first.rate;
  return {
    reading: `${said} With learning rate ${rateText(winner.rate)} it fits: ${rateText(first.rate)} is too ${tooHigh ? 'high' : 'low'} by a factor of about ${short(tooHigh ? first.rate / winner.rate : winner.rate / first.rate)}.`,
    fix: rate,
  };
}
