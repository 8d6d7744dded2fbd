import { UserError } from '../../base/errors.ts';
import { shapeText } from '../../base/format.ts';
import type { Shape } from '../../tensor/tensor.ts';

/** Padding of zeros around an image, in pixels. */
export interface Padding {
  readonly top: number;
  readonly left: number;
  readonly bottom: number;
  readonly right: number;
}

/**
 * How a padding may be given: pixels on all sides, [vertical, horizontal], [top, left, bottom, right], `valid` (none),
 * or `same`: the output is input / stride, rounded up; an odd pixel goes to the bottom and right (TensorFlow's and
 * ONNX's SAME_UPPER).
 */
export type PaddingOption = number | 'same' | 'valid' | readonly [number, number] | readonly [number, number, number, number];

/** One number for both directions, or [vertical, horizontal]. */
export type Pair = number | readonly [number, number];

/** A window that slides over an image: the geometry of convolutions and poolings. */
export interface Window {
  readonly kernel: readonly [height: number, width: number];
  readonly stride: readonly [vertical: number, horizontal: number];
  readonly dilation: readonly [vertical: number, horizontal: number];
  readonly padding: Padding;
  readonly outHeight: number;
  readonly outWidth: number;
}

export interface WindowOptions {
  readonly stride?: Pair;
  readonly padding?: PaddingOption;
  readonly dilation?: Pair;
}

export function pair(value: Pair): readonly [number, number] {
  return typeof value === 'number' ? [value, value] : value;
}

/**
 * Places a window on images [N, C, H, W]. Output size: floor((H + padding - dilation (k - 1) - 1) / stride) + 1.
 * @throws UserError when the kernel is larger than the padded input.
 */
export function placeWindow(operation: string, input: Shape, kernelOption: Pair, options: WindowOptions = {}): Window {
  const [, , height = 1, width = 1] = input;
  const kernel = pair(kernelOption);
  const stride = pair(options.stride ?? 1);
  const dilation = pair(options.dilation ?? 1);
  const reach = [dilation[0] * (kernel[0] - 1) + 1, dilation[1] * (kernel[1] - 1) + 1] as const;
  const padding = resolvePadding(options.padding ?? 0, [height, width], reach, stride);
  const padded = [height + padding.top + padding.bottom, width + padding.left + padding.right] as const;
  if (reach[0] > padded[0] || reach[1] > padded[1]) {
    throw new UserError(`${operation}: the kernel is larger than the padded input`, {
      facts: [
        ['input', `${shapeText(input)}   (N, C, H, W), with padding ${padded[0]} x ${padded[1]}`],
        [
          'kernel',
          `${kernel[0]} x ${kernel[1]}${reach[0] === kernel[0] && reach[1] === kernel[1] ? '' : `, dilated to ${reach[0]} x ${reach[1]}`}`,
        ],
      ],
      hint: 'Use a smaller kernel or more padding, or fewer poolings and strides before this layer.',
    });
  }
  const outHeight = Math.floor((padded[0] - reach[0]) / stride[0]) + 1;
  const outWidth = Math.floor((padded[1] - reach[1]) / stride[1]) + 1;
  return { kernel, stride, dilation, padding, outHeight, outWidth };
}

function resolvePadding(
  option: PaddingOption,
  size: readonly [number, number],
  reach: readonly [number, number],
  stride: readonly [number, number],
): Padding {
  if (option === 'valid') return { top: 0, left: 0, bottom: 0, right: 0 };
  if (option === 'same') {
    const total = ([0, 1] as const).map((axis) =>
      Math.max(0, (Math.ceil(size[axis] / stride[axis]) - 1) * stride[axis] + reach[axis] - size[axis]),
    ) as [number, number];
    const [top, left] = [Math.floor(total[0] / 2), Math.floor(total[1] / 2)];
    return { top, left, bottom: total[0] - top, right: total[1] - left };
  }
  if (typeof option === 'number') return { top: option, left: option, bottom: option, right: option };
  const [top, left, bottom = top, right = left] = option;
  return { top, left, bottom, right };
}
