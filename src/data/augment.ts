import { UserError } from '../base/errors.ts';
import type { Augmentation, ImageShape } from './augmentations/augmentation.ts';
import { Draws } from './augmentations/draws.ts';
import { augmentations } from './augmentations/index.ts';
import type { ImageSet } from './dataset.ts';
import type { DataConfig } from './section.ts';

/**
 * Augments training images on their way into a batch, one augmentation after the other. What becomes of an image is a function
 * of the seed, the epoch and the image's position in its set: not of the batch it is in, nor of what was augmented before.
 */
export class Augmenter {
  readonly #steps: readonly { readonly draws: Draws; readonly apply: Augmentation }[];
  readonly #imageBytes: number;
  /** Places for an image between two augmentations. */
  readonly #between: readonly [Uint8Array, Uint8Array];

  constructor(list: readonly Augmentation[], { channels, height, width }: ImageShape, seed: number) {
    this.#steps = list.map((apply, place) => ({ draws: new Draws(seed, place), apply }));
    this.#imageBytes = channels * height * width;
    this.#between = [new Uint8Array(this.#imageBytes), new Uint8Array(this.#imageBytes)];
  }

  /**
   * Writes the images of the examples `order[from..to)` one after another to the start of `out`, as they are seen in this epoch.
   * The counterpart of `gatherPixels`.
   * @param epoch is counted from 1, as a training does; any number gives images of its own.
   */
  gather({ pixels }: ImageSet, order: Uint32Array, from: number, to: number, epoch: number, out: Uint8Array): void {
    for (let i = from; i < to; i++) this.#augment(pixels, order[i] as number, epoch, out, (i - from) * this.#imageBytes);
  }

  #augment(pixels: Uint8Array, position: number, epoch: number, out: Uint8Array, at: number): void {
    const steps = this.#steps;
    const last = steps.length - 1;
    const [one, other] = this.#between;
    let source = pixels;
    let from = position * this.#imageBytes;
    for (let i = 0; i <= last; i++) {
      const { draws, apply } = steps[i] as (typeof steps)[number];
      const target = i === last ? out : source === one ? other : one;
      const to = i === last ? at : 0;
      draws.begin(epoch, position);
      if (!apply(draws, source, from, target, to)) continue;
      source = target;
      from = to;
    }
    if (source !== out) out.set(source.subarray(from, from + this.#imageBytes), at);
  }
}

/**
 * What `data.augment` says, for images of this shape; undefined when the list is empty.
 * @param locate says where the i-th of the list was given, for messages.
 * @throws UserError when one of them makes no sense for such images.
 */
export function createAugmenter(
  list: DataConfig['augment'],
  shape: ImageShape,
  seed: number,
  locate: (position: number) => string | undefined = () => undefined,
): Augmenter | undefined {
  if (list.length === 0) return undefined;
  const created = list.map((options, i) => {
    try {
      return augmentations.get(options.type).create(options, shape);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      const place = locate(i);
      throw error.with([['augmentation', `data.augment.${i}${place === undefined ? '' : `   ${place}`}`]]);
    }
  });
  return new Augmenter(created, shape, seed);
}

/** The images at `positions` of a set as a training sees them in this epoch, with their labels: a new set, to look at or to test. */
export function augmentImages(augmenter: Augmenter, set: ImageSet, positions: Uint32Array, epoch: number): ImageSet {
  const count = positions.length;
  const pixels = new Uint8Array((set.pixels.length / set.count) * count);
  augmenter.gather(set, positions, 0, count, epoch, pixels);
  return { count, pixels, labels: Uint8Array.from(positions, (position) => set.labels[position] as number) };
}
