import type { Shape, Tensor } from '../../tensor/tensor.ts';
import { pass } from '../../tensor/work.ts';
import type { Window } from '../conv2d/geometry.ts';
import { overlapping, type PoolingOptions, placePooling, poolingArguments } from '../pooling/geometry.ts';

/**
 * Two-dimensional max pooling: each output is the largest pixel of its window, channel by channel. Padding never wins.
 * The gradient of an output goes to the pixel that won, of equal pixels to the first in row-major order. NaN wins over
 * every number, as in PyTorch; of several NaNs the first gets the gradient.
 *
 * Shapes: x [N, C, H, W] (lanes) to [N, C, H', W'] (lanes), H' as for `conv2d`, rounded up with `ceilMode`.
 * @throws UserError when x is not a batch of images, when the kernel is larger than the padded input, or when a window
 * would hold nothing but padding.
 */
export function maxPool2d(x: Tensor, options: PoolingOptions): Tensor {
  const { engine, shape } = x;
  const window = placePooling('max-pool2d', shape, options);
  const [images = 1, channels = 1, height = 1, width = 1] = shape;
  const y = engine.output([images, channels, window.outHeight, window.outWidth], 'lanes', [x]);
  const [xImage, yImage] = [(4 * x.floats) / images, (4 * y.floats) / images];
  const work = pass(images, xImage + yImage);
  if (isHalving(shape, window)) {
    const size = [height, width, x.lanes] as const;
    engine.runDivided('max_pool_2x2_forward', work, (from, to) => [
      x.address + from * xImage,
      y.address + from * yImage,
      to - from,
      ...size,
    ]);
    engine.tape.record(y, (dy) => {
      x.receive((dx) =>
        engine.runDivided('max_pool_2x2_backward', work, (from, to) => [
          ...([x.address + from * xImage, y.address + from * yImage, dy + from * yImage, dx + from * xImage] as const),
          ...([to - from, ...size] as const),
        ]),
      );
    });
    return y;
  }
  engine.runDivided('max_pool_forward', work, (from, to) => [
    ...([x.address + from * xImage, y.address + from * yImage, ...poolingArguments(to - from, shape, window)] as const),
  ]);
  engine.tape.record(y, (dy) => {
    x.receive((dx) =>
      engine.runDivided('max_pool_backward', work, (from, to) => [
        ...([x.address + from * xImage, y.address + from * yImage, dy + from * yImage, dx + from * xImage] as const),
        ...([overlapping(window), ...poolingArguments(to - from, shape, window)] as const),
      ]),
    );
  });
  return y;
}

/** 2 x 2 windows side by side, none of which leaves the image. */
function isHalving(
  [, , height = 1, width = 1]: Shape,
  { kernel, stride, dilation, padding, outHeight, outWidth }: Window,
): boolean {
  return (
    [...kernel, ...stride].every((length) => length === 2) &&
    [...dilation].every((length) => length === 1) &&
    padding.top === 0 &&
    padding.left === 0 &&
    outHeight === Math.floor(height / 2) &&
    outWidth === Math.floor(width / 2)
  );
}
