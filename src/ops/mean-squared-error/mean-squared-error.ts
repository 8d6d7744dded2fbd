import { UserError } from '../../base/errors.ts';
import { shapeText } from '../../base/format.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { passOverFloats } from '../../tensor/work.ts';

/**
 * Mean squared error: the mean over all elements (not only over rows) of (prediction - target)^2, the definition of
 * PyTorch's MSELoss. The gradient of the prediction is 2 (prediction - target) / number of elements, that of the target
 * its negative.
 *
 * Shapes: prediction and target alike, any layout; the result is one number, [] (dense). NaN and Infinity pass through.
 * @throws UserError when the shapes or layouts differ.
 */
export function meanSquaredError(prediction: Tensor, target: Tensor): Tensor {
  checkAlike(prediction, target);
  const { engine, floats, size } = prediction;
  const loss = engine.output([], 'dense', [prediction, target]);
  // The tail of a dense array is not promised to be zero; the padding of lanes is.
  const count = prediction.layout === 'lanes' ? floats : size;
  engine.run('mse_forward', prediction.address, target.address, count, size, loss.address);
  engine.tape.record(loss, (dy) => {
    prediction.receive((gradient) => sendGradient(prediction, target, dy, gradient));
    target.receive((gradient) => sendGradient(target, prediction, dy, gradient));
  });
  return loss;
}

function sendGradient(of: Tensor, other: Tensor, dy: number, gradient: number): void {
  const { engine, floats, size, pixels, channels } = of;
  engine.runDivided('mse_backward', passOverFloats(floats, 3), (from, to) => [
    ...([of.address + 4 * from, other.address + 4 * from, dy, gradient + 4 * from, to - from, size] as const),
  ]);
  // Zero times a negative or broken upstream gradient is not the zero that padding must be.
  if (of.layout === 'lanes') engine.clearPadding(gradient, pixels, channels);
}

function checkAlike(prediction: Tensor, target: Tensor): void {
  const { shape, layout } = prediction;
  const alike = shape.length === target.shape.length && shape.every((length, axis) => length === target.shape[axis]);
  if (alike && layout === target.layout) return;
  throw new UserError('meanSquaredError: the prediction and the target differ in shape', {
    facts: [
      ['prediction', `${shapeText(shape)}   (${layout})`],
      ['target', `${shapeText(target.shape)}   (${target.layout})`],
    ],
  });
}
