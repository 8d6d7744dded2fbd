import { UserError } from '../../base/errors.ts';
import { shapeText } from '../../base/format.ts';
import { bitsOf, type KernelName, type Kernels } from '../../kernels/load.ts';
import type { Engine } from '../../tensor/engine.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { passOverFloats } from '../../tensor/work.ts';

/**
 * Functions element by element, of one tensor or of two with the same shape and layout; the result has that shape and
 * layout. Their Jacobians are diagonal and never formed. Where a kernel leaves something other than zero in the
 * padding (e^0 = 1, 0 / 0), the padding is cleared behind it.
 */

/** y = x where x > 0, else slope x; its derivative at 0 is the slope (Maas, Hannun, Ng 2013). */
export function leakyRelu(x: Tensor, slope: number): Tensor {
  const { engine } = x;
  const slopeBits = bitsOf(slope);
  const y = engine.output(x.shape, x.layout, [x]);
  const work = passOverFloats(x.floats, 2);
  engine.runDivided('leaky_relu_forward', work, (from, to) => [
    ...([x.address + 4 * from, y.address + 4 * from, to - from, slopeBits] as const),
  ]);
  engine.tape.record(
    y,
    (dy) => {
      x.receive((dx) =>
        engine.runDivided('leaky_relu_backward', work, (from, to) => [
          ...([x.address + 4 * from, dy + 4 * from, dx + 4 * from, to - from, slopeBits] as const),
        ]),
      );
    },
    [x],
  );
  return y;
}

/** The logistic function, y = 1 / (1 + e^-x); dx = dy y (1 - y). */
export function sigmoid(x: Tensor): Tensor {
  return unary(x, 'sigmoid_forward', 'sigmoid_backward', { zeroAtZero: false });
}

/** The hyperbolic tangent; dx = dy (1 - y^2). */
export function tanh(x: Tensor): Tensor {
  return unary(x, 'tanh_forward', 'tanh_backward', { zeroAtZero: true });
}

/** y = e^x; dx = dy y. */
export function exp(x: Tensor): Tensor {
  return unary(x, 'exp_forward', 'multiply_forward', { zeroAtZero: false });
}

/** y = a + b; the gradient goes to both. @throws UserError when shapes or layouts differ. */
export function add(a: Tensor, b: Tensor): Tensor {
  const backward = (_: Tensor, dy: number) => {
    a.receiveShared(dy);
    b.receiveShared(dy);
  };
  return binary('add', a, b, 'sum_of_two', backward, []);
}

/** y = a - b; da = dy, db = -dy. @throws UserError when shapes or layouts differ. */
export function subtract(a: Tensor, b: Tensor): Tensor {
  const backward = ({ engine, floats }: Tensor, dy: number) => {
    a.receiveShared(dy);
    b.receive((db) => run(engine, 'negate', [dy, db], floats));
  };
  return binary('subtract', a, b, 'subtract_forward', backward, []);
}

/** y = a b; da = dy b, db = dy a. @throws UserError when shapes or layouts differ. */
export function multiply(a: Tensor, b: Tensor): Tensor {
  return binary('multiply', a, b, 'multiply_forward', ({ engine, floats }, dy) => {
    a.receive((da) => run(engine, 'multiply_forward', [dy, b.address, da], floats));
    b.receive((db) => run(engine, 'multiply_forward', [dy, a.address, db], floats));
  });
}

/** y = a / b; da = dy / b, db = -dy y / b. Division by zero gives infinity or NaN. @throws UserError when shapes or layouts differ. */
export function divide(a: Tensor, b: Tensor): Tensor {
  const y = binary('divide', a, b, 'divide_forward', ({ engine, address, floats }, dy) => {
    a.receive((da) => {
      run(engine, 'divide_forward', [dy, b.address, da], floats);
      clearPadding(a, da);
    });
    b.receive((db) => {
      run(engine, 'divide_backward_second', [dy, address, b.address, db], floats);
      clearPadding(b, db);
    });
  });
  clearPadding(y, y.address);
  return y;
}

/** y = max(a, b); the gradient goes to the larger, to `a` where they are equal. @throws UserError when shapes or layouts differ. */
export function maximum(a: Tensor, b: Tensor): Tensor {
  return binary('maximum', a, b, 'maximum_forward', ({ engine, floats }, dy) => {
    a.receive((da) => run(engine, 'maximum_backward_first', [a.address, b.address, dy, da], floats));
    b.receive((db) => run(engine, 'maximum_backward_second', [a.address, b.address, dy, db], floats));
  });
}

type UnaryForward = 'sigmoid_forward' | 'tanh_forward' | 'exp_forward';
/** Kernels (y, dy, dx): all these derivatives are functions of the result. */
type UnaryBackward = 'sigmoid_backward' | 'tanh_backward' | 'multiply_forward';
type BinaryForward = 'sum_of_two' | 'subtract_forward' | 'multiply_forward' | 'divide_forward' | 'maximum_forward';

function unary(
  x: Tensor,
  forward: UnaryForward,
  backward: UnaryBackward,
  { zeroAtZero }: { readonly zeroAtZero: boolean },
): Tensor {
  const { engine } = x;
  const y = engine.output(x.shape, x.layout, [x]);
  run(engine, forward, [x.address, y.address], x.floats);
  if (!zeroAtZero) clearPadding(y, y.address);
  engine.tape.record(y, (dy) => x.receive((dx) => run(engine, backward, [y.address, dy, dx], x.floats)), [y]);
  return y;
}

/** @param reads the tensors whose values `backward` reads; the inputs and the result, where nothing else is said. */
function binary(
  name: string,
  a: Tensor,
  b: Tensor,
  forward: BinaryForward,
  backward: (y: Tensor, dy: number) => void,
  reads?: readonly Tensor[],
): Tensor {
  const { engine } = a;
  if (shapeText(a.shape) !== shapeText(b.shape) || a.layout !== b.layout) {
    throw new UserError(`${name}: the inputs differ in shape or layout`, {
      facts: [
        ['first', `${shapeText(a.shape)}   ${a.layout}`],
        ['second', `${shapeText(b.shape)}   ${b.layout}`],
      ],
    });
  }
  const y = engine.output(a.shape, a.layout, [a, b]);
  run(engine, forward, [a.address, b.address, y.address], a.floats);
  engine.tape.record(y, (dy) => backward(y, dy), reads);
  return y;
}

/** The addresses that a kernel takes before the length of its arrays. */
type ArraysOf<K extends KernelName> = Parameters<Kernels[K]> extends [...infer Arrays extends number[], number] ? Arrays : never;

/** Runs a kernel whose arguments are arrays of `floats` float32 and their length, divided among the threads. */
function run<K extends KernelName>(engine: Engine, kernel: K, arrays: ArraysOf<K>, floats: number): void {
  engine.runDivided(
    kernel,
    passOverFloats(floats, arrays.length),
    (from, to) => [...arrays.map((address: number) => address + 4 * from), to - from] as Parameters<Kernels[K]>,
  );
}

/** Zeroes what lies at `address` between and behind the elements of a tensor like this one. */
function clearPadding(tensor: Tensor, address: number): void {
  const [pixels, channels] = tensor.layout === 'lanes' ? [tensor.pixels, tensor.channels] : [1, tensor.size];
  tensor.engine.clearPadding(address, pixels, channels);
}
