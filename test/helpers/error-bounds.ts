import fc from 'fast-check';
import type { Random } from '../../src/base/random.ts';
import { Engine } from '../../src/tensor/engine.ts';
import type { Layout, Shape, Tensor } from '../../src/tensor/tensor.ts';

/** The unit roundoff of float32: one operation loses at most this part of its result. */
export const UNIT = 2 ** -24;

/** What the numbers of a network look like: centred, as after ReLU, as the pixels of images, and far from zero. */
export const DISTRIBUTIONS = {
  normal: (random: Random) => random.normal(),
  rectified: (random: Random) => Math.max(0, random.normal()),
  image: (random: Random) => random.below(256) / 255,
  offset: (random: Random) => 100 + random.normal(),
} as const;
export type Distribution = keyof typeof DISTRIBUTIONS;

export const distributions = fc.constantFrom(...(Object.keys(DISTRIBUTIONS) as Distribution[]));

/** Numbers that float32 holds exactly, so that kernel and reference begin with the same. */
export function draw(random: Random, distribution: Distribution, length: number, scale = 1): Float64Array {
  return Float64Array.from({ length }, () => Math.fround(scale * DISTRIBUTIONS[distribution](random)));
}

export interface Given {
  readonly shape: Shape;
  readonly layout: Layout;
  readonly values: Float64Array;
}

const engine = new Engine();

/** What the kernels make of the inputs, and of the gradient `upstream` of the result. */
export function runKernels(
  inputs: readonly Given[],
  apply: (inputs: readonly [Tensor, Tensor, Tensor]) => Tensor,
  upstream?: Float64Array,
) {
  return engine.step(() => {
    const leaves = inputs.map(({ shape, layout, values }) => engine.persistent(shape, layout, true).set(values));
    const result = apply(leaves as never);
    const output = result.toArray();
    engine.tape.backward(result, upstream && engine.output(result.shape, result.layout, []).set(upstream));
    return { output, gradients: leaves.map((leaf) => leaf.gradientArray() ?? new Float32Array()) };
  });
}

/** An int32 array in the memory of the kernels. @returns its byte address. */
export function placeInt32(values: readonly number[]): number {
  const address = engine.memory.allocate(4 * values.length);
  engine.memory.int32(address, values.length).set(values);
  return address;
}

/** The root of the mean square. */
export function sizeOf(values: Float64Array): number {
  return Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);
}
