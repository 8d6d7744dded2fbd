import { UserError } from '../../base/errors.ts';
import { shapeText } from '../../base/format.ts';
import type { Shape, Tensor } from '../../tensor/tensor.ts';
import { pass } from '../../tensor/work.ts';

/**
 * Images as rows of features, y[n, (c H + h) W + w] = x[n, c, h, w]: the order of PyTorch and ONNX, so that the weights of
 * a linear layer behind it can be exchanged with them. One pixel a channel lies the same either way and is not copied.
 *
 * Shapes: x [N, C, H, W] (lanes); the result is [N, C H W] (lanes).
 * @throws UserError when x is not a batch of images.
 */
export function flatten(x: Tensor): Tensor {
  const { engine } = x;
  const shape = flattenedShape(x.shape);
  const [images = 1, channels = 1, height = 1, width = 1] = x.shape;
  const pixels = height * width;
  if (pixels === 1) return sameMemory(x, shape);
  const y = engine.output(shape, 'lanes', [x]);
  const [xImage, yImage] = [(4 * x.floats) / images, (4 * y.floats) / images];
  const work = pass(images, xImage + yImage);
  engine.runDivided('flatten_forward', work, (from, to) => [
    x.address + from * xImage,
    y.address + from * yImage,
    to - from,
    pixels,
    channels,
  ]);
  engine.tape.record(
    y,
    (dy) => {
      x.receive((dx) =>
        engine.runDivided('flatten_backward', work, (from, to) => [
          dy + from * yImage,
          dx + from * xImage,
          to - from,
          pixels,
          channels,
        ]),
      );
    },
    [],
  );
  return y;
}

/** The shape of the result. @throws UserError as `flatten`. */
function flattenedShape(input: Shape): Shape {
  if (input.length !== 4) {
    throw new UserError('flatten: the input is not a batch of images', {
      facts: [['input', `${shapeText(input)}   (expected N, C, H, W)`]],
    });
  }
  const [images = 1, channels = 1, height = 1, width = 1] = input;
  return [images, channels * height * width];
}

function sameMemory(x: Tensor, shape: Shape): Tensor {
  const y = x.engine.view(x, shape);
  x.engine.tape.record(y, (dy) => x.receiveShared(dy), []);
  return y;
}
