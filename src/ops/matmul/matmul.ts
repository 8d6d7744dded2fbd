import { UserError } from '../../base/errors.ts';
import { shapeText } from '../../base/format.ts';
import { lanesOf, type Shape, type Tensor } from '../../tensor/tensor.ts';
import { type Matrix, packColumns, packRows, timesPanels, transposedTimes, unpackColumns } from './panels.ts';

/**
 * Matrix product, y[m, n] = sum over k of a[m, k] b[k, n]. Gradients: da = dy b^T, db = a^T dy; the Jacobians, of
 * M N x M K numbers, are never formed.
 *
 * Shapes: a [M, K] (lanes), b [K, N] (lanes); the result is [M, N] (lanes).
 * @throws UserError when an input is not a matrix, or the columns of `a` are not as many as the rows of `b`.
 */
export function matmul(a: Tensor, b: Tensor): Tensor {
  const { engine } = a;
  const [rows, length, columns] = checkMatmul(a.shape, b.shape);
  const y = engine.output([rows, columns], 'lanes', [a, b]);
  const left: Matrix = { address: a.address, rows, columns: length, lanes: a.lanes };
  const right = { address: b.address, rowBytes: 4 * b.lanes };
  engine.briefly(() => {
    timesPanels(engine, left, packColumns(engine, right, length, columns), y.address, columns);
  });
  engine.tape.record(
    y,
    (dy) => {
      a.receive((da) => {
        const packedBack = packRows(engine, right, 0, length, columns);
        timesPanels(engine, { address: dy, rows, columns, lanes: lanesOf(columns) }, packedBack, da, length);
      });
      b.receive((db) => {
        const sums = transposedTimes(engine, left, dy, columns);
        unpackColumns(engine, sums, { address: db, rowBytes: 4 * b.lanes }, length, columns);
      });
    },
    [a, b],
  );
  return y;
}

/** The sizes [M, K, N] of a product of these shapes. @throws UserError as `matmul`. */
function checkMatmul(a: Shape, b: Shape): readonly [rows: number, length: number, columns: number] {
  const facts = [
    ['a', `${shapeText(a)}   (M, K)`],
    ['b', `${shapeText(b)}   (K, N)`],
  ] as const;
  const [rows = 1, length = 1] = a;
  const [expected = 1, columns = 1] = b;
  if (a.length !== 2 || b.length !== 2) throw new UserError('matmul: both inputs must be matrices', { facts });
  if (length !== expected) throw new UserError(`matmul: a has ${length} columns but b has ${expected} rows`, { facts });
  return [rows, length, columns];
}
