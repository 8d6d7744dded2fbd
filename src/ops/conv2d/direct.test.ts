import { describe, expect, it } from 'vitest';
import { normals } from '../../../test/helpers/operation.ts';
import { Random } from '../../base/random.ts';
import { Engine } from '../../tensor/engine.ts';
import type { Shape } from '../../tensor/tensor.ts';
import type { Convolution, Passes } from './algorithm.ts';
import { channelwise } from './channelwise.ts';
import { direct } from './direct.ts';
import { placeWindow } from './geometry.ts';

/** The result of an algorithm on random numbers, with or without ReLU in its kernel. */
function compute(
  algorithm: (given: Convolution) => Passes,
  input: Shape,
  weight: Shape,
  groups: number,
  relu: boolean,
): Float32Array {
  const engine = new Engine();
  const random = Random.derive(1, 'direct test');
  const random32 = (shape: Shape, layout: 'lanes' | 'dense') => {
    const tensor = engine.persistent(shape, layout);
    return tensor.set(normals(random, tensor.size));
  };
  const [images = 1] = input;
  const [outChannels = 1, , height = 1, width = 1] = weight;
  const [x, filters, bias] = [random32(input, 'lanes'), random32(weight, 'dense'), random32([outChannels], 'dense')];
  const window = placeWindow('conv2d', input, [height, width], { padding: 1 });
  return engine.step(() => {
    const y = engine.output([images, outChannels, window.outHeight, window.outWidth], 'lanes', []);
    algorithm({ x, weight: filters, bias, y, window, groups, relu });
    return Float32Array.from(y.toArray());
  });
}

describe('ReLU in the kernels of the convolution', () => {
  it.each<[string, (given: Convolution) => Passes, Shape, Shape, number]>([
    ['direct', direct, [2, 3, 5, 6], [13, 3, 3, 3], 1],
    ['direct with groups', direct, [2, 6, 5, 6], [10, 3, 3, 3], 2],
    ['channelwise', channelwise, [2, 9, 5, 9], [9, 1, 3, 3], 9],
    ['channelwise, other kernels', channelwise, [2, 6, 5, 9], [9, 2, 2, 5], 3],
  ])('%s: the same bits, and zero where they were negative', (_, algorithm, input, weight, groups) => {
    const plain = compute(algorithm, input, weight, groups, false);
    expect(plain.some((value) => value < 0)).toBe(true);
    expect(compute(algorithm, input, weight, groups, true)).toEqual(plain.map((value) => Math.max(value, 0)));
  });
});
