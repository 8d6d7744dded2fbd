import fc from 'fast-check';
import { describe, it } from 'vitest';
import { checkOperation } from '../../../test/helpers/operation.ts';
import type { Shape } from '../../tensor/tensor.ts';
import type { Algorithm } from './algorithm.ts';
import { conv2dReference } from './conv2d.reference.ts';
import { conv2d } from './conv2d.ts';
import type { PaddingOption } from './geometry.ts';

interface Form {
  readonly algorithm: Algorithm;
  readonly taps: number;
  /** Error per root of the length of the sums: transforms subtract numbers several times as large as their results. */
  readonly tolerance: number;
}

const FORMS: readonly Form[] = [
  { algorithm: 'winograd4x4', taps: 3, tolerance: 4e-6 },
  { algorithm: 'winograd2x2', taps: 3, tolerance: 6e-7 },
  { algorithm: 'winograd2x2', taps: 5, tolerance: 4e-6 },
];

function check({ algorithm, taps, tolerance }: Form, input: Shape, outChannels: number, padding: PaddingOption, seed = 1): void {
  const weight = [outChannels, input[1] as number, taps, taps];
  const reference = conv2dReference(input, weight, { padding });
  const [, , outHeight, outWidth] = reference.outputShape;
  checkOperation({
    inputs: [
      { shape: input, layout: 'lanes' },
      { shape: weight, layout: 'dense' },
      { shape: [outChannels], layout: 'dense' },
    ],
    apply: ([x, w, b]) => conv2d(x as never, w as never, b, { padding, algorithm }),
    reference,
    reduction: Math.max(taps * taps * (input[1] as number), (input[0] as number) * outHeight * outWidth),
    tolerance,
    seed,
  });
}

describe.each(FORMS)('conv2d by $algorithm, $taps x $taps', (form) => {
  it.each<[string, Shape, number, PaddingOption]>([
    ['whole tiles', [2, 8, 8, 8], 8, 1],
    ['tiles cut at the edges', [2, 4, 7, 6], 4, 'same'],
    ['a tile larger than the image', [1, 4, 3, 3], 4, 2],
    ['one output pixel', [2, 4, form.taps, form.taps], 4, 'valid'],
    ['one channel', [2, 1, 6, 6], 1, 1],
    ['more rows than a register tile', [1, 4, 12, 9], 4, 'same'],
    ['blocks of inputs', [1, 68, 5, 5], 5, 'same'],
    ['odd channels', [2, 3, 6, 5], 5, 1],
    ['half a panel', [1, 8, 5, 5], 12, 1],
    ['asymmetric padding', [1, 4, 5, 5], 4, [0, 1, 2, 2]],
    ['wide padding', [1, 4, 4, 4], 4, 5],
    ['several chunks and groups', [40, 4, 8, 8], 4, 'same'],
  ])('%s', (_, input, outChannels, padding) => {
    check(form, input, outChannels, padding);
  });

  it('agrees with the reference on random shapes', () => {
    const shapes = fc.record({
      images: fc.integer({ min: 1, max: 3 }),
      channels: fc.integer({ min: 1, max: 9 }),
      outChannels: fc.integer({ min: 1, max: 17 }),
      size: fc.tuple(fc.integer({ min: 1, max: 10 }), fc.integer({ min: 1, max: 10 })),
      padding: fc.integer({ min: 0, max: 2 }),
      seed: fc.nat(1000),
    });
    fc.assert(
      fc.property(shapes, ({ images, channels, outChannels, size, padding, seed }) => {
        fc.pre(size.every((length) => length + 2 * padding >= form.taps));
        check(form, [images, channels, ...size], outChannels, padding, seed);
      }),
      { numRuns: 25, seed: 11 },
    );
  });
});
