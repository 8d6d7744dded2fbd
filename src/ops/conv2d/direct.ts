import type { Engine } from '../../tensor/engine.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import type { Convolution, Passes } from './algorithm.ts';
import type { Padding, Window } from './geometry.ts';
import { type PhaseSteps, paddingOf, phasesOf } from './residues.ts';
import { type ImagePart, pad, type SlidingInput, slide } from './sliding.ts';

/** Convolution by its definition, any kernel, stride, dilation and groups, forward and both gradients. */
export function direct(convolution: Convolution): Passes {
  const { x, y, groups } = convolution;
  const parts = Array.from({ length: groups }, (_, group) => groupOf(convolution, group));
  const inputs = parts.map((part) => forward(convolution, part));
  clearPadding(y, y.address, groups);
  return {
    weightGradient(dy, dWeight) {
      parts.forEach((part, i) => {
        x.engine.briefly(() => weightGradient(convolution, part, inputs[i] as SlidingInput, dy, dWeight));
      });
    },
    inputGradient(dy, dx) {
      inputGradient(convolution, parts, dy, dx);
      clearPadding(x, dx, groups);
    },
  };
}

/** One group's share: its channel ranges and the address of its filters. Without groups, the whole convolution. */
interface Group {
  /** Channels in and out of this group. */
  readonly channels: number;
  readonly outChannels: number;
  /** Where the group's channels begin in the input and output images. */
  readonly firstChannel: number;
  readonly firstOut: number;
  /** Channels of dx and y that the kernel writes: padding too, unless there the next group begins. */
  readonly channelsWritten: number;
  readonly outChannelsWritten: number;
  readonly filters: number;
  readonly filterBytes: number;
}

function groupOf({ x, weight, y, groups }: Convolution, group: number): Group {
  const [allOut = 1, channels = 1, kernelHeight = 1, kernelWidth = 1] = weight.shape;
  const outChannels = allOut / groups;
  const filterBytes = 4 * outChannels * channels * kernelHeight * kernelWidth;
  return {
    channels,
    outChannels,
    firstChannel: group * channels,
    firstOut: group * outChannels,
    channelsWritten: groups === 1 ? x.lanes : channels,
    outChannelsWritten: groups === 1 ? y.lanes : outChannels,
    filters: weight.address + group * filterBytes,
    filterBytes,
  };
}

/** Groups write their own channels only. */
function clearPadding(of: Tensor, address: number, groups: number): void {
  if (groups > 1 && of.lanes > of.channels) of.engine.run('clear_padding', address, of.pixels, of.channels);
}

function forward({ x, bias, y, window, activation }: Convolution, group: Group): SlidingInput {
  const { engine } = x;
  const { kernel, padding, outHeight, outWidth } = window;
  const { channels, outChannels, firstChannel } = group;
  const images = pad(engine, partOf(x, x.address, firstChannel, channels), neededPadding(x, window), kernel);
  const input = slide(images, window, [-padding.top, -padding.left]);
  const area = kernel[0] * kernel[1];
  const outPixelStep = 4 * y.lanes;
  const outRowStep = outWidth * outPixelStep;
  engine.briefly(() => {
    const packed = engine.scratch(panelBytes(outChannels, channels * area));
    const biases = bias === undefined ? 0 : bias.address + 4 * group.firstOut;
    engine.runDivided('conv_pack_forward', { units: panelsOf(outChannels), grain: 1 }, (from, to) => [
      ...([group.filters, biases, packed, outChannels, channels, area, from, to] as const),
    ]);
    convolve(engine, input, packed, {
      address: y.address + 4 * group.firstOut,
      outImageStep: outHeight * outRowStep,
      outRowStep,
      outPixelStep,
      channels: group.outChannelsWritten,
      relu: activation === 'relu',
      size: [y.shape[0] ?? 1, outHeight, outWidth],
    });
  });
  return input;
}

/** The given padding less the rows and columns at the end that the window never reaches. */
function neededPadding(x: Tensor, { kernel, stride, dilation, padding, outHeight, outWidth }: Window): Padding {
  const [, , height = 1, width = 1] = x.shape;
  const reached = [
    (outHeight - 1) * stride[0] + (kernel[0] - 1) * dilation[0] + 1 - padding.top,
    (outWidth - 1) * stride[1] + (kernel[1] - 1) * dilation[1] + 1 - padding.left,
  ] as const;
  return { ...padding, bottom: Math.max(0, reached[0] - height), right: Math.max(0, reached[1] - width) };
}

/** What the convolution kernel writes: pixels of images, these steps apart. */
interface Target extends PhaseSteps {
  readonly address: number;
  readonly channels: number;
  readonly relu: boolean;
  readonly size: readonly [images: number, height: number, width: number];
}

/** Runs the convolution kernel over all output pixels. */
function convolve(engine: Engine, input: SlidingInput, packed: number, out: Target): void {
  const [images, height, width] = out.size;
  engine.runDivided('conv_forward', { units: images * height * width, grain: 5 }, (from, to) => [
    ...([input.address, packed, out.address, input.imageStep, input.rowStep, input.pixelStep] as const),
    ...([out.outImageStep, out.outRowStep, out.outPixelStep] as const),
    ...([input.runsY, input.runsX, input.kernelStepY, input.kernelStepX, input.runLength] as const),
    ...([out.channels, out.relu ? 1 : 0, height, width, from, to] as const),
  ]);
}

/** dx, phase by phase: the convolution of dy with some taps of the filters, turned by 180 degrees. */
function inputGradient({ x, weight, y, window }: Convolution, groups: readonly Group[], dy: number, dx: number): void {
  const { engine } = x;
  const [, , kernelHeight = 1, kernelWidth = 1] = weight.shape;
  const { phases, steps } = phasesOf(engine, x, window, dx);
  if (phases.length === 0) return;
  const padding = paddingOf(phases, window);
  const longest = Math.max(...phases.map((phase) => phase.horizontal.taps));
  const ofGroup = ({ channels, outChannels, firstChannel, firstOut, channelsWritten, filters }: Group) => {
    const gradient = pad(engine, partOf(y, dy, firstOut, outChannels), padding, [kernelHeight, longest]);
    for (const { vertical, horizontal, window: taps, start, offset } of phases) {
      const packed = engine.scratch(panelBytes(channels, outChannels * vertical.taps * horizontal.taps));
      engine.runDivided('conv_pack_backward', { units: panelsOf(channels), grain: 1 }, (from, to) => [
        ...([filters, packed, outChannels, channels, kernelHeight, kernelWidth] as const),
        ...([vertical.firstTap, vertical.tapStep, vertical.taps] as const),
        ...([horizontal.firstTap, horizontal.tapStep, horizontal.taps, from, to] as const),
      ]);
      convolve(engine, slide(gradient, taps, start), packed, {
        ...steps,
        address: dx + offset + 4 * firstChannel,
        channels: channelsWritten,
        relu: false,
        size: [x.shape[0] ?? 1, vertical.count, horizontal.count],
      });
    }
  };
  for (const group of groups) engine.briefly(() => ofGroup(group));
}

function weightGradient({ x, y, window }: Convolution, group: Group, input: SlidingInput, dy: number, dWeight: number): void {
  const { engine } = x;
  const { kernel, outHeight, outWidth } = window;
  const { channels, outChannels, firstOut, firstChannel, filterBytes } = group;
  const [images = 1] = y.shape;
  const sums = summationGroups(images);
  const panels = panelsOf(outChannels);
  const area = kernel[0] * kernel[1];
  const partial = engine.scratch(4 * sums * 8 * panels * channels * area);
  engine.runDivided('conv_weight_gradient', { units: sums * panels * kernel[0], grain: 1 }, (from, to) => [
    ...([input.address, dy + 4 * firstOut, 4 * y.lanes, partial, images, sums] as const),
    ...([input.imageStep, input.rowStep, input.pixelStep] as const),
    ...([input.runsY, input.runsX, input.kernelStepY, input.kernelStepX, input.runLength] as const),
    ...([outChannels, outHeight, outWidth, from, to] as const),
  ]);
  const target = dWeight + (firstChannel / channels) * filterBytes;
  engine.runDivided('conv_unpack_gradient', { units: panels, grain: 1 }, (from, to) => [
    ...([partial, sums, target, outChannels, channels, area, from, to] as const),
  ]);
}

function partOf(of: Tensor, address: number, firstChannel: number, channels: number): ImagePart {
  const [images = 1, , height = 1, width = 1] = of.shape;
  return { address, images, height, width, lanes: of.lanes, firstChannel, channels };
}

/** How many partial sums over images the weight gradient is made of: at most eight, all but the last equally long. */
function summationGroups(images: number): number {
  return Math.ceil(images / Math.ceil(images / 8));
}

/** Panels of eight output channels. */
function panelsOf(outChannels: number): number {
  return Math.ceil(outChannels / 8);
}

/** Bytes of filters of so many taps packed into panels, biases included. */
function panelBytes(outChannels: number, length: number): number {
  return 4 * 8 * panelsOf(outChannels) * (1 + length);
}
