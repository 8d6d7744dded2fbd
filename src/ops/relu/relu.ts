import type { Tensor } from '../../tensor/tensor.ts';

/**
 * Rectified linear unit: y = max(x, 0), element by element, any shape. Its derivative is 1 where x > 0 and 0 elsewhere,
 * at 0 too; the Jacobian is diagonal and never formed.
 */
export function relu(x: Tensor): Tensor {
  const { engine } = x;
  const y = engine.output(x.shape, x.layout, [x]);
  engine.run('relu_forward', x.address, y.address, x.floats);
  engine.tape.record(y, (dy) => {
    x.receive((dx) => engine.run('relu_backward', y.address, dy, dx, x.floats));
  });
  return y;
}
