/** Sums over the rows of [rows][lanes] in two levels: float32 within a block of rows, float64 over the blocks. */

/** Rows in a block; the operation sizes its scratch memory by the same number. */
export const BLOCK: i32 = 64;
/**
 * Sums that go through all channels of a row before the next row read memory in its order, at its full speed; going down a
 * column of channels takes twice as long, though sums then stay in registers. Two rows at a time halve the loads and stores
 * of sums; where they are longer than this, the processor no longer sees that memory is read in order.
 */
export const PAIRED_BYTES: usize = 256;

/** Two neighbouring channels in float64. */
// @ts-expect-error: decorator
@inline
export function pair(address: usize): v128 {
  return f64x2.promote_low_f32x4(v128.load_zero<f64>(address));
}

// @ts-expect-error: decorator
@inline
export function storePair(address: usize, value: v128): void {
  v128.store_lane<f64>(address, f32x4.demote_f64x2_zero(value), 0);
}

/** The sum over the blocks of all rows, for two neighbouring channels. */
// @ts-expect-error: decorator
@inline
export function sumOfBlocks(partial: usize, rows: i32, step: usize): v128 {
  let sum = f64x2.splat(0);
  for (let first = 0; first < rows; first += BLOCK) {
    sum = f64x2.add(sum, pair(partial));
    partial += step;
  }
  return sum;
}
