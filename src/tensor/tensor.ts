import { InternalError } from '../base/errors.ts';
import { shapeText } from '../base/format.ts';
import type { Engine } from './engine.ts';
import { passOverFloats } from './work.ts';

/** Sizes as the user sees them: images are [N, C, H, W], features [N, F], a single number []. */
export type Shape = readonly number[];

/**
 * How the elements lie in memory. `lanes`: images and features, channels last, each pixel's channels padded with zeros
 * to whole groups of four ([N, H, W, C'] or [N, F']); every operation keeps the padding zero. `dense`: row-major as the
 * shape says (parameters, single numbers).
 */
export type Layout = 'lanes' | 'dense';

interface TensorOptions {
  readonly persistent?: boolean;
  readonly requiresGradient?: boolean;
  /** Where the gradient goes, for parameters; other tensors get a buffer in the step. */
  readonly gradientAddress?: number;
  /** What it is computed from. */
  readonly inputs?: readonly Tensor[];
  /** Whether it is one of the holders of a step buffer; true unless it is persistent, or a view of something that is. */
  readonly isHeld?: boolean;
}

/** A float32 array in the engine's memory, and its place in the graph. */
export class Tensor {
  readonly engine: Engine;
  readonly shape: Shape;
  readonly layout: Layout;
  readonly requiresGradient: boolean;
  readonly persistent: boolean;
  /** What it was computed from, which its backward pass may read. */
  readonly inputs: readonly Tensor[];
  readonly #address: number;
  readonly #generation: number;
  readonly #isHeld: boolean;
  /** Uses to come: one of the computation that goes forward, and those of backward passes. */
  #uses = 1;
  #isInComputation = true;
  #isKept = false;
  readonly #fixedGradient: number | undefined;
  #gradient: number | undefined;
  #gradientGeneration = -1;

  constructor(engine: Engine, shape: Shape, layout: Layout, address: number, options: TensorOptions = {}) {
    this.engine = engine;
    this.shape = shape;
    this.layout = layout;
    this.#address = address;
    this.persistent = options.persistent ?? false;
    this.inputs = options.inputs ?? [];
    this.#isHeld = options.isHeld ?? !this.persistent;
    this.requiresGradient = options.requiresGradient ?? false;
    this.#fixedGradient = options.gradientAddress;
    this.#generation = engine.memory.step.generation;
  }

  /** Byte address of the first element. @throws InternalError as `assertAlive`. */
  get address(): number {
    this.assertAlive();
    return this.#address;
  }

  /** Number of elements, padding not counted. */
  get size(): number {
    return this.shape.reduce((product, length) => product * length, 1);
  }

  /** Number of float32 in memory, padding counted: a multiple of four. */
  get floats(): number {
    return floatsOf(this.shape, this.layout);
  }

  /** Pixels of a `lanes` tensor: N x H x W, or N for features. */
  get pixels(): number {
    return pixelsOf(this.shape);
  }

  /** Channels (or features) of a `lanes` tensor. */
  get channels(): number {
    return this.shape[1] ?? 1;
  }

  /** Channels in memory: rounded up to whole lane groups. */
  get lanes(): number {
    return lanesOf(this.channels);
  }

  /** Byte address of the gradient, once something has sent one in this step. */
  get gradientAddress(): number | undefined {
    return this.#gradientGeneration === this.engine.memory.step.generation ? this.#gradient : undefined;
  }

  /**
   * Takes in one contribution to the gradient: `fill` must write the whole of it (padding zero) at the address it gets; its
   * scratch is given back after. Contributions add up: that is where a value was used more than once. Nothing happens where
   * no gradient is wanted.
   */
  receive(fill: (gradient: number) => void): void {
    if (!this.requiresGradient) return;
    this.engine.labels.pass(this.persistent ? 'weight gradient' : 'input gradient', () => this.#receive(fill));
  }

  #receive(fill: (gradient: number) => void): void {
    const { buffers } = this.engine;
    const before = this.gradientAddress;
    const isFirst = before === undefined;
    const target = (isFirst ? this.#fixedGradient : undefined) ?? buffers.allocate(4 * this.floats);
    buffers.within(() => fill(target));
    if (isFirst) this.#setGradient(target);
    else this.#addGradients(before, target);
  }

  /**
   * Takes in a contribution that lies at `gradient` already and that nobody will change: no copy where it is a step buffer
   * of its own.
   */
  receiveShared(gradient: number): void {
    if (!this.requiresGradient) return;
    const { engine } = this;
    if (this.#fixedGradient === undefined && this.gradientAddress === undefined && engine.buffers.isLive(gradient)) {
      engine.buffers.hold(gradient);
      this.#setGradient(gradient);
    } else this.receive((target) => engine.copy(gradient, target, this.floats));
  }

  /** Keeps values and gradient until the end of the step, for looking at them after the backward pass. */
  keep(): this {
    this.#isKept = true;
    return this;
  }

  /** The computation that goes forward will not read it again: only backward passes that need it still may. */
  leaveComputation(): void {
    if (this.#isInComputation) this.endUse();
    this.#isInComputation = false;
  }

  /** One more use to come. */
  beginUse(): void {
    this.assertAlive();
    this.#uses += 1;
  }

  /** One use is over; after the last the memory is given back. */
  endUse(): void {
    this.#uses -= 1;
    if (this.#uses === 0 && this.#isHeld && !this.#isKept) this.engine.buffers.release(this.#address);
  }

  /** All that was computed from it has had its backward pass, and so has itself: neither values nor gradient are needed. */
  leaveTape(): void {
    this.leaveComputation();
    const gradient = this.gradientAddress;
    if (gradient === undefined || this.#fixedGradient !== undefined || this.#isKept) return;
    this.engine.buffers.release(gradient);
    this.#gradient = undefined;
  }

  /** @throws InternalError when its step is over, or its memory was given back already. */
  assertAlive(): void {
    if (this.persistent) return;
    if (this.#generation !== this.engine.memory.step.generation) {
      throw new InternalError(`a tensor of shape ${shapeText(this.shape)} was used after its step`);
    }
    if (this.#uses === 0 && !this.#isKept) {
      throw new InternalError(`a tensor of shape ${shapeText(this.shape)} was used after its memory was given back`);
    }
  }

  /** A copy of the elements in the order of the shape (row-major, NCHW), padding left out. */
  toArray(): Float32Array {
    this.assertAlive();
    return this.#read(this.#address);
  }

  /**
   * A copy of the gradient in the order of the shape, or undefined when there is none.
   * @throws InternalError when the tape has given it back, as it does with what is neither a parameter nor kept.
   */
  gradientArray(): Float32Array | undefined {
    if (this.#generation === this.engine.memory.step.generation) this.assertAlive();
    return this.gradientAddress === undefined ? undefined : this.#read(this.gradientAddress);
  }

  /** Sets the elements from values in the order of the shape (row-major, NCHW). */
  set(values: ArrayLike<number>): this {
    this.assertAlive();
    if (values.length !== this.size) throw new InternalError(`${values.length} values for a tensor of ${this.size} elements`);
    const memory = this.engine.memory.float32(this.#address, this.floats);
    memory.fill(0);
    forEachElement(this.shape, this.layout, (index, position) => {
      memory[position] = values[index] as number;
    });
    return this;
  }

  #read(address: number): Float32Array {
    const memory = this.engine.memory.float32(address, this.floats);
    const values = new Float32Array(this.size);
    forEachElement(this.shape, this.layout, (index, position) => {
      values[index] = memory[position] as number;
    });
    return values;
  }

  #addGradients(before: number, added: number): void {
    const { engine } = this;
    // Scratch memory holds anything behind the last element, and the sum would carry it into the gradient's own padding.
    if (this.layout === 'dense') engine.clearPadding(added, 1, this.size);
    // Into the newcomer's own buffer: the old one may be another tensor's too (see `receiveShared`).
    const target = this.#fixedGradient ?? added;
    engine.runDivided('sum_of_two', passOverFloats(this.floats, 3), (from, to) => [
      ...([before + 4 * from, added + 4 * from, target + 4 * from, to - from] as const),
    ]);
    engine.buffers.release(target === added ? before : added);
    this.#setGradient(target);
  }

  #setGradient(address: number): void {
    this.#gradient = address;
    this.#gradientGeneration = this.engine.memory.step.generation;
  }
}

/** Channels rounded up to whole groups of four. */
export function lanesOf(channels: number): number {
  return Math.ceil(channels / 4) * 4;
}

/** Float32 in memory for a tensor of this shape and layout. */
export function floatsOf(shape: Shape, layout: Layout): number {
  if (layout === 'lanes') return pixelsOf(shape) * lanesOf(shape[1] ?? 1);
  return lanesOf(shape.reduce((product, length) => product * length, 1));
}

function pixelsOf(shape: Shape): number {
  return (shape[0] ?? 1) * (shape[2] ?? 1) * (shape[3] ?? 1);
}

/** Calls back with each element's index in the order of the shape and its position in memory. */
function forEachElement(shape: Shape, layout: Layout, visit: (index: number, position: number) => void): void {
  if (layout === 'dense') {
    const size = shape.reduce((product, length) => product * length, 1);
    for (let i = 0; i < size; i++) visit(i, i);
    return;
  }
  const [images = 1, channels = 1, height = 1, width = 1] = shape;
  const lanes = lanesOf(channels);
  let index = 0;
  for (let n = 0; n < images; n++) {
    for (let c = 0; c < channels; c++) {
      for (let pixel = 0; pixel < height * width; pixel++) {
        visit(index, (n * height * width + pixel) * lanes + c);
        index += 1;
      }
    }
  }
}
