import type { Tensor } from '../../tensor/tensor.ts';

/**
 * Rectified linear unit: y = max(x, 0), element by element, any shape. Its derivative is 1 where x > 0 and 0 elsewhere,
 * at 0 too; the Jacobian is diagonal and never formed.
 */
export function relu(x: Tensor): Tensor {
  const { engine } = x;
  const y = engine.output(x.shape, x.layout, [x]);
  const work = { units: x.floats, grain: 1024 };
  engine.runDivided('relu_forward', work, (from, to) => [x.address + 4 * from, y.address + 4 * from, to - from]);
  const backward = (dy: number, dx: number) =>
    engine.runDivided('relu_backward', work, (from, to) => [y.address + 4 * from, dy + 4 * from, dx + 4 * from, to - from]);
  engine.tape.record(y, (dy) => x.receive((dx) => backward(dy, dx)), [y]);
  return y;
}
