import type { Engine } from '../../tensor/engine.ts';
import type { Tensor } from '../../tensor/tensor.ts';

/** Where the bytes of a batch and the factors that normalise them lie in the engine's memory. */
export interface ImageBytes {
  /** Byte address of [N, C, H, W] unsigned bytes. */
  readonly bytes: number;
  /** Byte address of 2 C float32: the scale of each channel, then the shift of each. */
  readonly factors: number;
}

/** Images as bytes to the network's input, byte * scale + shift per channel: [N, C, H, W] lanes. Not differentiable. */
export function imagesToTensor(engine: Engine, source: ImageBytes, shape: readonly [number, number, number, number]): Tensor {
  const [images, channels, height, width] = shape;
  const result = engine.output(shape, 'lanes', []);
  const area = height * width;
  engine.runDivided('images_to_lanes', { units: images, grain: 1 }, (from, to) => [
    ...([source.bytes + from * channels * area, source.factors, result.address + from * 4 * area * result.lanes] as const),
    ...([to - from, channels, area] as const),
  ]);
  return result;
}
