import { percent } from '../../base/format.ts';
import { aboveChance } from '../../base/statistics.ts';
import { countClasses } from '../../data/class-shares.ts';
import type { DataPart, PreparedData } from '../../data/prepare.ts';
import type { Check, Finding } from '../check.ts';
import { drawFrom } from '../sample.ts';
import type { ImageAt } from './same-images.ts';
import { nearest, thumbnails } from './thumbnails.ts';

const REFERENCES = 2000;
const QUERIES = 400;
/** Fewer images tell nothing. */
const LEAST = 40;
/** Deviations from chance: by chance one set-up in thirty thousand would be beyond. */
const SURE = 4;

interface Agreement {
  readonly hits: number;
  readonly count: number;
  readonly chance: number;
  /** found[truth][label of the nearest image] */
  readonly found: readonly (readonly number[])[];
}

/**
 * Images that look alike should have the same label more often than chance: the label of the nearest other image, compared
 * as small pictures. No network is in it, so it tells wrong labels from a network that cannot learn.
 */
export const labelsCheck: Check = {
  id: 'labels',
  title: 'labels go with images',
  summary:
    'Whether the nearest image has the same label more often than chance, within training and from validation to training.',
  run({ subject: { data, config } }): Finding {
    const classes = data.dataset.classes.length;
    const drawn = drawFrom(data.train, REFERENCES + QUERIES, config.seed, 'labels');
    // At random, since labels may come in turn; and half of few images, since the others are what they are compared with.
    const queries = drawFrom({ indices: drawn }, Math.min(QUERIES, drawn.length >>> 1), config.seed, 'labels asked');
    const asked = new Set(queries);
    const references = drawn.filter((index) => !asked.has(index));
    if (queries.length < LEAST) {
      return {
        status: 'inconclusive',
        expected: 'above chance',
        measured: `${drawn.length} images: too few to tell`,
        key: ['data'],
      };
    }
    const known = { set: data.train.set, indices: references };
    const within = agreement({ set: data.train.set, indices: queries }, known, data);
    const validation = data.validation ?? data.test;
    const across =
      validation === undefined
        ? undefined
        : agreement({ set: validation.set, indices: drawFrom(validation, QUERIES, config.seed, 'labels across') }, known, data);
    const rate = within.hits / within.count;
    const common = {
      expected: within.chance,
      expectedText: `above ${percent(within.chance, 1)} (chance)`,
      measured: rate,
      measuredText: `${percent(rate, 1)} of ${within.count}`,
      key: ['data'],
      details: {
        withinTraining: summary(within),
        ...(across === undefined ? {} : { heldOut: summary(across) }),
      },
    };
    if (!isSure(within)) {
      return {
        ...common,
        status: 'warn',
        reading:
          'Images that look alike have the same label no more often than chance would have it: the labels may be shuffled, or shifted against the images (or the classes do not show in the coarse look of the images).',
        fix: 'look at a batch with its labels: --save-batch batch.png',
      };
    }
    if (across !== undefined && across.count >= LEAST && !isSure(across) && across.chance < 0.9) {
      const shift = classes > 2 ? shiftOf(across.found) : undefined;
      return {
        ...common,
        status: 'fail',
        measured: across.hits / across.count,
        measuredText: `${percent(across.hits / across.count, 1)} of ${across.count} held out`,
        reading:
          shift === undefined
            ? 'Within the training part labels go with images, but held-out images have other labels than the training images they look like: the two parts do not have the same labels.'
            : `Held-out images of class k look like training images of class k ${shift > 0 ? '+' : '-'} ${Math.abs(shift)}: the labels of one part are shifted.`,
        fix: 'read the labels of both parts in the same way',
      };
    }
    return { ...common, status: 'pass' };
  },
};

function summary({ hits, count, chance }: Agreement) {
  return { agreement: hits / count, count, chance };
}

function isSure({ hits, count, chance }: Agreement): boolean {
  return aboveChance(hits, count, chance) > SURE;
}

function agreement(queries: DataPart, references: DataPart, { dataset }: PreparedData): Agreement {
  const classes = dataset.classes.length;
  const at = ({ set, indices }: DataPart): ImageAt[] => Array.from(indices, (index) => ({ set, index }));
  const [asked, known] = [at(queries), at(references)];
  const small = thumbnails(known, dataset);
  const found = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  let hits = 0;
  thumbnails(asked, dataset).forEach((thumbnail, i) => {
    const truth = queries.set.labels[asked[i]?.index ?? 0] as number;
    const near = known[nearest(thumbnail, small)?.index ?? 0] as ImageAt;
    const label = references.set.labels[near.index] as number;
    if (label === truth) hits += 1;
    const row = found[truth] as number[];
    row[label] = (row[label] ?? 0) + 1;
  });
  const [a, b] = [queries, references].map((part) => countClasses(part, classes).map((n) => n / part.indices.length));
  // What two draws by the shares of the classes would give.
  const chance = (a ?? []).reduce((sum, share, label) => sum + share * (b?.[label] ?? 0), 0);
  return { hits, count: asked.length, chance, found };
}

/** The number that was added to every label, if most of them say so. */
function shiftOf(found: readonly (readonly number[])[]): number | undefined {
  const classes = found.length;
  const total = found.flat().reduce((a, b) => a + b, 0);
  const votes = new Array<number>(classes).fill(0);
  for (const [truth, row] of found.entries()) {
    for (const [label, number] of row.entries()) {
      const shift = (label - truth + classes) % classes;
      votes[shift] = (votes[shift] ?? 0) + number;
    }
  }
  const most = votes.indexOf(Math.max(...votes));
  if (most === 0 || (votes[most] ?? 0) < total / 2) return undefined;
  return most > classes / 2 ? most - classes : most;
}
