import type { Tensor } from '../../tensor/tensor.ts';
import { pass } from '../../tensor/work.ts';
import { overlapping, type PoolingOptions, placePooling, poolingArguments } from '../pooling/geometry.ts';

export interface AvgPool2dOptions extends PoolingOptions {
  /**
   * Whether the zeros of the padding count in the mean (the default, as in PyTorch). What hangs over the padding with
   * `ceilMode` never counts.
   */
  readonly countIncludePad?: boolean;
}

/**
 * Two-dimensional average pooling: each output is the mean of its window, channel by channel; the gradient of an output
 * is shared out evenly over its window.
 *
 * Shapes: x [N, C, H, W] (lanes) to [N, C, H', W'] (lanes), H' as for `conv2d`, rounded up with `ceilMode`.
 * @throws UserError when x is not a batch of images, when the kernel is larger than the padded input, or when a window
 * would hold nothing but padding.
 */
export function avgPool2d(x: Tensor, options: AvgPool2dOptions): Tensor {
  const { engine, shape } = x;
  const window = placePooling('avg-pool2d', shape, options);
  const [images = 1, channels = 1] = shape;
  const { bottom, right } = window.padding;
  const edges = [options.countIncludePad === false ? 0 : 1, bottom, right] as const;
  const y = engine.output([images, channels, window.outHeight, window.outWidth], 'lanes', [x]);
  const [xImage, yImage] = [(4 * x.floats) / images, (4 * y.floats) / images];
  const work = pass(images, xImage + yImage);
  engine.runDivided('avg_pool_forward', work, (from, to) => [
    ...([x.address + from * xImage, y.address + from * yImage, ...edges] as const),
    ...poolingArguments(to - from, shape, window),
  ]);
  engine.tape.record(
    y,
    (dy) => {
      x.receive((dx) =>
        engine.runDivided('avg_pool_backward', work, (from, to) => [
          ...([dy + from * yImage, dx + from * xImage, overlapping(window), ...edges] as const),
          ...poolingArguments(to - from, shape, window),
        ]),
      );
    },
    [],
  );
  return y;
}
