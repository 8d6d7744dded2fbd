import { percent } from '../../base/format.ts';
import { augmentImages, createAugmenter } from '../../data/augment.ts';
import type { ImageSet } from '../../data/dataset.ts';
import type { DataPart } from '../../data/prepare.ts';
import type { Experiment } from '../../train/experiment.ts';
import { trainingBatches } from '../../train/short-training.ts';
import type { Trials } from '../../train/trials.ts';
import type { Check, Finding } from '../check.ts';
import type { CheckContext } from '../context.ts';
import { bytesAt } from '../data/same-images.ts';
import { EVALUATION, probe } from '../probe.ts';
import { drawFrom } from '../sample.ts';

/** Steps without augmentation that make a judge of the network. */
const STEPS = 300;
/** Images that are augmented and judged. */
const IMAGES = 1000;
/** Each is augmented as in so many epochs. */
const EPOCHS = 2;
/** The judge must know this much of unchanged images, as a part of them [ours]. */
const KNOWS = 0.6;
/**
 * A class is destroyed where changed images of it are taken for one other class this much more often than unchanged ones [ours]: an
 * augmentation that only makes images harder spreads its mistakes, and loses less.
 */
const TAKEN_FOR_ANOTHER = 0.25;
const FEWEST = 15;

/** Where an augmentation leads from one class to another. */
interface Destroyed {
  readonly type: string;
  readonly place: number;
  readonly from: number;
  readonly to: number;
  /** Of changed and of unchanged images of the class, the parts that are taken for the other. */
  readonly changed: number;
  readonly unchanged: number;
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
    if (known < KNOWS) {
      judge.restore();
      return {
        ...common,
        status: 'inconclusive',
        measured: `a judge that knows ${percent(known, 0)}`,
        reading: 'The network learns too little in a moment to judge augmented images.',
      };
    }
    const found = augment.flatMap((_, place) => destroyedBy(plain, config.data.augment, place, images, before));
    judge.restore();
    const worst = found.toSorted((a, b) => b.changed - b.unchanged - (a.changed - a.unchanged))[0];
    if (worst === undefined) return { ...common, status: 'pass', measured: 'images stay in their class' };
    const { classes } = data.dataset;
    return {
      ...common,
      status: 'warn',
      key: ['data', 'augment', worst.place],
      measured: worst.changed,
      measuredText: `${percent(worst.changed, 0)} of "${classes[worst.from]}" become "${classes[worst.to]}"`,
      reading: `${worst.type} turns "${classes[worst.from]}" into "${classes[worst.to]}" in ${percent(worst.changed, 0)} of the images that it changes (unchanged images are taken for it in ${percent(worst.unchanged, 0)}): the label is wrong after it.`,
      fix: `leave ${worst.type} out of data.augment, or make it smaller`,
      details: {
        destroyed: found.map((one) => ({ ...one, from: classes[one.from], to: classes[one.to] })),
        judgeAccuracy: known,
      },
    };
  },
};

/** Trains the network without augmentation, at the rate that was found to be best. @returns what puts it back. */
function trainJudge({ subject, learning, limit }: CheckContext): Trials {
  const trials = subject.trials(subject.plain);
  trials.run({ steps: STEPS, rate: learning.best.rate, batches: trainingBatches(subject.plain), isEnough: () => limit.isOver });
  return trials;
}

function destroyedBy(
  experiment: Experiment,
  augment: Experiment['config']['data']['augment'],
  place: number,
  images: DataPart,
  before: Int32Array,
): Destroyed[] {
  const { dataset } = experiment.data;
  const one = augment[place];
  if (one === undefined) return [];
  const augmenter = createAugmenter([one], dataset, experiment.config.seed);
  if (augmenter === undefined) return [];
  const classes = dataset.classes.length;
  const table = () => Array.from({ length: classes }, () => new Float64Array(classes));
  const [changed, unchanged] = [table(), table()];
  before.forEach((prediction, i) => add(unchanged, labelAt(images, i), prediction));
  for (let epoch = 1; epoch <= EPOCHS; epoch++) {
    const set = augmentImages(augmenter, images.set, images.indices, epoch);
    const order = Uint32Array.from(images.indices, (_, i) => i).filter(
      (i) => !isSameImage(set, i, images.set, images.indices[i] as number),
    );
    predictions(experiment, { set, indices: order }).forEach((prediction, i) =>
      add(changed, set.labels[order[i] as number] as number, prediction),
    );
  }
  return changed.flatMap((row, from) => {
    const total = row.reduce((a, b) => a + b, 0);
    if (total < FEWEST) return [];
    const usual = unchanged[from] as Float64Array;
    const all = Math.max(
      1,
      usual.reduce((a, b) => a + b, 0),
    );
    return [...row].flatMap((number, to) => {
      const rates = { changed: number / total, unchanged: (usual[to] as number) / all };
      const isDestroyed = to !== from && rates.changed - rates.unchanged > TAKEN_FOR_ANOTHER;
      return isDestroyed ? [{ type: one.type, place, from, to, ...rates }] : [];
    });
  });
}

function add(table: readonly Float64Array[], from: number, to: number): void {
  const row = table[from];
  if (row !== undefined && to >= 0) row[to] = (row[to] as number) + 1;
}

function isSameImage(a: ImageSet, i: number, b: ImageSet, j: number): boolean {
  return Buffer.compare(bytesAt({ set: a, index: i }), bytesAt({ set: b, index: j })) === 0;
}

function labelAt({ set, indices }: DataPart, i: number): number {
  return set.labels[indices[i] as number] as number;
}

/** The class that each image is taken for. */
function predictions(experiment: Experiment, { set, indices }: DataPart): Int32Array {
  const classes = experiment.data.dataset.classes.length;
  const size = Math.min(64, experiment.config.train.batchSize);
  const found = new Int32Array(indices.length);
  for (let from = 0; from < indices.length; from += size) {
    const to = Math.min(indices.length, from + size);
    const { logits } = probe(experiment, { set, order: indices, from, to }, { mode: EVALUATION });
    for (let i = from; i < to; i++) {
      const row = logits.subarray((i - from) * classes, (i - from + 1) * classes);
      found[i] = row.reduce((best, value, c) => (value > (row[best] as number) ? c : best), 0);
    }
  }
  return found;
}
