import type { Engine } from '../../tensor/engine.ts';
import type { Padding, Window } from './geometry.ts';

/** Images that a window slides over without ever leaving them, with the byte steps that the kernels take. */
export interface SlidingInput {
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
export function slide(
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
    const [sourceImage, paddedImage] = [4 * height * width * lanes, 4 * paddedHeight * paddedWidth * channels];
    engine.runDivided('conv_pad', { units: images, grain: 1 }, (from, to) => [
      ...([source.address + from * sourceImage, address + from * paddedImage, to - from, height, width] as const),
      ...([lanes, firstChannel, channels, padding.top, padding.left, paddedHeight, paddedWidth, gap[0], gap[1]] as const),
    ]);
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
