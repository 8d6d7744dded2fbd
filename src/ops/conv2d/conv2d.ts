import { UserError } from '../../base/errors.ts';
import { shapeText } from '../../base/format.ts';
import type { Engine } from '../../tensor/engine.ts';
import { lanesOf, type Shape, type Tensor } from '../../tensor/tensor.ts';
import { type Padding, placeWindow, type Window, type WindowOptions } from './geometry.ts';

export interface Conv2dOptions extends WindowOptions {
  /** Channels are cut into this many groups, each convolved by its own filters; a divisor of both channel counts. */
  readonly groups?: number;
}

/**
 * Two-dimensional convolution (cross-correlation, as everywhere in the field), y[n, o] = b[o] + sum over c of
 * x[n, c] * w[o, c], with stride, padding, dilation and groups.
 *
 * Shapes: x [N, C, H, W] (lanes), weight [O, C / groups, kH, kW] (dense), bias [O] (dense) or none; the result is
 * [N, O, H', W'] with H' = floor((H + padding - dilation (kH - 1) - 1) / stride) + 1.
 * @throws UserError when the channels do not match or the kernel is larger than the padded input.
 */
export function conv2d(x: Tensor, weight: Tensor, bias: Tensor | undefined, options: Conv2dOptions = {}): Tensor {
  const window = checkConv2d(x.shape, weight.shape, options);
  const groups = options.groups ?? 1;
  const [images = 1] = x.shape;
  const [outChannels = 1] = weight.shape;
  const y = x.engine.output([images, outChannels, window.outHeight, window.outWidth], 'lanes', [
    x,
    weight,
    ...(bias ? [bias] : []),
  ]);
  const parts = Array.from({ length: groups }, (_, group) => groupOf(x, weight, window, groups, group));
  const inputs = parts.map((part) => forward(x, weight, bias, y, part));
  x.engine.tape.record(y, (dy) => {
    weight.receive((dWeight) => {
      parts.forEach((part, i) => {
        weightGradient(x.engine, inputs[i] as SlidingInput, dy, y, dWeight, part);
      });
    });
    bias?.receive((dBias) => x.engine.run('sum_pixels', dy, y.pixels, outChannels, dBias));
    x.receive((dx) => {
      for (const part of parts) inputGradient(x, weight, dy, y, dx, part);
    });
  });
  return y;
}

/** The geometry of a convolution of these shapes. @throws UserError as `conv2d`. */
export function checkConv2d(input: Shape, weight: Shape, options: Conv2dOptions): Window {
  const groups = options.groups ?? 1;
  const [, channels = 1] = input;
  const [outChannels = 1, expected = 1, kernelHeight = 1, kernelWidth = 1] = weight;
  if (input.length !== 4) {
    throw new UserError('conv2d: the input is not a batch of images', {
      facts: [['input', `${shapeText(input)}   (expected N, C, H, W)`]],
    });
  }
  if (channels !== expected * groups || outChannels % groups !== 0) {
    throw new UserError(`conv2d: the input has ${channels} channels but the weight expects ${expected * groups}`, {
      facts: [
        ['input', `${shapeText(input)}   (N, C, H, W)`],
        ['weight', `${shapeText(weight)}   (out, in / groups, kH, kW)`],
        ['groups', String(groups)],
      ],
    });
  }
  return placeWindow('conv2d', input, [kernelHeight, kernelWidth], options);
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

/** Images that a window slides over without ever leaving them, with the byte steps that the kernels take. */
interface SlidingInput {
  readonly address: number;
  readonly imageStep: number;
  readonly rowStep: number;
  /** From one output pixel to the next. */
  readonly pixelStep: number;
  /** Runs of neighbouring floats under the kernel: per kernel row where they touch, else per kernel tap. */
  readonly runsX: number;
  readonly runLength: number;
  readonly kernelStepY: number;
  readonly kernelStepX: number;
}

/**
 * Prepares channels [firstChannel, firstChannel + channels) of images for the kernels: as they are when nothing has to
 * be padded, gathered or cut, else as a padded copy in scratch memory.
 */
function slide(
  engine: Engine,
  source: { readonly address: number; readonly height: number; readonly width: number; readonly lanes: number },
  part: {
    readonly images: number;
    readonly channels: number;
    readonly firstChannel: number;
    readonly gap: readonly [number, number];
  },
  padding: Padding,
  window: Pick<Window, 'kernel' | 'stride' | 'dilation'>,
): SlidingInput {
  const { height, width, lanes } = source;
  const { images, channels, firstChannel, gap } = part;
  const stretched = [(height - 1) * gap[0] + 1, (width - 1) * gap[1] + 1] as const;
  const paddedHeight = stretched[0] + padding.top + padding.bottom;
  const paddedWidth = stretched[1] + padding.left + padding.right;
  const untouched = paddedHeight === height && paddedWidth === width && gap[0] === 1 && gap[1] === 1;
  const direct = untouched && firstChannel === 0 && (lanes === channels || (window.kernel[0] === 1 && window.kernel[1] === 1));
  const pixelLanes = direct ? lanes : channels;
  let address = source.address;
  if (!direct) {
    address = engine.scratch(4 * images * paddedHeight * paddedWidth * channels);
    engine.run(
      'conv_pad',
      ...([source.address, address, images, height, width, lanes, firstChannel, channels] as const),
      ...([padding.top, padding.left, paddedHeight, paddedWidth, gap[0], gap[1]] as const),
    );
  }
  const pixelBytes = 4 * pixelLanes;
  const rowBytes = paddedWidth * pixelBytes;
  const touching = window.dilation[1] === 1 && pixelLanes === channels;
  return {
    address,
    imageStep: paddedHeight * rowBytes,
    rowStep: window.stride[0] * rowBytes,
    pixelStep: window.stride[1] * pixelBytes,
    runsX: touching ? 1 : window.kernel[1],
    runLength: touching ? window.kernel[1] * channels : channels,
    kernelStepY: window.dilation[0] * rowBytes,
    kernelStepX: window.dilation[1] * pixelBytes,
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
  engine.run(
    'conv_forward',
    ...([input.address, packed, out, input.imageStep, input.rowStep, input.pixelStep] as const),
    ...([kernelHeight, input.runsX, input.kernelStepY, input.kernelStepX, input.runLength] as const),
    ...([outChannels, outHeight, outWidth, 0, images * outHeight * outWidth] as const),
  );
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
  engine.run(
    'conv_weight_gradient',
    ...([input.address, dy, partial, images, groups] as const),
    ...([input.imageStep, input.rowStep, input.pixelStep] as const),
    ...([kernel[0], input.runsX, input.kernelStepY, input.kernelStepX, input.runLength] as const),
    ...([outChannels, outSize[0], outSize[1]] as const),
  );
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
