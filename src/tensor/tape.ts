import { InternalError } from '../base/errors.ts';
import type { Label } from './labels.ts';
import type { Tensor } from './tensor.ts';

interface Entry {
  readonly output: Tensor;
  readonly backward: (outputGradient: number) => void;
  /** What the operation belongs to; its backward pass belongs there too. */
  readonly label: Label;
}

/**
 * The tape of reverse-mode differentiation: operations in the order they ran, each with the function that turns the
 * gradient of its output into the gradients of its inputs (downstream = local x upstream).
 */
export class Tape {
  readonly #entries: Entry[] = [];
  #recording = true;

  get recording(): boolean {
    return this.#recording;
  }

  /** Notes an operation; nothing when no gradient is wanted. `backward` gets the address of the gradient of `output`. */
  record(output: Tensor, backward: (outputGradient: number) => void): void {
    if (output.requiresGradient) this.#entries.push({ output, backward, label: output.engine.labels.current });
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
   * to `root` (same layout); without it `root` must be a single number, whose own gradient is 1. The tape is empty after.
   */
  backward(root: Tensor, seed?: Tensor): void {
    if (!root.requiresGradient) throw new InternalError('backward: nothing that led to this tensor wants a gradient');
    if (seed === undefined && root.size !== 1)
      throw new InternalError(`backward: the root has ${root.size} elements and no seed was given`);
    root.receive((gradient) => {
      if (seed === undefined) root.engine.run('fill', gradient, 4, 0x3f800000);
      else root.engine.copy(seed.address, gradient, root.floats);
    });
    for (let i = this.#entries.length - 1; i >= 0; i--) {
      const { output, backward, label } = this.#entries[i] as Entry;
      const gradient = output.gradientAddress;
      // An operation whose result reached nothing that counts has no gradient to pass on.
      if (gradient !== undefined) root.engine.labels.use({ ...label, pass: 'backward' }, () => backward(gradient));
    }
    // A second pass over the same operations would send what the first one sent again.
    this.clear();
  }

  clear(): void {
    this.#entries.length = 0;
  }
}
