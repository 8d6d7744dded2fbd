import type { Tensor } from '../../tensor/tensor.ts';

/** Which channels (of images) or features (of rows) of a layer's output were ever anything but zero. */
export class LiveChannels {
  readonly #alive: Uint8Array;

  constructor(channels: number) {
    this.#alive = new Uint8Array(channels);
  }

  /** @param output [N, C, H, W] or [N, C] @param values are its elements in that order, where they were read already. */
  take({ shape: [, channels = 1, height = 1, width = 1] }: Pick<Tensor, 'shape'>, values: Float32Array): void {
    const plane = height * width;
    for (let i = 0; i < values.length; i++) {
      if (values[i] !== 0) this.#alive[Math.floor(i / plane) % channels] = 1;
    }
  }

  get count(): number {
    return this.#alive.length;
  }

  /** How many were zero everywhere. */
  get dead(): number {
    return this.#alive.reduce((sum, alive) => sum + 1 - alive, 0);
  }
}
