import { z } from 'zod';
import { canCompute, PREFERENCES, type Preference } from '../../ops/conv2d/algorithm.ts';
import { checkConv2d, conv2d } from '../../ops/conv2d/conv2d.ts';
import { pair } from '../../ops/conv2d/geometry.ts';
import { initializeWeights } from '../init.ts';
import { FUSED_ACTIVATIONS, fusedActivation } from '../join.ts';
import { defineLayer, type LayerContext } from '../layer.ts';
import { requireDivisor, requireImage } from './checks.ts';
import { biasOption, initOption, PADDING_TEXT, paddingOption, pairOption } from './options.ts';

const options = z.strictObject({
  channels: z.int().min(1).max(65_536).describe('Number of filters, which is the number of output channels.'),
  kernel: pairOption.default(3).describe('Size of the filters in pixels: one number, or [height, width].'),
  stride: pairOption
    .default(1)
    .describe('Pixels from one position of the filter to the next: one number, or [vertical, horizontal].'),
  padding: paddingOption.default('same').describe(PADDING_TEXT),
  dilation: pairOption.default(1).describe('Distance between the taps of the filter: one number, or [vertical, horizontal].'),
  groups: z
    .int()
    .min(1)
    .max(65_536)
    .default(1)
    .describe('The channels are cut into this many groups, each with filters of its own.'),
  bias: biasOption,
  init: initOption,
  algorithm: z
    .enum(PREFERENCES)
    .default('auto')
    .describe(
      'How it is computed: "auto" as train.convolution says, "direct" by the definition, "winograd" by the cheapest form for its shapes (3x3 and 5x5 filters of stride 1). Results differ by rounding.',
    ),
});
type Options = z.output<typeof options>;

/** Convolution over images: weight [channels, C / groups, kH, kW], bias [channels]. */
export const conv2dLayer = defineLayer<Options>({
  name: 'conv2d',
  summary: 'Two-dimensional convolution.',
  options,
  plan(layer, input) {
    requireImage('conv2d', input);
    const weight = weightShape(layer, input);
    const window = checkConv2d([1, ...input], weight, operationOptions(layer));
    const output = [layer.channels, window.outHeight, window.outWidth];
    const macs = weight.reduce((product, length) => product * length, 1) * window.outHeight * window.outWidth;
    const { kernel, stride, dilation, padding } = window;
    return { output, macs, window: { kernel, stride, dilation, padding: [padding.top, padding.left] } };
  },
  create(layer, context) {
    const shape = weightShape(layer, context.input);
    const weight = context.parameter('weight', shape, (values) => {
      initializeWeights(values, shape, layer.init, context.following, context.seed, `${context.path.join('.')}.weight`);
    });
    const bias = layer.bias ? context.parameter('bias', [layer.channels], () => {}) : undefined;
    const options = operationOptions(layer, preferenceOf(layer, context));
    return {
      takesOver: { residual: false, activations: FUSED_ACTIVATIONS },
      forward: (x, _, epilogue) => conv2d(x, weight.tensor, bias?.tensor, { ...options, activation: fusedActivation(epilogue) }),
    };
  },
});

/** What the layer says itself; else what is wanted of all layers, where that can be. */
function preferenceOf(layer: Options, { input, convolution }: LayerContext): Preference {
  if (layer.algorithm !== 'auto') return layer.algorithm;
  const window = checkConv2d([1, ...input], weightShape(layer, input), operationOptions(layer));
  return canCompute({ preference: convolution }, window, layer.groups) ? convolution : 'auto';
}

function operationOptions({ stride, padding, dilation, groups, algorithm }: Options, preference: Preference = algorithm) {
  return { stride, padding, dilation, groups, preference };
}

function weightShape(layer: Options, [channels = 1]: readonly number[]): readonly number[] {
  requireDivisor('conv2d', layer.groups, { 'input channels': channels, 'output channels': layer.channels });
  return [layer.channels, channels / layer.groups, ...pair(layer.kernel)];
}
