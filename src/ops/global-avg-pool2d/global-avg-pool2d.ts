import { UserError } from '../../base/errors.ts';
import { shapeText } from '../../base/format.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { pass } from '../../tensor/work.ts';

/**
 * Global average pooling: the mean of each channel over the image (Lin, Chen, Yan, "Network in network", 2014). Its
 * gradient is shared out evenly over the pixels.
 *
 * Shapes: x [N, C, H, W] (lanes) to [N, C, 1, 1] (lanes).
 * @throws UserError when x is not a batch of images.
 */
export function globalAvgPool2d(x: Tensor): Tensor {
  const { engine, shape } = x;
  const [images = 1, channels = 1, height = 1, width = 1] = shape;
  if (shape.length !== 4) {
    throw new UserError('global-avg-pool2d: the input is not a batch of images', {
      facts: [['input', `${shapeText(shape)}   (expected N, C, H, W)`]],
    });
  }
  const y = engine.output([images, channels, 1, 1], 'lanes', [x]);
  const [xImage, yImage] = [4 * height * width * x.lanes, 4 * x.lanes];
  const work = pass(images, xImage);
  engine.runDivided('global_avg_pool_forward', work, (from, to) => [
    ...([x.address + from * xImage, y.address + from * yImage, to - from, height * width, x.lanes] as const),
  ]);
  engine.tape.record(
    y,
    (dy) => {
      x.receive((dx) =>
        engine.runDivided('global_avg_pool_backward', work, (from, to) => [
          ...([dy + from * yImage, dx + from * xImage, to - from, height * width, x.lanes] as const),
        ]),
      );
    },
    [],
  );
  return y;
}
