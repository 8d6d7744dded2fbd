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
    ['depthwise', [2, 6, 5, 5], [6, 1, 3, 3], { groups: 6, padding: 1 }],
    ['one image of one pixel', [1, 1, 1, 1], [1, 1, 1, 1], {}],
    ['many images', [19, 2, 3, 3], [3, 2, 2, 2], {}],
  ])('%s', (_, input, weight, options) => {
    check(input, weight, options);
  });

  it.each<[string, Shape, Shape, Conv2dOptions]>([
    ['direct', [2, 5, 6, 7], [6, 5, 3, 3], { padding: 1, algorithm: 'direct' }],
    ['Winograd', [2, 5, 6, 7], [6, 5, 3, 3], { padding: 1, algorithm: 'winograd4x4' }],
    ['groups, stride 2', [2, 6, 5, 5], [9, 2, 3, 3], { groups: 3, stride: 2 }],
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

  it('agrees with the reference on random shapes', () => {
    const shapes = fc.record({
      images: fc.integer({ min: 1, max: 3 }),
      groups: fc.integer({ min: 1, max: 2 }),
      inPerGroup: fc.integer({ min: 1, max: 5 }),
      outPerGroup: fc.integer({ min: 1, max: 9 }),
      size: fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 })),
      kernel: fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 4 })),
      stride: fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 })),
      dilation: fc.tuple(fc.integer({ min: 1, max: 2 }), fc.integer({ min: 1, max: 2 })),
      padding: fc.integer({ min: 0, max: 3 }),
      activation: fc.constantFrom('relu' as const, undefined),
      seed: fc.nat(1000),
    });
    fc.assert(
      fc.property(
        shapes,
        ({ activation, images, groups, inPerGroup, outPerGroup, size, kernel, stride, dilation, padding, seed }) => {
          fc.pre(([0, 1] as const).every((axis) => dilation[axis] * (kernel[axis] - 1) + 1 <= size[axis] + 2 * padding));
          const weight = [groups * outPerGroup, inPerGroup, ...kernel];
          check([images, groups * inPerGroup, ...size], weight, { stride, dilation, padding, groups, activation }, true, seed);
        },
      ),
      { numRuns: 60, seed: 7 },
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
