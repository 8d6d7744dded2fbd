import type { Engine } from '../../tensor/engine.ts';
import { lanesOf } from '../../tensor/tensor.ts';

/**
 * The three products that the linear layer and the matrix product are made of, on the convolution kernels: rows of a
 * matrix are the pixels of an image one pixel high, columns its channels.
 */

/** A matrix in memory: row-major, the rows padded to `lanes` floats. */
export interface Matrix {
  readonly address: number;
  readonly rows: number;
  readonly columns: number;
  readonly lanes: number;
}

/** The longest float32 sum over rows that is made in one go: its error stays below that of the products around it. */
const ROWS_PER_SUM = 64;

/** A buffer for a matrix packed into panels of eight output columns, `length` products long, biases included. */
export function panels(engine: Engine, outColumns: number, length: number): number {
  return engine.scratch(4 * 8 * Math.ceil(outColumns / 8) * (1 + length));
}

/** out [rows, outColumns in lanes] = x times the matrix in `packed`, plus its biases. */
export function timesPanels(engine: Engine, x: Matrix, packed: number, out: number, outColumns: number): void {
  const lanes = lanesOf(outColumns);
  engine.runDivided('conv_forward', { units: x.rows, grain: 5 }, (from, to) => [
    ...([x.address, packed, out, 0, 0, 4 * x.lanes, 0, 0, 4 * lanes] as const),
    ...([1, 1, 0, 0, x.columns] as const),
    ...([lanes, 0, 1, x.rows, from, to] as const),
  ]);
}

/** Partial sums of x^T y, for `matrix_unpack` and `matrix_unpack_transposed`. `y` has the rows of `x`, in lanes. */
export function transposedTimes(engine: Engine, x: Matrix, y: number, outColumns: number) {
  const { images, width, groups } = summation(x.rows);
  const partial = engine.scratch(4 * 8 * Math.ceil(outColumns / 8) * x.columns * groups);
  const rowBytes = 4 * x.lanes * width;
  engine.runDivided('conv_weight_gradient', { units: groups * Math.ceil(outColumns / 8), grain: 1 }, (from, to) => [
    ...([x.address, y, 4 * lanesOf(outColumns), partial, images, groups, rowBytes, rowBytes, 4 * x.lanes] as const),
    ...([1, 1, 0, 0, x.columns] as const),
    ...([outColumns, 1, width, from, to] as const),
  ]);
  return { partial, groups };
}

/**
 * How a sum over rows is cut: into at most eight groups of `images`, each `width` rows long. Wide images spare the
 * kernel its outer loops, so the widest that divides the rows is taken. Depends on the number of rows only.
 */
function summation(rows: number): { readonly images: number; readonly width: number; readonly groups: number } {
  let images = Math.ceil(rows / ROWS_PER_SUM);
  while (rows % images !== 0) images += 1;
  return { images, width: rows / images, groups: Math.ceil(images / Math.ceil(images / 8)) };
}
