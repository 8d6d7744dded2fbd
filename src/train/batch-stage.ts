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
 * memory nothing but their positions is laid out; the others are copied in.
 */
export class BatchStage {
  /** Byte address of the labels, int32. */
  readonly labels: number;
  readonly #engine: Engine;
  readonly #shape: readonly [channels: number, height: number, width: number];
  readonly #largest: number;
  readonly #addresses: ResidentData['addresses'];
  readonly #source: ImageSource;
  /** The address of the set. */
  readonly #set: Int32Array;
  readonly #indices: Int32Array;
  readonly #labels: Int32Array;
  /** Made when images come that do not lie in the memory. */
  #copies: { readonly address: number; readonly pixels: Uint8Array } | undefined;

  constructor(engine: Engine, { data, addresses }: ResidentData, largest: number) {
    const { channels, height, width } = data.dataset;
    const { memory } = engine;
    this.#engine = engine;
    this.#shape = [channels, height, width];
    this.#largest = largest;
    this.#addresses = addresses;
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

  /** Lays out the examples `order[from..to)` of a part. */
  load(set: ImageSet, order: Uint32Array, from: number, to: number): void {
    gatherLabels(set, order, from, to, this.#labels);
    const address = this.#addresses.get(set);
    if (address === undefined) this.#loadCopies(set, order, from, to);
    else {
      this.#set[0] = address;
      for (let i = from; i < to; i++) this.#indices[i - from] = order[i] as number;
    }
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
    this.#copies ??= this.#makeCopies();
    this.#set[0] = this.#copies.address;
    for (let i = 0; i < to - from; i++) this.#indices[i] = i;
    gatherPixels(set, order, from, to, this.#copies.pixels);
  }

  #makeCopies() {
    const { memory } = this.#engine;
    const [channels, height, width] = this.#shape;
    const byteLength = this.#largest * channels * height * width;
    const address = memory.allocate(byteLength);
    return { address, pixels: memory.uint8(address, byteLength) };
  }
}
