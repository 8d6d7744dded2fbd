import { percent } from '../../base/format.ts';
import { augmentImages, createAugmenter } from '../../data/augment.ts';
import type { ImageSet } from '../../data/dataset.ts';
import type { DataPart } from '../../data/prepare.ts';
import type { Experiment } from '../../train/experiment.ts';
import { EVALUATION, probe } from '../../train/probe.ts';
import { trainingBatches } from '../../train/short-training.ts';
import type { Trials } from '../../train/trials.ts';
import type { Check, Finding } from '../check.ts';
import type { CheckContext } from '../context.ts';
import { bytesAt } from '../data/same-images.ts';
import { drawFrom } from '../sample.ts';

/** Steps without augmentation that make a judge of the network. */
const STEPS = 300;
/** Images that are augmented and judged, each as in so many epochs. */
const IMAGES = 1000;
const EPOCHS = 2;
/** The judge must know this much of unchanged images, as a part of them [ours]. */
const KNOWS = 0.6;
/**
 * A class is destroyed where changed images of it are taken for one other class this much more often than unchanged ones [ours]: an
 * augmentation that only makes images harder spreads its mistakes.
 */
const TAKEN_FOR_ANOTHER = 0.4;
/** Fewer changed images of a class tell nothing. */
const FEWEST = 15;
/** What the judge knows of changed images, as a part of what it knows of unchanged ones: below that they are other images [ours]. */
const STILL_KNOWN = 0.6;

/** What one augmentation does to what the judge sees. */
interface Effect {
  readonly type: string;
  readonly place: number;
  /** The judge's accuracy on the images that were changed. */
  readonly accuracy: number;
  /** The worst confusion: changed images of `from` that are taken for `to`, as a part, beyond what unchanged ones are. */
  readonly confusion: { readonly from: number; readonly to: number; readonly more: number } | undefined;
}

/** An augmentation must leave an image in its class: a 6 upside down is a 9. */
export const augmentationCheck: Check = {
  id: 'augmentation',
  title: 'augmentation',
  summary:
    'Whether augmented images are still taken for their class by a network that was trained without augmentation for a moment.',
  trains: true,
  run(context): Finding {
    const { config, data, plain } = context.subject;
    const { augment } = config.data;
    const common = { expected: 'images stay in their class', key: ['data', 'augment'] };
    if (augment.length === 0) return { ...common, status: 'pass', measured: 'none is on' };
    const judge = trainJudge(context);
    const part = data.validation ?? data.train;
    const images = { set: part.set, indices: drawFrom(part, IMAGES, config.seed, 'augmentation') };
    const before = predictions(plain, images);
    const known = before.filter((prediction, i) => prediction === labelAt(images, i)).length / before.length;
    const effects = known < KNOWS ? [] : augment.map((_, place) => effectOf(plain, augment, place, images, before));
    judge.restore();
    if (known < KNOWS) {
      return {
        ...common,
        status: 'inconclusive',
        measured: `a judge that knows ${percent(known, 0)}`,
        reading: 'The network learns too little in a moment to judge augmented images.',
      };
    }
    const { classes } = data.dataset;
    const bad = effects.find(
      ({ confusion, accuracy }) => (confusion?.more ?? 0) > TAKEN_FOR_ANOTHER || accuracy < STILL_KNOWN * known,
    );
    const least = Math.min(...effects.map(({ accuracy }) => accuracy));
    const finding = {
      ...common,
      measured: least,
      measuredText: `${percent(least, 0)} known after it, ${percent(known, 0)} before`,
      details: { judgeAccuracy: known, effects },
    };
    if (bad === undefined) return { ...finding, status: 'pass' };
    const { type, confusion, accuracy } = bad;
    const pair =
      confusion === undefined || confusion.more < TAKEN_FOR_ANOTHER / 2
        ? ''
        : `; ${percent(confusion.more, 0)} of "${classes[confusion.from]}" become "${classes[confusion.to]}"`;
    return {
      ...finding,
      status: 'warn',
      key: ['data', 'augment', bad.place],
      reading: `Of the images that ${type} changes, ${percent(accuracy, 0)} are still taken for their class (${percent(known, 0)} unchanged)${pair}: where an image no longer shows its class, its label is wrong.`,
      fix: `leave ${type} out of data.augment, or make it smaller`,
    };
  },
};

/** Trains the network without augmentation, at the rate that was found to be best. @returns what puts it back. */
function trainJudge({ subject, learning, limit }: CheckContext): Trials {
  const trials = subject.trials(subject.plain);
  trials.run({ steps: STEPS, rate: learning.best.rate, batches: trainingBatches(subject.plain), isEnough: () => limit.isOver });
  return trials;
}

function effectOf(
  experiment: Experiment,
  augment: Experiment['config']['data']['augment'],
  place: number,
  images: DataPart,
  before: Int32Array,
): Effect {
  const { dataset } = experiment.data;
  const one = augment[place];
  const augmenter = one === undefined ? undefined : createAugmenter([one], dataset, experiment.config.seed);
  const classes = dataset.classes.length;
  const [changed, unchanged] = [new Confusion(classes), new Confusion(classes)];
  for (const [i, prediction] of before.entries()) unchanged.add(labelAt(images, i), prediction);
  for (let epoch = 1; augmenter !== undefined && epoch <= EPOCHS; epoch++) {
    const set = augmentImages(augmenter, images.set, images.indices, epoch);
    const order = images.indices.map((_, i) => i).filter((i) => !isSameImage(set, i, images.set, images.indices[i] as number));
    for (const [i, prediction] of predictions(experiment, { set, indices: order }).entries()) {
      changed.add(set.labels[order[i] as number] as number, prediction);
    }
  }
  return { type: one?.type ?? '', place, accuracy: changed.accuracy, confusion: changed.worstBeyond(unchanged) };
}

/** How many examples of each class were taken for which. */
class Confusion {
  readonly #counts: Float64Array[];

  constructor(classes: number) {
    this.#counts = Array.from({ length: classes }, () => new Float64Array(classes));
  }

  add(truth: number, prediction: number): void {
    const row = this.#counts[truth];
    if (row !== undefined) row[prediction] = (row[prediction] ?? 0) + 1;
  }

  /** 1 when there are no examples: nothing was mistaken. */
  get accuracy(): number {
    const all = this.#counts.reduce((sum, row) => sum + total(row), 0);
    return all === 0 ? 1 : this.#counts.reduce((sum, row, truth) => sum + (row[truth] ?? 0), 0) / all;
  }

  /** The pair of classes that is mistaken more often here than there, by the largest part. */
  worstBeyond(usual: Confusion): Effect['confusion'] {
    let worst: Effect['confusion'];
    for (const [from, row] of this.#counts.entries()) {
      const before = usual.#counts[from] as Float64Array;
      if (total(row) < FEWEST) continue;
      for (const [to, number] of row.entries()) {
        const more = number / total(row) - (before[to] ?? 0) / Math.max(1, total(before));
        if (to !== from && more > (worst?.more ?? 0)) worst = { from, to, more };
      }
    }
    return worst;
  }
}

function total(row: Float64Array): number {
  return row.reduce((a, b) => a + b, 0);
}

function isSameImage(a: ImageSet, i: number, b: ImageSet, j: number): boolean {
  return Buffer.compare(bytesAt({ set: a, index: i }), bytesAt({ set: b, index: j })) === 0;
}

function labelAt({ set, indices }: DataPart, i: number): number {
  return set.labels[indices[i] as number] as number;
}

/** The class that each image is taken for. */
function predictions(experiment: Experiment, { set, indices }: DataPart): Int32Array {
  const size = Math.min(64, experiment.config.train.batchSize);
  const found = new Int32Array(indices.length);
  for (let from = 0; from < indices.length; from += size) {
    const to = Math.min(indices.length, from + size);
    found.set(probe(experiment, { set, order: indices, from, to }, { mode: EVALUATION }).predictions, from);
  }
  return found;
}
