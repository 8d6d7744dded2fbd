import type { Engine } from '../../tensor/engine.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { pass } from '../../tensor/work.ts';

/** Where the images of a batch and the factors that normalise them lie in the engine's memory. Byte addresses. */
export interface ImageSource {
  /** Of the address (uint32) of a set of images, [.., C, H, W] unsigned bytes: captured steps find another set there. */
  readonly set: number;
  /** Of N positions in the set, uint32. */
  readonly indices: number;
  /** Of 2 C float32: the scale of each channel, then the shift of each. */
  readonly factors: number;
}

/**
 * Gathers images of a set as the network's input, byte * scale + shift per channel: [N, C, H, W] lanes. Not differentiable.
 * The positions are not checked: they must lie in the set.
 */
export function imagesToTensor(engine: Engine, source: ImageSource, shape: readonly [number, number, number, number]): Tensor {
  const [images, channels, height, width] = shape;
  const result = engine.output(shape, 'lanes', []);
  const area = height * width;
  const image = 4 * area * result.lanes;
  engine.runDivided('images_to_lanes', pass(images, image + channels * area), (from, to) => [
    ...([source.set, source.indices + 4 * from, source.factors, result.address + from * image] as const),
    ...([to - from, channels, area] as const),
  ]);
  return result;
}
