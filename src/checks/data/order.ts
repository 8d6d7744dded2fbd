import { exactPow } from '../../base/exact-math.ts';
import { aboveChance } from '../../base/statistics.ts';
import { countClasses } from '../../data/class-shares.ts';
import { trainingBatches } from '../../train/short-training.ts';
import type { Check, Finding } from '../check.ts';
import { short } from '../numbers.ts';

/** Batches looked at: the first of the training. */
const BATCHES = 50;
/** Deviations from a random order. */
const SURE = 6;

/** Gradients of batches of one class pull the network to and fro; examples must come mixed. */
export const orderCheck: Check = {
  id: 'order',
  title: 'order of examples',
  summary: 'Whether the batches of the training mix the classes as a random order would.',
  run({ subject: { configured, data } }): Finding {
    const classes = data.dataset.classes.length;
    const { batchSize, shuffle } = configured.config.train;
    const batches = trainingBatches(configured);
    const number = Math.max(1, Math.min(BATCHES, Math.floor(data.train.indices.length / batchSize)));
    let [pairs, equal, distinct, expectedDistinct] = [0, 0, 0, 0];
    const shares = countClasses(data.train, classes).map((n) => n / data.train.indices.length);
    for (let step = 0; step < number; step++) {
      const { order, from, to } = batches(step);
      const labels = Array.from(order.subarray(from, to), (index) => data.train.set.labels[index] as number);
      distinct += new Set(labels).size;
      expectedDistinct += shares.reduce((sum, share) => sum + 1 - exactPow(1 - share, labels.length), 0);
      for (let i = 1; i < labels.length; i++) {
        pairs += 1;
        if (labels[i] === labels[i - 1]) equal += 1;
      }
    }
    const chance = shares.reduce((sum, share) => sum + share * share, 0);
    const [inBatch, expected] = [distinct / number, expectedDistinct / number];
    const common = {
      expected,
      expectedText: `about ${short(expected)} classes in a batch`,
      measured: inBatch,
      measuredText: `${short(inBatch)} classes in a batch`,
      key: ['train', 'shuffle'],
      details: { neighboursEqual: pairs === 0 ? null : equal / pairs, neighboursEqualByChance: chance, batches: number },
    };
    const isSorted = aboveChance(equal, pairs, chance) > SURE;
    if (!isSorted) return { ...common, status: 'pass' };
    const isBad = inBatch < expected / 2;
    return {
      ...common,
      status: isBad ? 'fail' : 'warn',
      reading: isBad
        ? 'The examples come sorted by class: each batch shows a few classes only, and the network forgets the others.'
        : 'Examples of one class come in a row more often than in a random order.',
      fix: shuffle ? 'check how the examples are ordered' : '--train.shuffle true',
    };
  },
};
