import type { Augmenter } from '../data/augment.ts';
import type { ImageSet } from '../data/dataset.ts';
import { normalizationFactors } from '../data/normalization.ts';
import { gatherLabels, gatherPixels } from '../data/order.ts';
import { type ImageSource, imagesToTensor } from '../ops/images/images.ts';
import type { Engine } from '../tensor/engine.ts';
import type { Tensor } from '../tensor/tensor.ts';
import type { ResidentData } from './resident-images.ts';

/**
 * The place in the engine's memory where a step finds its batch: which images of which set, and their labels, always at the
 * same addresses, so that a captured step finds each new batch where it found the first. Of images that lie in the
 * memory nothing but their positions is laid out; the others are copied in, and augmented images are made there.
 */
export class BatchStage {
  /** Byte address of the labels, int32. */
  readonly labels: number;
  readonly #engine: Engine;
  readonly #shape: readonly [channels: number, height: number, width: number];
  readonly #largest: number;
  readonly #addresses: ResidentData['addresses'];
  readonly #augmenter: Augmenter | undefined;
  readonly #source: ImageSource;
  /** The address of the set. */
  readonly #set: Int32Array;
  readonly #indices: Int32Array;
  readonly #labels: Int32Array;
  /** Made when images come that do not lie in the memory, or not as they are to be seen. */
  #copies: { readonly address: number; readonly pixels: Uint8Array } | undefined;

  /**
   * @param largest number of examples of a batch.
   * @param augmenter of training batches, if they are augmented.
   */
  constructor(engine: Engine, { data, addresses }: ResidentData, largest: number, augmenter?: Augmenter) {
    const { channels, height, width } = data.dataset;
    const { memory } = engine;
    this.#engine = engine;
    this.#shape = [channels, height, width];
    this.#largest = largest;
    this.#addresses = addresses;
    this.#augmenter = augmenter;
    this.#source = {
      set: memory.allocate(4),
      indices: memory.allocate(4 * largest),
      factors: memory.allocate(8 * channels),
    };
    this.labels = memory.allocate(4 * largest);
    this.#set = memory.int32(this.#source.set, 1);
    this.#indices = memory.int32(this.#source.indices, largest);
    this.#labels = memory.int32(this.labels, largest);
    const { scale, shift } = normalizationFactors(data.normalization);
    memory.float32(this.#source.factors, 2 * channels).set([...scale, ...shift]);
  }

  /** Lays out the examples `order[from..to)` of a part as they are. */
  load(set: ImageSet, order: Uint32Array, from: number, to: number): void {
    gatherLabels(set, order, from, to, this.#labels);
    const address = this.#addresses.get(set);
    if (address === undefined) this.#loadCopies(set, order, from, to);
    else {
      this.#set[0] = address;
      for (let i = from; i < to; i++) this.#indices[i - from] = order[i] as number;
    }
  }

  /** The same as a training sees them: augmented as in this epoch, counted from 1, where the config has augmentations. */
  loadAugmented(set: ImageSet, order: Uint32Array, from: number, to: number, epoch: number): void {
    if (this.#augmenter === undefined) {
      this.load(set, order, from, to);
      return;
    }
    gatherLabels(set, order, from, to, this.#labels);
    this.#augmenter.gather(set, order, from, to, epoch, this.#placeForCopies(to - from));
  }

  /** The class of the i-th example laid out. */
  label(i: number): number {
    return this.#labels[i] as number;
  }

  /** The first `images` examples laid out, normalised: [N, C, H, W]. */
  images(images: number): Tensor {
    return imagesToTensor(this.#engine, this.#source, [images, ...this.#shape]);
  }

  #loadCopies(set: ImageSet, order: Uint32Array, from: number, to: number): void {
    gatherPixels(set, order, from, to, this.#placeForCopies(to - from));
  }

  /** Where the images of this batch will be found, one after another. */
  #placeForCopies(images: number): Uint8Array {
    this.#copies ??= this.#makeCopies();
    this.#set[0] = this.#copies.address;
    for (let i = 0; i < images; i++) this.#indices[i] = i;
    return this.#copies.pixels;
  }

  #makeCopies() {
    const { memory } = this.#engine;
    const [channels, height, width] = this.#shape;
    const byteLength = this.#largest * channels * height * width;
    const address = memory.allocate(byteLength);
    return { address, pixels: memory.uint8(address, byteLength) };
  }
}
