/** The way back of batch normalisation, with the blocks and vectors of `batch-norm.kernel.ts`. */
import { BLOCK, PAIRED_BYTES, pair, storePair, sumOfBlocks } from '../../kernels/assembly/block-sums.ts';
import { madd } from '../../kernels/assembly/lanes.ts';

/** For each block [2][lanes]: the sums of dy, and of dy (x - mean). */
export function batch_norm_block_gradients(x: usize, dy: usize, coefficients: usize, partial: usize, rows: i32, lanes: i32): void {
  blockGradients(MASK_NONE, x, dy, 0, 0, coefficients, partial, rows, lanes);
}

/**
 * The same where ReLU followed, with dy = 0 where it gave 0. What it was given is computed once more, by the arithmetic of
 * `batch_norm_normalize`: that costs less than reading it.
 */
export function batch_norm_relu_block_gradients(
  x: usize, dy: usize, coefficients: usize, partial: usize, rows: i32, lanes: i32,
): void {
  blockGradients(MASK_FROM_X, x, dy, 0, 0, coefficients, partial, rows, lanes);
}

/** The same with y, the result of ReLU, saying where. Writes the masked gradient to `masked`: it is the residual's, too. */
export function batch_norm_masked_block_gradients(
  x: usize, dy: usize, y: usize, masked: usize, coefficients: usize, partial: usize, rows: i32, lanes: i32,
): void {
  blockGradients(MASK_FROM_Y, x, dy, y, masked, coefficients, partial, rows, lanes);
}

const MASK_NONE: i32 = 0;
const MASK_FROM_X: i32 = 1;
const MASK_FROM_Y: i32 = 2;

/** `mask` is known when this is compiled. */
// @ts-expect-error: decorator
@inline
function blockGradients(
  mask: i32, x: usize, dy: usize, y: usize, masked: usize, coefficients: usize, partial: usize, rows: i32, lanes: i32,
): void {
  const step = <usize>lanes << 2;
  for (let first = 0; first < rows; first += BLOCK) {
    memory.fill(partial, 0, step << 1);
    let left = min(BLOCK, rows - first);
    if (step <= PAIRED_BYTES) {
      for (; left >= 2; left -= 2) {
        let at: usize = 0;
        do {
          const vectors = coefficients + at;
          const mean = v128.load(vectors);
          const a = f32x4.sub(v128.load(x), mean);
          const b = f32x4.sub(v128.load(x + step), mean);
          const g = upstream(mask, a, dy, y, masked, vectors, step);
          const h = upstream(mask, b, dy + step, y + step, masked + step, vectors, step);
          const sums = partial + at;
          v128.store(sums, f32x4.add(v128.load(sums), f32x4.add(g, h)));
          v128.store(sums + step, f32x4.add(v128.load(sums + step), madd(h, b, f32x4.mul(g, a))));
          x += 16;
          dy += 16;
          if (mask == MASK_FROM_Y) {
            y += 16;
            masked += 16;
          }
          at += 16;
        } while (at < step);
        x += step;
        dy += step;
        if (mask == MASK_FROM_Y) {
          y += step;
          masked += step;
        }
      }
    }
    for (; left > 0; left--) {
      let at: usize = 0;
      do {
        const vectors = coefficients + at;
        const a = f32x4.sub(v128.load(x), v128.load(vectors));
        const g = upstream(mask, a, dy, y, masked, vectors, step);
        const sums = partial + at;
        v128.store(sums, f32x4.add(v128.load(sums), g));
        v128.store(sums + step, madd(g, a, v128.load(sums + step)));
        x += 16;
        dy += 16;
        if (mask == MASK_FROM_Y) {
          y += 16;
          masked += 16;
        }
        at += 16;
      } while (at < step);
    }
    partial += step << 1;
  }
}

/** The gradient behind the normalisation (and the addition), of one lane group: dy, masked where ReLU followed. */
// @ts-expect-error: decorator
@inline
function upstream(mask: i32, centred: v128, dy: usize, y: usize, masked: usize, vectors: usize, step: usize): v128 {
  const g = v128.load(dy);
  if (mask == MASK_NONE) return g;
  const zero = f32x4.splat(0);
  if (mask == MASK_FROM_X) {
    const normal = madd(centred, v128.load(vectors + step), v128.load(vectors + 2 * step));
    return v128.and(g, f32x4.gt(normal, zero));
  }
  const kept = v128.and(g, f32x4.gt(v128.load(y), zero));
  v128.store(masked, kept);
  return kept;
}

/**
 * Vectors [4][lanes]: dgamma, dbeta, and the terms by which the statistics' own dependence on x enters dx: the constant
 * one and the one that goes with x - mean. For the lanes from `firstLane` to before `endLane`.
 */
export function batch_norm_finish_gradients(
  partial: usize, coefficients: usize, out: usize, rows: i32, lanes: i32, firstLane: i32, endLane: i32,
): void {
  const step = <usize>lanes << 2;
  const total = f64x2.splat(<f64>rows);
  for (let at = <usize>firstLane << 2; at < <usize>endLane << 2; at += 8) {
    const scale = pair(coefficients + step + at);
    const inverse = pair(coefficients + 3 * step + at);
    const sum = sumOfBlocks(partial + at, rows, step << 1);
    const products = f64x2.mul(sumOfBlocks(partial + step + at, rows, step << 1), inverse);
    const share = f64x2.neg(f64x2.div(scale, total));
    storePair(out + at, products);
    storePair(out + step + at, sum);
    storePair(out + 2 * step + at, f64x2.mul(share, sum));
    storePair(out + 3 * step + at, f64x2.mul(share, f64x2.mul(products, inverse)));
  }
}

/** Training: dx = scale dy + slope (x - mean) + constant. */
export function batch_norm_input_gradient(
  x: usize, dy: usize, dx: usize, coefficients: usize, gradients: usize, rows: i32, lanes: i32,
): void {
  inputGradient(MASK_NONE, x, dy, dx, coefficients, gradients, rows, lanes);
}

/** The same where ReLU followed, masked as in `batch_norm_relu_block_gradients`. */
export function batch_norm_relu_input_gradient(
  x: usize, dy: usize, dx: usize, coefficients: usize, gradients: usize, rows: i32, lanes: i32,
): void {
  inputGradient(MASK_FROM_X, x, dy, dx, coefficients, gradients, rows, lanes);
}

// @ts-expect-error: decorator
@inline
function inputGradient(
  mask: i32, x: usize, dy: usize, dx: usize, coefficients: usize, gradients: usize, rows: i32, lanes: i32,
): void {
  const step = <usize>lanes << 2;
  const constant = gradients + 2 * step;
  const slope = constant + step;
  let left = rows;
  do {
    let at: usize = 0;
    do {
      const vectors = coefficients + at;
      const centred = f32x4.sub(v128.load(x + at), v128.load(vectors));
      const through = madd(centred, v128.load(slope + at), v128.load(constant + at));
      const g = upstream(mask, centred, dy + at, 0, 0, vectors, step);
      v128.store(dx + at, madd(g, v128.load(vectors + step), through));
      at += 16;
    } while (at < step);
    x += step;
    dy += step;
    dx += step;
  } while (--left);
}

/** Evaluation: dx = scale dy. */
export function batch_norm_scale_gradient(dy: usize, dx: usize, coefficients: usize, rows: i32, lanes: i32): void {
  const step = <usize>lanes << 2;
  const scale = coefficients + step;
  let left = rows;
  do {
    let at: usize = 0;
    do {
      v128.store(dx + at, f32x4.mul(v128.load(dy + at), v128.load(scale + at)));
      at += 16;
    } while (at < step);
    dy += step;
    dx += step;
  } while (--left);
}
