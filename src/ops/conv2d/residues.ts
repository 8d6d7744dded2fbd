import type { Engine } from '../../tensor/engine.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import type { Padding, Window } from './geometry.ts';

/**
 * The input gradient of a strided convolution, one axis. dx[i] is the sum of dy[o] w[k] over all o and k with
 * o stride + k dilation - padding = i, so pixels with the same remainder of i by the stride meet the same taps k: for them the gradient is a
 * convolution of stride 1 of dy with those taps alone. (Shi et al., "Is the deconvolution layer the same as a convolutional layer?",
 * 2016, for the transposed convolution.) This takes as many multiply-adds as the forward pass; dy spread out with
 * zeros would take stride times as many on each axis.
 */
export interface Residue {
  /** The first pixel of dx; the others follow a stride apart. */
  readonly first: number;
  readonly count: number;
  /** Taps firstTap, firstTap + tapStep, ...; there may be none, and then dx is zero here. */
  readonly taps: number;
  readonly firstTap: number;
  readonly tapStep: number;
  /** Where in dy the last tap lies for the first pixel (perhaps outside), and how far it is from there to the tap before it. */
  readonly start: number;
  readonly dilation: number;
}

/** The residues of an axis of `size` pixels. */
export function residuesOf(size: number, kernel: number, stride: number, dilation: number, padding: number): Residue[] {
  const divisor = greatestCommonDivisor(stride, dilation);
  const tapStep = stride / divisor;
  return Array.from({ length: Math.min(stride, size) }, (_, first) => {
    const candidates = Array.from({ length: Math.min(kernel, tapStep) }, (_, tap) => tap);
    const firstTap = candidates.find((tap) => (first + padding - tap * dilation) % stride === 0) ?? kernel;
    const taps = Math.ceil((kernel - firstTap) / tapStep);
    const lastTap = firstTap + (taps - 1) * tapStep;
    return {
      first,
      count: Math.ceil((size - first) / stride),
      taps,
      firstTap,
      tapStep,
      start: (first + padding - lastTap * dilation) / stride,
      dilation: dilation / divisor,
    };
  });
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}

/** The part of an input gradient whose pixels have the same residues on both axes. */
export interface Phase {
  readonly vertical: Residue;
  readonly horizontal: Residue;
  readonly window: Pick<Window, 'kernel' | 'stride' | 'dilation'>;
  /** Where in dy its window starts. */
  readonly start: readonly [row: number, column: number];
  /** Bytes from the beginning of dx to the first of its pixels. */
  readonly offset: number;
}

/** Byte steps in dx between the pixels of one phase. */
export interface PhaseSteps {
  readonly outImageStep: number;
  readonly outRowStep: number;
  readonly outPixelStep: number;
}

/** How the input gradient of a convolution falls into phases. */
export interface InputGradient {
  readonly phases: readonly Phase[];
  readonly steps: PhaseSteps;
}

/** The phases of dx that any tap hits; the pixels that none hits are cleared. */
export function phasesOf(engine: Engine, x: Tensor, window: Window, dx: number): InputGradient {
  const [images = 1, , height = 1, width = 1] = x.shape;
  const { kernel, stride, dilation, padding } = window;
  const vertical = residuesOf(height, kernel[0], stride[0], dilation[0], padding.top);
  const horizontal = residuesOf(width, kernel[1], stride[1], dilation[1], padding.left);
  const [pixelBytes, rowBytes] = [4 * x.lanes, 4 * x.lanes * width];
  const steps = { outImageStep: height * rowBytes, outRowStep: stride[0] * rowBytes, outPixelStep: stride[1] * pixelBytes };

  const clear = (offset: number, pixelStep: number, rows: number, columns: number, bytes: number) => {
    engine.runDivided('conv_clear', { units: images, grain: 1 }, (from, to) => [
      ...([dx + offset, steps.outImageStep, steps.outRowStep, pixelStep, rows, columns, bytes, from, to] as const),
    ]);
  };
  const phases: Phase[] = [];
  for (const down of vertical) {
    const row = down.first * rowBytes;
    if (down.taps === 0) {
      clear(row, 0, down.count, 1, rowBytes);
      continue;
    }
    for (const along of horizontal) {
      const offset = row + along.first * pixelBytes;
      if (along.taps === 0) {
        clear(offset, steps.outPixelStep, down.count, along.count, pixelBytes);
        continue;
      }
      phases.push({
        vertical: down,
        horizontal: along,
        window: { kernel: [down.taps, along.taps], stride: [1, 1], dilation: [down.dilation, along.dilation] },
        start: [down.start, along.start],
        offset,
      });
    }
  }
  return { phases, steps };
}

/** The zeros that the windows of all phases need around dy [.., outHeight, outWidth]. */
export function paddingOf(phases: readonly Phase[], { outHeight, outWidth }: Window): Padding {
  const before = (residues: readonly Residue[]) => Math.max(0, ...residues.map(({ start }) => -start));
  const after = (residues: readonly Residue[], size: number) =>
    Math.max(0, ...residues.map(({ start, count, taps, dilation }) => start + count + (taps - 1) * dilation - size));
  const [vertical, horizontal] = [phases.map((phase) => phase.vertical), phases.map((phase) => phase.horizontal)];
  return {
    top: before(vertical),
    left: before(horizontal),
    bottom: after(vertical, outHeight),
    right: after(horizontal, outWidth),
  };
}
