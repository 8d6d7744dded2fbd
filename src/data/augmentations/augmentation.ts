import type { Entry } from '../../base/registry.ts';
import type { Dataset } from '../dataset.ts';
import type { Draws } from './draws.ts';

/** The size of every image of a data set. */
export type ImageShape = Pick<Dataset, 'channels' | 'height' | 'width'>;

/**
 * Changes one image [C, H, W] of bytes, as its draws will have it: reads it at `source[from]` and writes it to `target[to]`, which
 * is another place. Says whether it did; false: the image stays as it is, and nothing was written.
 */
export type Augmentation = (draws: Draws, source: Uint8Array, from: number, target: Uint8Array, to: number) => boolean;

/** An augmentation that a config can name. `O` is what its option schema gives. */
export interface AugmentationEntry<O = Readonly<Record<string, unknown>>> extends Entry {
  /**
   * `options` have passed the entry's schema.
   * @throws UserError when it makes no sense for images of this shape.
   */
  create(options: O, shape: ImageShape): Augmentation;
}
