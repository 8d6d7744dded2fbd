import type { Engine } from '../../tensor/engine.ts';
import { lanesOf } from '../../tensor/tensor.ts';

/** Pixels summed in float32, whatever the threads; the same in the kernel. */
const BLOCK = 128;

/** The gradient of a bias that was added to every pixel: the sums of dy [pixels, channels in lanes] over its pixels, to `dBias` [channels]. */
export function biasGradient(engine: Engine, dy: number, pixels: number, channels: number, dBias: number): void {
  const lanes = lanesOf(channels);
  const blocks = Math.ceil(pixels / BLOCK);
  const sums = engine.scratch(4 * blocks * lanes);
  engine.runDivided('sum_pixel_blocks', { units: blocks, grain: 1 }, (from, to) => [dy, pixels, lanes, sums, from, to]);
  engine.run('sum_blocks', sums, blocks, lanes, channels, dBias);
}
