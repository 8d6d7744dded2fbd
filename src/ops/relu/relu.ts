import type { Tensor } from '../../tensor/tensor.ts';

/** What an operation can apply to its own output before anything else reads it. */
export type FusedActivation = 'relu';

/**
 * Rectified linear unit: y = max(x, 0), element by element, any shape. Its derivative is 1 where x > 0 and 0 elsewhere,
 * at 0 too; the Jacobian is diagonal and never formed.
 */
export function relu(x: Tensor): Tensor {
  const { engine } = x;
  const y = engine.output(x.shape, x.layout, [x]);
  runForward(y, x.address);
  engine.tape.record(y, (dy) => x.receive((dx) => runBackward(y, dy, dx)), [y]);
  return y;
}

/** Ends an operation with its activation: what lies in `y` is replaced by the activation of it. */
export function activate(y: Tensor, activation: FusedActivation | undefined): void {
  if (activation !== undefined) runForward(y, y.address);
}

/** The gradient in front of the activation that `activate` applied, from the gradient `dy` behind it: two byte addresses. */
export function beforeActivation(y: Tensor, dy: number, activation: FusedActivation | undefined): number {
  if (activation === undefined) return dy;
  const before = y.engine.scratch(4 * y.floats);
  runBackward(y, dy, before);
  return before;
}

const GRAIN = 1024;

/** y = max(x, 0), of the floats at `x`. */
function runForward({ engine, address, floats }: Tensor, x: number): void {
  engine.runDivided('relu_forward', { units: floats, grain: GRAIN }, (from, to) => [x + 4 * from, address + 4 * from, to - from]);
}

function runBackward({ engine, address, floats }: Tensor, dy: number, dx: number): void {
  engine.runDivided('relu_backward', { units: floats, grain: GRAIN }, (from, to) => [
    ...([address + 4 * from, dy + 4 * from, dx + 4 * from, to - from] as const),
  ]);
}
