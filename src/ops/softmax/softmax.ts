import { UserError } from '../../base/errors.ts';
import { shapeText } from '../../base/format.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { pass } from '../../tensor/work.ts';

/**
 * Softmax over the channels, y[c] = e^x[c] / sum over k of e^x[k] for each row: positive numbers that add up to 1. The
 * Jacobian of a row is diag(y) - y y^T and never formed: dx = y (dy - sum of dy y).
 *
 * Shapes: x [N, F] (lanes), y the same. The largest number of a row is taken off before exponentials, so that finite
 * numbers never overflow. NaN or +Infinity make their row NaN; -Infinity gives 0.
 * @throws UserError when x is not a table.
 */
export function softmax(x: Tensor): Tensor {
  const { engine, shape, layout } = x;
  const [rows = 0, classes = 0] = shape;
  if (shape.length !== 2 || layout !== 'lanes' || rows < 1 || classes < 1) {
    throw new UserError('softmax: the input is not one row of features per example', {
      facts: [['input', `${shapeText(shape)}   (expected N, F)`]],
      hint: 'Put a flatten before it, or a global pooling.',
    });
  }
  const row = 4 * x.lanes;
  const y = engine.output(shape, 'lanes', [x]);
  // An exponential takes as long as some dozen bytes to and from memory.
  engine.runDivided('softmax_forward', pass(rows, 4 * row), (from, to) => [
    ...([x.address + from * row, y.address + from * row, to - from, classes] as const),
  ]);
  engine.tape.record(
    y,
    (dy) =>
      x.receive((dx) =>
        engine.runDivided('softmax_backward', pass(rows, 3 * row), (from, to) => [
          ...([y.address + from * row, dy + from * row, dx + from * row, to - from, classes] as const),
        ]),
      ),
    [y],
  );
  return y;
}
