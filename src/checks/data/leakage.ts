import { count, percent } from '../../base/format.ts';
import type { DataPart } from '../../data/prepare.ts';
import type { Check, Finding } from '../check.ts';
import { drawFrom } from '../sample.ts';
import { bytesAt, type ImageAt, SameImages } from './same-images.ts';
import { type ImageSize, ThumbnailIndex, thumbnails } from './thumbnails.ts';

/**
 * Parts of the held-out images [ours]. Real sets have some copies: 3 % of CIFAR-10's test images are near copies of training
 * images (Barz and Denzler, "Do We Train on Test Data?", 2020), nearly all of them not exact.
 */
const EXACT_FAIL = 0.01;
const EXACT_WARN = 0.001;
const NEAR_WARN = 0.05;
/** Held-out images compared with all training images one by one. */
const NEAR_SAMPLE = 300;
/** Root mean square differences in levels of 255 below which two images are near copies: of thumbnails, then of all pixels. */
const NEAR_THUMBNAIL = 2;
const NEAR_PIXELS = 8;

interface Leak {
  readonly part: string;
  readonly exact: number;
  readonly count: number;
  /** Of those that were compared with all training images. */
  readonly near: number;
  readonly compared: number;
}

/** What is measured on images that were trained on says nothing about new ones. */
export const leakageCheck: Check = {
  id: 'leakage',
  title: 'leakage',
  summary: 'Whether validation or test images are among the training images, exactly or nearly.',
  run({ subject: { data, config } }): Finding {
    const held = (['validation', 'test'] as const).flatMap((name) => {
      const part = data[name];
      return part === undefined ? [] : [{ name, part }];
    });
    if (held.length === 0) {
      return {
        status: 'inconclusive',
        expected: 0,
        measured: 'no validation and no test part',
        reading: 'Nothing is held out: overfitting cannot be seen.',
        fix: '--data.split.validation 0.1',
        key: ['data', 'split', 'validation'],
      };
    }
    const training = new SameImages();
    for (const index of data.train.indices) training.add({ set: data.train.set, index });
    const known = Array.from(data.train.indices, (index) => ({ set: data.train.set, index }));
    const near = new ThumbnailIndex(thumbnails(known, data.dataset));
    const leaks: Leak[] = held.map(({ name, part }) => {
      const compared = drawFrom(part, NEAR_SAMPLE, config.seed, `near ${name}`);
      return {
        part: name,
        exact: part.indices.reduce((sum, index) => sum + (training.find({ set: part.set, index }) === undefined ? 0 : 1), 0),
        count: part.indices.length,
        near: countNear({ set: part.set, indices: compared }, known, near, data.dataset),
        compared: compared.length,
      };
    });
    const worst = leaks.reduce((a, b) => (b.exact / b.count > a.exact / a.count ? b : a));
    const closest = leaks.reduce((a, b) => (b.near / b.compared > a.near / a.compared ? b : a));
    const share = worst.exact / worst.count;
    const common = {
      expected: 0,
      expectedText: 'no held-out image in training',
      measured: leaks.reduce((sum, { exact }) => sum + exact, 0),
      measuredText: leaks.map(({ part, exact }) => `${count(exact)} in ${part}`).join(', '),
      key: ['data', 'split', 'validation'],
      details: { parts: leaks },
    };
    if (share >= EXACT_WARN) {
      return {
        ...common,
        status: share >= EXACT_FAIL ? 'fail' : 'warn',
        reading: `${count(worst.exact)} of ${count(worst.count)} ${worst.part} images (${percent(share, 1)}) are training images too: ${worst.part} accuracy would be too good to be true.`,
        fix: 'split again, each image in one part only (remove copies first)',
      };
    }
    if (closest.near >= NEAR_WARN * closest.compared) {
      return {
        ...common,
        status: 'warn',
        reading: `${closest.near} of ${closest.compared} ${closest.part} images that were compared look almost the same as a training image (frames of one film, or re-saved copies?).`,
        fix: 'split by source (film, patient, day) instead of by image',
      };
    }
    return { ...common, status: 'pass' };
  },
};

/** Images that differ a little from one of the known ones; exact copies are not counted. */
function countNear({ set, indices }: DataPart, known: readonly ImageAt[], near: ThumbnailIndex, size: ImageSize): number {
  const asked: ImageAt[] = Array.from(indices, (index) => ({ set, index }));
  return thumbnails(asked, size).filter((thumbnail, i) => {
    const found = hasContent(thumbnail) ? known[near.nearestWithin(thumbnail, NEAR_THUMBNAIL) ?? -1] : undefined;
    if (found === undefined) return false;
    const difference = rootMeanSquare(bytesAt(asked[i] as ImageAt), bytesAt(found));
    return difference > 0 && difference < NEAR_PIXELS;
  }).length;
}

/** Blank images are all alike, which says nothing. */
function hasContent(thumbnail: Float32Array): boolean {
  const mean = thumbnail.reduce((sum, value) => sum + value, 0) / thumbnail.length;
  return thumbnail.reduce((sum, value) => sum + (value - mean) ** 2, 0) / thumbnail.length > 25;
}

function rootMeanSquare(a: Uint8Array, b: Uint8Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += ((a[i] as number) - (b[i] as number)) ** 2;
  return Math.sqrt(sum / a.length);
}
