import type { Engine } from '../../tensor/engine.ts';
import { lanesOf, type Tensor } from '../../tensor/tensor.ts';
import type { Convolution, Passes } from './algorithm.ts';
import type { Window } from './geometry.ts';
import { type PhaseSteps, phasesOf } from './residues.ts';

/** Partial sums that the weight gradient is made of, at most. */
const PARTS = 16;

/** Convolution with few channels in each group, four output channels together; forward and both gradients. */
export function channelwise({ x, weight, bias, y, window, groups, activation }: Convolution): Passes {
  const { engine } = x;
  const [images = 1] = x.shape;
  const [outChannels = 1, perGroup = 1, kernelHeight = 1, kernelWidth = 1] = weight.shape;
  const outPerGroup = outChannels / groups;
  const area = kernelHeight * kernelWidth;
  const { outHeight, outWidth, padding } = window;

  const input = spread(x, x.address, perGroup, outPerGroup, groups);
  const start = [-padding.top, -padding.left] as const;
  const outRowStep = 4 * y.lanes * outWidth;
  const steps = { outImageStep: outHeight * outRowStep, outRowStep, outPixelStep: 4 * y.lanes };
  engine.briefly(() => {
    const packed = engine.scratch(4 * y.lanes * (1 + area * perGroup));
    const biases = bias?.address ?? 0;
    engine.run('channelwise_pack_forward', weight.address, biases, packed, outChannels, perGroup, area);
    convolve(engine, input, packed, window, start, {
      ...steps,
      address: y.address,
      relu: activation === 'relu',
      size: [images, outHeight, outWidth],
    });
  });

  return {
    weightGradient(dy, dWeight) {
      const rows = images * outHeight;
      const rowsPerPart = Math.ceil(rows / PARTS);
      const parts = Math.ceil(rows / rowsPerPart);
      const partial = engine.scratch(4 * parts * area * perGroup * y.lanes);
      engine.runDivided('channelwise_weight_gradient', { units: parts, grain: 1 }, (from, to) => [
        ...([input.address, dy, partial, input.height, input.width, perGroup, y.lanes] as const),
        ...windowArguments(window, start),
        ...([outHeight, outWidth, rows, rowsPerPart, from, to] as const),
      ]);
      engine.run('channelwise_unpack_gradient', partial, parts, dWeight, outChannels, perGroup, area);
    },
    inputGradient(dy, dx) {
      const gradient = spread(y, dy, outPerGroup, perGroup, groups);
      const { phases, steps: dxSteps } = phasesOf(engine, x, window, dx);
      for (const { vertical, horizontal, window: taps, start: first, offset } of phases) {
        const filters = engine.scratch(4 * x.lanes * (1 + vertical.taps * horizontal.taps * outPerGroup));
        engine.run(
          'channelwise_pack_backward',
          ...([weight.address, filters, x.channels, perGroup, outPerGroup, area, kernelWidth] as const),
          ...([vertical.firstTap, vertical.tapStep, vertical.taps] as const),
          ...([horizontal.firstTap, horizontal.tapStep, horizontal.taps] as const),
        );
        convolve(engine, gradient, filters, taps, first, {
          ...dxSteps,
          address: dx + offset,
          relu: false,
          size: [images, vertical.count, horizontal.count],
        });
      }
    },
  };
}

/** Images as the kernels take them, [images][height][width][perGroup][lanes]. */
interface Spread {
  readonly address: number;
  readonly height: number;
  readonly width: number;
  readonly perGroup: number;
  /** Lanes of the outputs that they are spread out for. */
  readonly lanes: number;
}

/** Puts the channels of each group where its outputs are; nothing to do where a group has one of each. */
function spread(of: Tensor, address: number, perGroup: number, outPerGroup: number, groups: number): Spread {
  const { engine } = of;
  const [images = 1, , height = 1, width = 1] = of.shape;
  const lanes = lanesOf(groups * outPerGroup);
  if (perGroup === 1 && outPerGroup === 1) return { address, height, width, perGroup, lanes };
  const [pixelBytes, spreadBytes] = [4 * of.lanes, 4 * perGroup * lanes];
  const copy = engine.scratch(images * height * width * spreadBytes);
  engine.runDivided('channelwise_spread', { units: images * height * width, grain: 16 }, (from, to) => [
    ...([address + from * pixelBytes, copy + from * spreadBytes, to - from, of.lanes, perGroup, outPerGroup, groups] as const),
  ]);
  return { address: copy, height, width, perGroup, lanes };
}

/** What the kernel writes: pixels of images, these steps apart. */
interface Target extends PhaseSteps {
  readonly address: number;
  readonly relu: boolean;
  readonly size: readonly [images: number, height: number, width: number];
}

function convolve(
  engine: Engine,
  input: Spread,
  packed: number,
  window: Pick<Window, 'kernel' | 'stride' | 'dilation'>,
  start: readonly [row: number, column: number],
  out: Target,
): void {
  const [images, height, width] = out.size;
  engine.runDivided('channelwise_forward', { units: images * height, grain: 1 }, (from, to) => [
    ...([input.address, packed, out.address, input.height, input.width, input.perGroup, input.lanes] as const),
    ...windowArguments(window, start),
    ...([out.outImageStep, out.outRowStep, out.outPixelStep, out.relu ? 1 : 0, height, width, from, to] as const),
  ]);
}

/** Kernel size, start, stride and dilation, each vertical and horizontal. */
function windowArguments(
  { kernel, stride, dilation }: Pick<Window, 'kernel' | 'stride' | 'dilation'>,
  start: readonly [row: number, column: number],
) {
  return [...kernel, ...start, ...stride, ...dilation] as const;
}
