import type { Engine } from '../../tensor/engine.ts';
import type { Padding, Window } from './geometry.ts';

/** Some channels of channels-last images in memory. */
export interface ImagePart {
  readonly address: number;
  readonly images: number;
  readonly height: number;
  readonly width: number;
  /** Floats from pixel to pixel. */
  readonly lanes: number;
  readonly firstChannel: number;
  readonly channels: number;
}

/** Images with enough zeros around for a window; steps are in bytes. */
export interface PaddedImages {
  /** Of the first pixel that is not padding. */
  readonly origin: number;
  readonly imageStep: number;
  readonly rowStep: number;
  readonly pixelStep: number;
  readonly channels: number;
}

/** A window on padded images, with the byte steps that the kernels take. */
export interface SlidingInput {
  readonly address: number;
  readonly imageStep: number;
  /** From one output row to the next. */
  readonly rowStep: number;
  /** From one output pixel to the next. */
  readonly pixelStep: number;
  readonly runsY: number;
  /** Runs of neighbouring floats under the kernel: one per kernel row where they touch, else one per kernel tap. */
  readonly runsX: number;
  readonly runLength: number;
  readonly kernelStepY: number;
  readonly kernelStepX: number;
}

/** Runs of fewer floats are worth a copy that joins them to longer ones. */
const SHORTEST_RUN = 16;

/**
 * Images with at least this padding: as they are when none is asked for and the channels lie well enough for a kernel of `kernel`
 * taps, else as a copy in scratch memory.
 */
export function pad(engine: Engine, part: ImagePart, padding: Padding, kernel: readonly [number, number]): PaddedImages {
  const { address, images, height, width, lanes, firstChannel, channels } = part;
  const unpadded = [padding.top, padding.left, padding.bottom, padding.right].every((pixels) => pixels === 0);
  const longRuns = channels === lanes || kernel[1] === 1 || channels >= SHORTEST_RUN;
  if (unpadded && longRuns) {
    const rowStep = 4 * width * lanes;
    return { origin: address + 4 * firstChannel, imageStep: height * rowStep, rowStep, pixelStep: 4 * lanes, channels };
  }
  const [paddedHeight, paddedWidth] = [height + padding.top + padding.bottom, width + padding.left + padding.right];
  const pixelStep = 4 * channels;
  const rowStep = paddedWidth * pixelStep;
  const imageStep = paddedHeight * rowStep;
  const copy = engine.scratch(images * imageStep);
  engine.runDivided('conv_pad', { units: images, grain: 1 }, (from, to) => [
    ...([address + from * 4 * height * width * lanes, copy + from * imageStep, to - from, height, width] as const),
    ...([lanes, firstChannel, channels, padding.top, padding.left, paddedHeight, paddedWidth] as const),
  ]);
  return { origin: copy + padding.top * rowStep + padding.left * pixelStep, imageStep, rowStep, pixelStep, channels };
}

/** The window whose first tap begins at the pixel `start` (row, column; negative in the padding) of the images. */
export function slide(
  { origin, imageStep, rowStep, pixelStep, channels }: PaddedImages,
  { kernel, stride, dilation }: Pick<Window, 'kernel' | 'stride' | 'dilation'>,
  start: readonly [row: number, column: number],
): SlidingInput {
  const touching = kernel[1] === 1 || (dilation[1] === 1 && pixelStep === 4 * channels);
  return {
    address: origin + start[0] * rowStep + start[1] * pixelStep,
    imageStep,
    rowStep: stride[0] * rowStep,
    pixelStep: stride[1] * pixelStep,
    runsY: kernel[0],
    runsX: touching ? 1 : kernel[1],
    runLength: touching ? kernel[1] * channels : channels,
    kernelStepY: dilation[0] * rowStep,
    kernelStepX: dilation[1] * pixelStep,
  };
}
