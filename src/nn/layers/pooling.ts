import { z } from 'zod';
import { avgPool2d } from '../../ops/avg-pool2d/avg-pool2d.ts';
import { globalAvgPool2d } from '../../ops/global-avg-pool2d/global-avg-pool2d.ts';
import { maxPool2d } from '../../ops/max-pool2d/max-pool2d.ts';
import { placePooling } from '../../ops/pooling/geometry.ts';
import type { Shape } from '../../tensor/tensor.ts';
import { defineLayer, type LayerPlan } from '../layer.ts';
import { requireImage } from './checks.ts';
import { PADDING_TEXT, paddingOption, pairOption } from './options.ts';

const poolOptions = z.strictObject({
  kernel: pairOption.default(2).describe('Size of the window in pixels: one number, or [height, width].'),
  stride: pairOption.optional().describe('Pixels from one window to the next; as large as the window when not given.'),
  padding: paddingOption.default(0).describe(PADDING_TEXT),
  ceilMode: z.boolean().default(false).describe('Whether a last window that hangs over the edge counts.'),
});
type PoolOptions = z.output<typeof poolOptions>;

export const maxPool2dLayer = defineLayer<PoolOptions>({
  name: 'maxPool2d',
  summary: 'The largest value of each window.',
  options: poolOptions,
  plan: (options, input) => planPool('maxPool2d', options, input),
  create: (options) => ({ forward: (x) => maxPool2d(x, withStride(options)) }),
});

const avgOptions = poolOptions.extend({
  countIncludePad: z.boolean().default(true).describe('Whether zeros of the padding count as values in the mean.'),
});

export const avgPool2dLayer = defineLayer<z.output<typeof avgOptions>>({
  name: 'avgPool2d',
  summary: 'The mean of each window.',
  options: avgOptions,
  plan: (options, input) => planPool('avgPool2d', options, input),
  create: (options) => ({ forward: (x) => avgPool2d(x, withStride(options)) }),
});

export const globalAvgPoolLayer = defineLayer({
  name: 'globalAvgPool',
  summary: 'The mean of each channel over the whole image: [C, H, W] to [C, 1, 1].',
  options: z.strictObject({}),
  plan(_, input) {
    requireImage('globalAvgPool', input);
    const [channels = 1, height = 1, width = 1] = input;
    return {
      output: [channels, 1, 1],
      macs: 0,
      window: { kernel: [height, width], stride: [1, 1], dilation: [1, 1], padding: [0, 0] },
    };
  },
  create: () => ({ forward: globalAvgPool2d }),
});

function withStride<O extends PoolOptions>(options: O) {
  return { ...options, stride: options.stride ?? options.kernel };
}

function planPool(layer: string, options: PoolOptions, input: Shape): LayerPlan {
  requireImage(layer, input);
  const window = placePooling(layer, [1, ...input], withStride(options));
  const { kernel, stride, dilation, padding } = window;
  return {
    output: [input[0] ?? 1, window.outHeight, window.outWidth],
    macs: 0,
    window: { kernel, stride, dilation, padding: [padding.top, padding.left] },
  };
}
