import type { ImageSet } from '../../data/dataset.ts';
import { EVALUATION, probe, TRAINING } from '../../train/probe.ts';
import type { Check, Finding } from '../check.ts';
import { inputsOf } from '../data/inputs.ts';
import { short } from '../numbers.ts';

/** Blanking the images must raise the fitted loss by this part of the loss of chance, at least [ours]. */
const RISE = 0.2;

/** A network that fits a sample without looking at the images has got the labels from somewhere else. */
export const inputMattersCheck: Check = {
  id: 'inputMatters',
  title: 'the input matters',
  summary: 'Whether the loss on the fitted sample gets worse when its images are blanked.',
  trains: true,
  async run({ overfit, subject }): Promise<Finding> {
    const { experiment, sample, batchSize, winner } = await overfit;
    // What an attempt that failed has left behind says nothing of the set-up: then the start is looked at.
    if (winner === undefined) subject.trials(experiment).restore();
    const from = { order: sample.indices, from: 0, to: batchSize };
    const seen = { set: sample.set, ...from };
    const blank = { ...seen, set: blanked(sample.set) };
    // In training mode: running statistics of a network that was trained for a moment may lag behind.
    const withImages = probe(experiment, seen, { mode: TRAINING });
    const without = probe(experiment, blank, { mode: TRAINING });
    const chance = experiment.loss.expectedInitialLoss(subject.data.dataset.classes.length);
    const rise = without.loss - withImages.loss;
    const common = {
      expected: 'a higher loss on blank images',
      measured: rise,
      measuredText: `${short(withImages.loss)} to ${short(without.loss)}`,
      key: ['data'],
      details: { loss: withImages.loss, blankLoss: without.loss },
    };
    const isBlind =
      !differs(probe(experiment, seen, { mode: EVALUATION }).logits, batchSize) && differs(inputsOf(experiment, seen), batchSize);
    if (isBlind) {
      return {
        ...common,
        status: 'fail',
        reading: 'The network gives the same outputs for every image: nothing of the input gets through.',
        fix: 'look for dead layers and zero weights (see the layer statistics)',
      };
    }
    if (winner === undefined)
      return { ...common, status: 'inconclusive', reading: 'The sample was not fitted, so nothing can be said.' };
    if (rise >= RISE * chance) return { ...common, status: 'pass' };
    return {
      ...common,
      status: 'fail',
      reading:
        'The network answers right without seeing the images: the labels reach it on another way, or all images look the same to it.',
      fix: 'look at the inputs as the network sees them: --save-batch batch.png',
    };
  },
};

/** The same labels on images that are grey all over. */
function blanked(set: ImageSet): ImageSet {
  return { ...set, pixels: new Uint8Array(set.pixels.length).fill(128) };
}

/** Whether the rows of an array of `count` rows differ from each other. */
function differs(values: Float32Array, count: number): boolean {
  const length = values.length / count;
  return values.some((value, i) => i >= length && value !== values[i % length]);
}
