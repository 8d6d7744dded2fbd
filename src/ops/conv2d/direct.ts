import type { Engine } from '../../tensor/engine.ts';
import { lanesOf, type Tensor } from '../../tensor/tensor.ts';
import type { Convolution, Passes } from './algorithm.ts';
import type { Window } from './geometry.ts';
import { type SlidingInput, slide } from './sliding.ts';

/** Convolution by its definition, any kernel, stride, dilation and groups, forward and both gradients. */
export function direct({ x, weight, bias, y, window, groups }: Convolution): Passes {
  const parts = Array.from({ length: groups }, (_, group) => groupOf(x, weight, window, groups, group));
  const inputs = parts.map((part) => forward(x, weight, bias, y, part));
  return {
    weightGradient(dy, dWeight) {
      parts.forEach((part, i) => {
        x.engine.briefly(() => weightGradient(x.engine, inputs[i] as SlidingInput, dy, y, dWeight, part));
      });
    },
    inputGradient(dy, dx) {
      for (const part of parts) x.engine.briefly(() => inputGradient(x, weight, dy, y, dx, part));
    },
  };
}

/** One group's share: its channel ranges and the addresses of its filters. Without groups, the whole convolution. */
interface Group {
  readonly window: Window;
  readonly images: number;
  readonly height: number;
  readonly width: number;
  /** Channels in and out of this group. */
  readonly channels: number;
  readonly outChannels: number;
  /** Where the group's channels begin in the input and output images. */
  readonly firstChannel: number;
  readonly firstOut: number;
  readonly whole: boolean;
}

function groupOf(x: Tensor, weight: Tensor, window: Window, groups: number, group: number): Group {
  const [images = 1, , height = 1, width = 1] = x.shape;
  const [outChannels = 1, channels = 1] = weight.shape;
  return {
    window,
    images,
    height,
    width,
    channels,
    outChannels: outChannels / groups,
    firstChannel: group * channels,
    firstOut: (group * outChannels) / groups,
    whole: groups === 1,
  };
}

function forward(x: Tensor, weight: Tensor, bias: Tensor | undefined, y: Tensor, group: Group): SlidingInput {
  const { engine } = x;
  const { window, images, channels, outChannels, firstOut } = group;
  const input = slide(
    engine,
    { address: x.address, height: group.height, width: group.width, lanes: x.lanes },
    { images, channels, firstChannel: group.firstChannel, gap: [1, 1] },
    window.padding,
    window,
  );
  engine.briefly(() => {
    const packed = engine.scratch(panelBytes(outChannels, channels, window));
    const filters = weight.address + filterOffset(group);
    const biases = bias === undefined ? 0 : bias.address + 4 * firstOut;
    engine.run('conv_pack_forward', filters, biases, packed, outChannels, channels, window.kernel[0], window.kernel[1]);
    const pixels = images * window.outHeight * window.outWidth;
    const target = group.whole ? y.address : engine.scratch(4 * pixels * lanesOf(outChannels));
    convolve(engine, input, packed, target, window.kernel[0], outChannels, [images, window.outHeight, window.outWidth]);
    if (!group.whole) {
      engine.run('conv_scatter_channels', target, y.address, pixels, outChannels, firstOut, y.lanes);
      if (firstOut + outChannels === y.channels) engine.run('clear_padding', y.address, y.pixels, y.channels);
    }
  });
  return input;
}

/** Runs the convolution kernel over all output pixels. */
function convolve(
  engine: Engine,
  input: SlidingInput,
  packed: number,
  out: number,
  kernelHeight: number,
  outChannels: number,
  [images, outHeight, outWidth]: readonly [number, number, number],
): void {
  const pixels = images * outHeight * outWidth;
  engine.runDivided('conv_forward', { units: pixels, grain: 4 }, (from, to) => [
    ...([input.address, packed, out, input.imageStep, input.rowStep, input.pixelStep] as const),
    ...([kernelHeight, input.runsX, input.kernelStepY, input.kernelStepX, input.runLength] as const),
    ...([outChannels, outHeight, outWidth, from, to] as const),
  ]);
}

/** dx is the convolution of dy, spread out by the stride and padded, with the filters turned by 180 degrees. */
function inputGradient(x: Tensor, weight: Tensor, dy: number, y: Tensor, dx: number, group: Group): void {
  const { engine } = x;
  const { window, images, channels, outChannels, height, width } = group;
  const [kernelHeight, kernelWidth] = window.kernel;
  const reach = [window.dilation[0] * (kernelHeight - 1), window.dilation[1] * (kernelWidth - 1)] as const;
  const top = reach[0] - window.padding.top;
  const left = reach[1] - window.padding.left;
  // As many zeros below and to the right as make the result exactly as large as the input.
  const bottom = height + reach[0] - ((window.outHeight - 1) * window.stride[0] + 1) - top;
  const right = width + reach[1] - ((window.outWidth - 1) * window.stride[1] + 1) - left;
  const input = slide(
    engine,
    { address: dy, height: window.outHeight, width: window.outWidth, lanes: y.lanes },
    { images, channels: outChannels, firstChannel: group.firstOut, gap: window.stride },
    { top, left, bottom, right },
    { kernel: window.kernel, stride: [1, 1], dilation: window.dilation },
  );
  const packed = engine.scratch(panelBytes(channels, outChannels, window));
  engine.run(
    'conv_pack_backward',
    weight.address + filterOffset(group),
    packed,
    outChannels,
    channels,
    kernelHeight,
    kernelWidth,
  );
  const target = group.whole ? dx : engine.scratch(4 * images * height * width * lanesOf(channels));
  convolve(engine, input, packed, target, kernelHeight, channels, [images, height, width]);
  if (!group.whole) {
    engine.run('conv_scatter_channels', target, dx, x.pixels, channels, group.firstChannel, x.lanes);
    if (group.firstChannel + channels === x.channels) engine.run('clear_padding', dx, x.pixels, x.channels);
  }
}

function weightGradient(engine: Engine, input: SlidingInput, dy: number, y: Tensor, dWeight: number, group: Group): void {
  const { window, images, channels, outChannels } = group;
  let gradient = dy;
  if (!group.whole) {
    const pixels = images * window.outHeight * window.outWidth;
    gradient = engine.scratch(4 * pixels * lanesOf(outChannels));
    engine.run('conv_gather_channels', dy, gradient, pixels, outChannels, group.firstOut, y.lanes);
  }
  accumulateWeightGradient(engine, input, gradient, dWeight + filterOffset(group), {
    images,
    outSize: [window.outHeight, window.outWidth],
    outChannels,
    channels,
    kernel: window.kernel,
  });
}

interface WeightGradientShape {
  readonly images: number;
  readonly outSize: readonly [number, number];
  readonly outChannels: number;
  readonly channels: number;
  readonly kernel: readonly [number, number];
}

/** Writes the gradient of filters [O, C, kH, kW] to `dWeight`. */
function accumulateWeightGradient(
  engine: Engine,
  input: SlidingInput,
  dy: number,
  dWeight: number,
  shape: WeightGradientShape,
): void {
  const { images, outSize, outChannels, channels, kernel } = shape;
  const groups = summationGroups(images);
  const partial = engine.scratch(4 * groups * Math.ceil(outChannels / 8) * 8 * channels * kernel[0] * kernel[1]);
  const kernelRows = groups * Math.ceil(outChannels / 8) * kernel[0];
  engine.runDivided('conv_weight_gradient', { units: kernelRows, grain: 1 }, (from, to) => [
    ...([input.address, dy, partial, images, groups] as const),
    ...([input.imageStep, input.rowStep, input.pixelStep] as const),
    ...([kernel[0], input.runsX, input.kernelStepY, input.kernelStepX, input.runLength] as const),
    ...([outChannels, outSize[0], outSize[1], from, to] as const),
  ]);
  engine.run('conv_unpack_gradient', partial, groups, dWeight, outChannels, channels, kernel[0], kernel[1]);
}

/** How many partial sums over images the weight gradient is made of: at most eight, all but the last equally long. */
function summationGroups(images: number): number {
  return Math.ceil(images / Math.ceil(images / 8));
}

/** Bytes of filters packed into panels of eight output channels, biases included. */
function panelBytes(outChannels: number, channels: number, window: Pick<Window, 'kernel'>): number {
  return 4 * Math.ceil(outChannels / 8) * 8 * (1 + channels * window.kernel[0] * window.kernel[1]);
}

function filterOffset(group: Group): number {
  return 4 * group.firstOut * group.channels * group.window.kernel[0] * group.window.kernel[1];
}
