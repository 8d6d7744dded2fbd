import { normalizationFactors } from '../data/normalization.ts';
import { gather } from '../data/order.ts';
import type { DataPart, PreparedData } from '../data/prepare.ts';
import { imagesToTensor } from '../ops/images/images.ts';
import type { Engine } from '../tensor/engine.ts';
import type { Tensor } from '../tensor/tensor.ts';

/**
 * The place in the engine's memory where a batch is laid before a step: image bytes and labels, always at the same
 * addresses, so that a captured step finds each new batch where it found the first.
 */
export class BatchStage {
  /** Byte address of the labels, int32. */
  readonly labels: number;
  readonly #engine: Engine;
  readonly #shape: readonly [channels: number, height: number, width: number];
  readonly #bytes: number;
  readonly #factors: number;
  readonly #pixelView: Uint8Array;
  readonly #labelView: Int32Array;

  constructor(engine: Engine, data: PreparedData, largest: number) {
    const { channels, height, width } = data.dataset;
    const { memory } = engine;
    this.#engine = engine;
    this.#shape = [channels, height, width];
    this.#bytes = memory.allocate(largest * channels * height * width);
    this.labels = memory.allocate(4 * largest);
    this.#factors = memory.allocate(8 * channels);
    this.#pixelView = memory.uint8(this.#bytes, largest * channels * height * width);
    this.#labelView = memory.int32(this.labels, largest);
    const { scale, shift } = normalizationFactors(data.normalization);
    memory.float32(this.#factors, 2 * channels).set([...scale, ...shift]);
  }

  /** Lays out the examples `order[from..to)` of a part. */
  load(set: DataPart['set'], order: Uint32Array, from: number, to: number): void {
    gather(set, order, from, to, this.#pixelView, this.#labelView);
  }

  /** The class of the i-th example laid out. */
  label(i: number): number {
    return this.#labelView[i] as number;
  }

  /** The first `images` examples laid out, normalised: [N, C, H, W]. */
  images(images: number): Tensor {
    return imagesToTensor(this.#engine, { bytes: this.#bytes, factors: this.#factors }, [images, ...this.#shape]);
  }
}
