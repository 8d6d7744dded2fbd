import type { Engine } from '../../tensor/engine.ts';
import { lanesOf } from '../../tensor/tensor.ts';
import { pass } from '../../tensor/work.ts';

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

/** Columns of a panel. */
const PANEL = 8;

/** A matrix in memory of any row length in bytes. */
export interface Rows {
  readonly address: number;
  readonly rowBytes: number;
}

/** The longest float32 sum over rows that is made in one go: its error stays below that of the products around it. */
const ROWS_PER_SUM = 64;

/** Packs w [length, columns] into panels of eight columns, for products x w. @returns the address of the panels. */
export function packColumns(engine: Engine, w: Rows, length: number, columns: number): number {
  const packed = engine.scratch(panelBytes(length) * Math.ceil(columns / PANEL));
  engine.runDivided('matrix_pack', panelWork(columns, length), (from, to) => [
    ...([w.address + 4 * from, w.rowBytes, packed + (from / PANEL) * panelBytes(length), length, to - from] as const),
  ]);
  return packed;
}

/** Packs w [rows, length] into panels of eight rows with their biases (address or 0), for products x w^T + b. */
export function packRows(engine: Engine, w: Rows, bias: number, rows: number, length: number): number {
  const packed = engine.scratch(panelBytes(length) * Math.ceil(rows / PANEL));
  engine.runDivided('matrix_pack_transposed', panelWork(rows, length), (from, to) => [
    ...([w.address + from * w.rowBytes, w.rowBytes, bias === 0 ? 0 : bias + 4 * from] as const),
    ...([packed + (from / PANEL) * panelBytes(length), to - from, length] as const),
  ]);
  return packed;
}

/** Adds up the groups of `sums` into a matrix [length, columns], the rows padded with zeros to `lanes`. */
export function unpackColumns(engine: Engine, sums: PartialSums, out: Rows, length: number, columns: number): void {
  const { partial, groups, groupBytes } = sums;
  engine.runDivided('matrix_unpack', panelWork(columns, length * (1 + groups)), (from, to) => [
    ...([partial + 4 * length * from, groups, groupBytes, out.address + 4 * from, out.rowBytes, length, to - from] as const),
  ]);
}

/** Adds up the groups of `sums` into a dense matrix [rows, length]. */
export function unpackRows(engine: Engine, sums: PartialSums, out: number, rows: number, length: number): void {
  const { partial, groups, groupBytes } = sums;
  engine.runDivided('matrix_unpack_transposed', panelWork(rows, length * (1 + groups)), (from, to) => [
    ...([partial + 4 * length * from, groups, groupBytes, out + 4 * length * from, to - from, length] as const),
  ]);
}

/** Bytes of a panel with `length` products a column, biases included. */
function panelBytes(length: number): number {
  return 4 * PANEL * (1 + length);
}

/** The work of filling or emptying panels, of which `columns` fill the last one perhaps in part. */
function panelWork(columns: number, length: number) {
  return pass(columns, 8 * length, PANEL);
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

/** Sums over groups of rows, [group][panel][columns of x][8], yet to be added up. */
export interface PartialSums {
  readonly partial: number;
  readonly groups: number;
  readonly groupBytes: number;
}

/** Partial sums of x^T y, for `unpackColumns` and `unpackRows`. `y` has the rows of `x`, in lanes. */
export function transposedTimes(engine: Engine, x: Matrix, y: number, outColumns: number): PartialSums {
  const { images, width, groups } = summation(x.rows);
  const groupBytes = 4 * PANEL * Math.ceil(outColumns / PANEL) * x.columns;
  const partial = engine.scratch(groupBytes * groups);
  const rowBytes = 4 * x.lanes * width;
  engine.runDivided('conv_weight_gradient', { units: groups * Math.ceil(outColumns / PANEL), grain: 1 }, (from, to) => [
    ...([x.address, y, 4 * lanesOf(outColumns), partial, images, groups, rowBytes, rowBytes, 4 * x.lanes] as const),
    ...([1, 1, 0, 0, x.columns] as const),
    ...([outColumns, 1, width, from, to] as const),
  ]);
  return { partial, groups, groupBytes };
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
