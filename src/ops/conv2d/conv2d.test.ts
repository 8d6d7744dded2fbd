import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkOperation, checkSameBits } from '../../../test/helpers/operation.ts';
import { UserError } from '../../base/errors.ts';
import { Engine } from '../../tensor/engine.ts';
import type { Shape } from '../../tensor/tensor.ts';

import { thenRelu } from '../relu/relu.reference.ts';
import { relu } from '../relu/relu.ts';

import { conv2dReference } from './conv2d.reference.ts';
import { type Conv2dOptions, conv2d } from './conv2d.ts';

function check(input: Shape, weight: Shape, options: Conv2dOptions = {}, bias = true, seed = 1): void {
  const reference = conv2dReference(input, weight, options);
  const [, , outHeight, outWidth] = reference.outputShape;
  checkOperation({
    inputs: [
      { shape: input, layout: 'lanes' },
      { shape: weight, layout: 'dense' },
      ...(bias ? [{ shape: [weight[0] as number], layout: 'dense' as const }] : []),
    ],
    apply: ([x, w, b]) => conv2d(x as never, w as never, b, options),
    reference: options.activation === 'relu' ? thenRelu(reference) : reference,
    reduction: Math.max((weight[1] ?? 1) * (weight[2] ?? 1) * (weight[3] ?? 1), (input[0] ?? 1) * outHeight * outWidth),
    seed,
  });
}

describe('conv2d', () => {
  it.each<[string, Shape, Shape, Conv2dOptions]>([
    ['one channel, 5x5, same', [2, 1, 8, 8], [8, 1, 5, 5], { padding: 'same' }],
    ['eight channels, 5x5, same', [2, 8, 7, 7], [16, 8, 5, 5], { padding: 'same' }],
    ['three channels, 3x3', [3, 3, 6, 5], [5, 3, 3, 3], {}],
    ['1x1', [2, 4, 3, 3], [4, 4, 1, 1], {}],
    ['1x1, odd channels', [2, 5, 3, 3], [3, 5, 1, 1], {}],
    ['stride 2', [2, 4, 8, 8], [8, 4, 3, 3], { stride: 2, padding: 1 }],
    ['stride 2, leftover pixels', [1, 4, 8, 7], [4, 4, 3, 3], { stride: [2, 3] }],
    ['stride larger than the kernel', [1, 2, 7, 7], [3, 2, 1, 1], { stride: 3 }],
    ['dilation 2', [2, 4, 9, 9], [4, 4, 3, 3], { dilation: 2, padding: 2 }],
    ['dilation by direction', [1, 3, 9, 9], [4, 3, 3, 2], { dilation: [1, 3] }],
    ['asymmetric padding', [1, 4, 5, 5], [4, 4, 3, 3], { padding: [0, 1, 2, 3] }],
    ['padding wider than the kernel', [1, 4, 3, 3], [4, 4, 2, 2], { padding: 3 }],
    ['two groups', [2, 8, 5, 5], [8, 4, 3, 3], { groups: 2, padding: 1 }],
    ['three groups of odd channels, stride 2', [2, 9, 6, 6], [6, 3, 3, 3], { groups: 3, padding: 1, stride: 2 }],
    ['four groups of odd channels', [2, 20, 4, 6], [28, 5, 3, 3], { groups: 4, padding: 1, stride: [1, 2] }],
    ['groups of whole panels, no padding', [2, 32, 4, 5], [32, 16, 2, 3], { groups: 2 }],
    ['groups, 1x1', [2, 12, 4, 3], [20, 6, 1, 1], { groups: 2 }],
    ['depthwise', [2, 6, 5, 5], [6, 1, 3, 3], { groups: 6, padding: 1 }],
    ['depthwise, whole tiles', [2, 16, 8, 8], [16, 1, 3, 3], { groups: 16, padding: 1 }],
    ['depthwise, stride 2', [2, 12, 9, 8], [12, 1, 3, 3], { groups: 12, padding: 1, stride: 2 }],
    ['depthwise, 7x7', [2, 9, 8, 11], [9, 1, 7, 7], { groups: 9, padding: 3 }],
    ['depthwise, dilated', [1, 8, 11, 12], [8, 1, 3, 3], { groups: 8, padding: 2, dilation: [2, 3], stride: [1, 2] }],
    ['depthwise, a kernel larger than the image', [2, 5, 2, 3], [5, 1, 5, 5], { groups: 5, padding: 2 }],
    ['depthwise, taps that only meet padding', [1, 4, 2, 2], [4, 1, 2, 2], { groups: 4, padding: 4, dilation: 3 }],
    ['depthwise, multiplier 2', [2, 5, 6, 7], [10, 1, 3, 3], { groups: 5, padding: 1 }],
    ['depthwise, multiplier 5, stride 3', [2, 3, 7, 7], [15, 1, 3, 2], { groups: 3, padding: 1, stride: 3 }],
    ['groups of four channels', [2, 12, 6, 6], [12, 4, 3, 3], { groups: 3, padding: 1 }],
    ['groups of four channels, dilated', [2, 8, 9, 8], [6, 4, 3, 3], { groups: 2, padding: 1, stride: 2, dilation: 2 }],
    ['1x1, stride 2', [2, 5, 7, 8], [6, 5, 1, 1], { stride: 2 }],
    ['1x1, stride 2, padding', [2, 5, 4, 5], [6, 5, 1, 1], { stride: 2, padding: 1 }],
    ['stride larger than the kernel, padding', [2, 3, 8, 9], [4, 3, 2, 2], { stride: [4, 3], padding: 2 }],
    ['stride and dilation with a common divisor', [2, 3, 13, 13], [4, 3, 4, 3], { stride: [4, 6], dilation: [2, 4], padding: 3 }],
    [
      'stride and dilation without one',
      [2, 3, 14, 13],
      [4, 3, 4, 3],
      { stride: [3, 2], dilation: [2, 3], padding: [0, 1, 2, 3] },
    ],
    ['a window that only meets padding', [2, 3, 1, 1], [4, 3, 1, 1], { stride: 3, padding: 1 }],
    ['7x7, stride 2', [1, 3, 15, 14], [9, 3, 7, 7], { stride: 2, padding: 3 }],
    ['rows past the last window', [1, 3, 10, 11], [4, 3, 2, 2], { stride: 4 }],
    ['one image of one pixel', [1, 1, 1, 1], [1, 1, 1, 1], {}],
    ['many images', [19, 2, 3, 3], [3, 2, 2, 2], {}],
  ])('%s', (_, input, weight, options) => {
    check(input, weight, options);
  });

  it.each<[string, Shape, Shape, Conv2dOptions]>([
    ['direct', [2, 5, 6, 7], [6, 5, 3, 3], { padding: 1, algorithm: 'direct' }],
    ['Winograd', [2, 5, 6, 7], [6, 5, 3, 3], { padding: 1, algorithm: 'winograd4x4' }],
    ['direct, groups, stride 2', [2, 6, 5, 5], [15, 2, 3, 3], { groups: 3, stride: 2, algorithm: 'direct' }],
    ['channelwise, three wide', [2, 9, 5, 9], [9, 1, 3, 3], { groups: 9, padding: 1 }],
    ['channelwise', [2, 6, 5, 9], [9, 2, 2, 5], { groups: 3, padding: 1, algorithm: 'channelwise' }],
  ])('with ReLU behind it is what the two would be one after the other, bit for bit: %s', (_, input, weight, options) => {
    check(input, weight, { ...options, activation: 'relu' });
    const operands = [
      { shape: input, layout: 'lanes' },
      { shape: weight, layout: 'dense' },
      { shape: [weight[0] as number], layout: 'dense' },
    ] as const;
    checkSameBits(
      operands,
      ([x, w, b]) => conv2d(x as never, w as never, b, { ...options, activation: 'relu' }),
      ([x, w, b]) => relu(conv2d(x as never, w as never, b, options)),
    );
  });

  it('without bias', () => {
    check([2, 4, 5, 5], [8, 4, 3, 3], { padding: 1 }, false);
  });

  const count = (max: number, min = 1) => fc.integer({ min, max });
  const pairOf = (max: number) => fc.tuple(count(max), count(max));
  const windows = {
    images: count(3),
    size: pairOf(9),
    kernel: pairOf(4),
    stride: pairOf(4),
    dilation: pairOf(3),
    padding: fc.tuple(count(3, 0), count(3, 0), count(3, 0), count(3, 0)),
    seed: fc.nat(1000),
  };

  it.each<[string, { groups: number; inPerGroup: number; outPerGroup: number; numRuns: number }]>([
    ['without groups', { groups: 1, inPerGroup: 9, outPerGroup: 9, numRuns: 40 }],
    ['with large groups', { groups: 3, inPerGroup: 5, outPerGroup: 9, numRuns: 30 }],
    ['with small groups', { groups: 9, inPerGroup: 3, outPerGroup: 3, numRuns: 40 }],
    ['depthwise', { groups: 13, inPerGroup: 1, outPerGroup: 1, numRuns: 40 }],
  ])('agrees with the reference on random shapes %s', (_, most) => {
    const shapes = fc.record({
      ...windows,
      groups: count(most.groups),
      inPerGroup: count(most.inPerGroup),
      outPerGroup: count(most.outPerGroup),
      algorithm: fc.constantFrom('direct' as const, 'channelwise' as const, undefined),
      activation: fc.constantFrom('relu' as const, undefined),
    });
    fc.assert(
      fc.property(shapes, ({ images, groups, inPerGroup, outPerGroup, size, kernel, seed, algorithm, ...window }) => {
        const [top, left, bottom, right] = window.padding;
        const padded = [size[0] + top + bottom, size[1] + left + right] as const;
        fc.pre(([0, 1] as const).every((axis) => window.dilation[axis] * (kernel[axis] - 1) + 1 <= padded[axis]));
        const weight = [groups * outPerGroup, inPerGroup, ...kernel];
        const options = { ...window, groups, ...(algorithm && { algorithm }) };
        check([images, groups * inPerGroup, ...size], weight, options, seed % 2 === 0, seed);
      }),
      { numRuns: most.numRuns, seed: 7 },
    );
  });

  it('says which shapes do not fit', () => {
    const engine = new Engine();
    const x = engine.persistent([64, 3, 32, 32], 'lanes');
    const weight = engine.persistent([32, 16, 3, 3], 'dense');
    expect(() => conv2d(x, weight, undefined)).toThrow(
      new UserError('conv2d: the input has 3 channels but the weight expects 16', {
        facts: [
          ['input', '[64, 3, 32, 32]   (N, C, H, W)'],
          ['weight', '[32, 16, 3, 3]   (out, in / groups, kH, kW)'],
          ['groups', '1'],
        ],
      }),
    );
  });

  it('refuses a kernel larger than its padded input', () => {
    const engine = new Engine();
    const x = engine.persistent([1, 1, 4, 4], 'lanes');
    const weight = engine.persistent([1, 1, 7, 7], 'dense');
    expect(() => conv2d(x, weight, undefined, { padding: 1 })).toThrow('conv2d: the kernel is larger than the padded input');
  });
});
