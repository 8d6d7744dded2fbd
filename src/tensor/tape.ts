import { InternalError } from '../base/errors.ts';
import type { Label } from './labels.ts';
import type { StepBuffers } from './step-buffers.ts';
import type { Tensor } from './tensor.ts';

interface Entry {
  readonly output: Tensor;
  readonly backward: (outputGradient: number) => void;
  /** Tensors whose values `backward` reads. */
  readonly reads: readonly Tensor[];
  /** Scratch of the forward pass that `backward` reads. */
  readonly scratch: readonly number[];
  /** What the operation belongs to; its backward pass belongs there too. */
  readonly label: Label;
}

/**
 * The tape of reverse-mode differentiation: operations in the order they ran, each with the function that turns the
 * gradient of its output into the gradients of its inputs (downstream = local x upstream). It keeps the memory that the
 * backward pass of each operation needs, and gives it back when that has run.
 */
export class Tape {
  readonly #buffers: StepBuffers;
  readonly #entries: Entry[] = [];
  #recording = true;

  constructor(buffers: StepBuffers) {
    this.#buffers = buffers;
  }

  get recording(): boolean {
    return this.#recording;
  }

  /**
   * Notes an operation; nothing when no gradient is wanted. `backward` gets the address of the gradient of `output`. It may
   * read the scratch of the operation and the values of the tensors in `reads`, by default the operation's inputs and its
   * output: the fewer they are, the earlier memory is free again. Everything else it must not read.
   */
  record(
    output: Tensor,
    backward: (outputGradient: number) => void,
    reads: readonly Tensor[] = [...output.inputs, output],
  ): void {
    if (!output.requiresGradient) return;
    for (const tensor of reads) tensor.beginUse();
    this.#entries.push({ output, backward, reads, scratch: this.#buffers.takeScratch(), label: output.engine.labels.current });
  }

  /** Runs `body` without noting anything: evaluation. */
  withoutGradients<T>(body: () => T): T {
    const before = this.#recording;
    this.#recording = false;
    try {
      return body();
    } finally {
      this.#recording = before;
    }
  }

  /**
   * Gradients of `root` with respect to everything that wants one. `seed` is the gradient of the result with respect
   * to `root` (same layout); without it `root` must be a single number, whose own gradient is 1. The tape is empty after:
   * what led to `root` is given back, values and gradients, but for parameters and tensors that were told to `keep`.
   */
  backward(root: Tensor, seed?: Tensor): void {
    if (!root.requiresGradient) throw new InternalError('backward: nothing that led to this tensor wants a gradient');
    if (seed === undefined && root.size !== 1)
      throw new InternalError(`backward: the root has ${root.size} elements and no seed was given`);
    root.keep().receive((gradient) => {
      if (seed === undefined) root.engine.run('fill', gradient, 4, 0x3f800000);
      else root.engine.copy(seed.address, gradient, root.floats);
    });
    // Taken off one by one: a second pass over the same operations would send what the first one sent again.
    for (let entry = this.#entries.pop(); entry !== undefined; entry = this.#entries.pop()) this.#passBack(entry);
  }

  #passBack({ output, backward, reads, scratch, label }: Entry): void {
    const gradient = output.gradientAddress;
    // An operation whose result reached nothing that counts has no gradient to pass on.
    if (gradient !== undefined) {
      const { labels } = output.engine;
      labels.use({ ...label, pass: 'backward' }, () => this.#buffers.within(() => backward(gradient)));
    }
    for (const address of scratch) this.#buffers.release(address);
    for (const tensor of reads) tensor.endUse();
    // What was computed from the output came later and has passed back already.
    output.leaveTape();
  }

  clear(): void {
    this.#entries.length = 0;
  }
}
