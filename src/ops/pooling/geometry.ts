import { UserError } from '../../base/errors.ts';
import { shapeText } from '../../base/format.ts';
import { lanesOf, type Shape } from '../../tensor/tensor.ts';
import { type Pair, placeWindow, type Window, type WindowOptions } from '../conv2d/geometry.ts';

export interface PoolingOptions extends WindowOptions {
  /** Height and width of the window. The stride is the same unless given. */
  readonly kernel: Pair;
  /**
   * Whether a last window that hangs over the bottom or right edge is taken too, as long as it begins inside the image
   * or the padding before it (PyTorch's and ONNX's rule). By default pixels that do not fill a window are left out.
   */
  readonly ceilMode?: boolean;
}

/**
 * Places the windows of a pooling on images [N, C, H, W].
 * @throws UserError when the input is not a batch of images, when the kernel is larger than the padded input, or when a
 * window would hold nothing but padding.
 */
export function placePooling(operation: string, input: Shape, options: PoolingOptions): Window {
  if (input.length !== 4) {
    throw new UserError(`${operation}: the input is not a batch of images`, {
      facts: [['input', `${shapeText(input)}   (expected N, C, H, W)`]],
    });
  }
  const placed = placeWindow(operation, input, options.kernel, { ...options, stride: options.stride ?? options.kernel });
  const window = options.ceilMode === true ? withOverhang(input, placed) : placed;
  const [, , height = 1, width = 1] = input;
  const { kernel, stride, dilation, padding, outHeight, outWidth } = window;
  if (
    hasEmptyWindow(height, outHeight, stride[0], padding.top, kernel[0], dilation[0]) ||
    hasEmptyWindow(width, outWidth, stride[1], padding.left, kernel[1], dilation[1])
  ) {
    throw new UserError(`${operation}: some windows would hold nothing but padding`, {
      facts: [
        ['input', `${shapeText(input)}   (N, C, H, W)`],
        ['kernel', `${kernel.join(' x ')}, dilation ${dilation.join(' x ')}, stride ${stride.join(' x ')}`],
        ['padding', `top ${padding.top}, left ${padding.left}, bottom ${padding.bottom}, right ${padding.right}`],
      ],
      hint: 'Use less padding: at most half the kernel.',
    });
  }
  return window;
}

/** The geometry in the order in which the pooling kernels take it, for some of the images. */
export function poolingArguments(images: number, input: Shape, window: Window) {
  const [, channels = 1, height = 1, width = 1] = input;
  const { kernel, stride, dilation, padding } = window;
  return [
    ...([images, height, width, lanesOf(channels), window.outHeight, window.outWidth] as const),
    ...([kernel[0], kernel[1], stride[0], stride[1], dilation[0], dilation[1], padding.top, padding.left] as const),
  ] as const;
}

/** 1 when a pixel may lie in more than one window, else 0. */
export function overlapping({ kernel, stride, dilation }: Window): 0 | 1 {
  const apart = ([0, 1] as const).every((axis) => stride[axis] > dilation[axis] * (kernel[axis] - 1));
  return apart ? 0 : 1;
}

function withOverhang(input: Shape, window: Window): Window {
  const [, , height = 1, width = 1] = input;
  const { kernel, stride, dilation, padding } = window;
  const reach = [dilation[0] * (kernel[0] - 1) + 1, dilation[1] * (kernel[1] - 1) + 1] as const;
  return {
    ...window,
    outHeight: outputsWithOverhang(height, padding.top, padding.bottom, reach[0], stride[0]),
    outWidth: outputsWithOverhang(width, padding.left, padding.right, reach[1], stride[1]),
  };
}

function outputsWithOverhang(size: number, before: number, after: number, reach: number, stride: number): number {
  const outputs = Math.ceil((size + before + after - reach) / stride) + 1;
  return (outputs - 1) * stride >= size + before ? outputs - 1 : outputs;
}

function hasEmptyWindow(size: number, outputs: number, stride: number, before: number, taps: number, dilation: number): boolean {
  for (let output = 0; output < outputs; output++) {
    const start = output * stride - before;
    const first = start >= 0 ? 0 : Math.ceil(-start / dilation);
    if (first >= taps || start + first * dilation >= size) return true;
  }
  return false;
}
