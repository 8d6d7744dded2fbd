/**
 * Batch normalisation on [rows][lanes], where a row is a pixel (or a sample of features). Sums over rows have two
 * levels: float32 within a block of rows, which stays in the cache, float64 over the blocks. Blocks depend on the shape
 * only, never on threads. Per-channel numbers travel between the kernels as vectors of `lanes` float32, padding zero.
 */
import { floatOf, madd } from '../../kernels/assembly/lanes.ts';

/** Rows in a block; the operation sizes its scratch memory by the same number. */
const BLOCK: i32 = 64;

/** For each block [2][lanes]: the sums of x, and the sums of (x - mean of the block)^2. */
export function batch_norm_block_statistics(x: usize, partial: usize, rows: i32, lanes: i32): void {
  const step = <usize>lanes << 2;
  for (let first = 0; first < rows; first += BLOCK) {
    const count = min(BLOCK, rows - first);
    const pairs = count >> 1;
    const single = count & 1;
    const share = f32x4.splat(<f32>1 / <f32>count);
    for (let at: usize = 0; at < step; at += 16) {
      let p = x + at;
      let even = f32x4.splat(0), odd = even;
      for (let i = pairs; i > 0; i--) {
        even = f32x4.add(even, v128.load(p));
        odd = f32x4.add(odd, v128.load(p + step));
        p += step << 1;
      }
      if (single) even = f32x4.add(even, v128.load(p));
      const sum = f32x4.add(even, odd);
      v128.store(partial + at, sum);

      const mean = f32x4.mul(sum, share);
      p = x + at;
      even = f32x4.splat(0);
      odd = even;
      for (let i = pairs; i > 0; i--) {
        const a = f32x4.sub(v128.load(p), mean);
        const b = f32x4.sub(v128.load(p + step), mean);
        even = madd(a, a, even);
        odd = madd(b, b, odd);
        p += step << 1;
      }
      if (single) {
        const a = f32x4.sub(v128.load(p), mean);
        even = madd(a, a, even);
      }
      v128.store(partial + step + at, f32x4.add(even, odd));
    }
    x += <usize>count * step;
    partial += step << 1;
  }
}

/**
 * Mean and biased variance of all rows from those of the blocks (Chan, Golub, LeVeque, "Updating formulae and a pairwise
 * algorithm for computing sample variances", 1979).
 */
export function batch_norm_finish_statistics(partial: usize, rows: i32, lanes: i32, mean: usize, variance: usize): void {
  const step = <usize>lanes << 2;
  const total = f64x2.splat(<f64>rows);
  for (let at: usize = 0; at < step; at += 8) {
    const centre = f64x2.div(sumOfBlocks(partial + at, rows, step << 1), total);
    let squares = f64x2.splat(0);
    let p = partial + at;
    for (let first = 0; first < rows; first += BLOCK) {
      const count = f64x2.splat(<f64>min(BLOCK, rows - first));
      const away = f64x2.sub(f64x2.div(pair(p), count), centre);
      squares = f64x2.add(squares, f64x2.add(pair(p + step), f64x2.mul(count, f64x2.mul(away, away))));
      p += step << 1;
    }
    storePair(mean + at, centre);
    storePair(variance + at, f64x2.div(squares, total));
  }
}

/** running = (1 - momentum) running + momentum batch, the variance of the batch unbiased. */
export function batch_norm_update_running(
  mean: usize, variance: usize, runningMean: usize, runningVariance: usize, rows: i32, channels: i32, momentumBits: i32,
): void {
  const momentum = <f64>floatOf(momentumBits);
  const unbiased = <f64>rows / <f64>(rows - 1);
  for (let at: usize = 0; at < <usize>channels << 2; at += 4) {
    const newMean = (1 - momentum) * <f64>load<f32>(runningMean + at) + momentum * <f64>load<f32>(mean + at);
    const newVariance = (1 - momentum) * <f64>load<f32>(runningVariance + at) + momentum * unbiased * <f64>load<f32>(variance + at);
    store<f32>(runningMean + at, <f32>newMean);
    store<f32>(runningVariance + at, <f32>newVariance);
  }
}

/** Vectors [4][lanes]: mean, gamma / sqrt(variance + epsilon), beta, 1 / sqrt(variance + epsilon). */
export function batch_norm_coefficients(
  mean: usize, variance: usize, gamma: usize, beta: usize, out: usize, channels: i32, lanes: i32, epsilonBits: i32,
): void {
  const epsilon = <f64>floatOf(epsilonBits);
  const step = <usize>lanes << 2;
  memory.fill(out, 0, step << 2);
  for (let at: usize = 0; at < <usize>channels << 2; at += 4) {
    const inverse = 1 / sqrt(<f64>load<f32>(variance + at) + epsilon);
    const target = out + at;
    store<f32>(target, load<f32>(mean + at));
    store<f32>(target + step, <f32>(<f64>load<f32>(gamma + at) * inverse));
    store<f32>(target + 2 * step, load<f32>(beta + at));
    store<f32>(target + 3 * step, <f32>inverse);
  }
}

/** y = (x - mean) scale + beta. */
export function batch_norm_normalize(x: usize, y: usize, coefficients: usize, rows: i32, lanes: i32): void {
  const step = <usize>lanes << 2;
  const scale = coefficients + step;
  const beta = scale + step;
  let left = rows;
  do {
    let at: usize = 0;
    do {
      const centred = f32x4.sub(v128.load(x + at), v128.load(coefficients + at));
      v128.store(y + at, madd(centred, v128.load(scale + at), v128.load(beta + at)));
      at += 16;
    } while (at < step);
    x += step;
    y += step;
  } while (--left);
}

/** For each block [2][lanes]: the sums of dy, and of dy (x - mean). */
export function batch_norm_block_gradients(x: usize, dy: usize, coefficients: usize, partial: usize, rows: i32, lanes: i32): void {
  const step = <usize>lanes << 2;
  for (let first = 0; first < rows; first += BLOCK) {
    const count = min(BLOCK, rows - first);
    for (let at: usize = 0; at < step; at += 16) {
      const mean = v128.load(coefficients + at);
      let offset = at;
      let sum = f32x4.splat(0), evenProducts = sum, oddProducts = sum;
      for (let i = count >> 1; i > 0; i--) {
        const g = v128.load(dy + offset);
        const h = v128.load(dy + offset + step);
        sum = f32x4.add(sum, f32x4.add(g, h));
        evenProducts = madd(g, f32x4.sub(v128.load(x + offset), mean), evenProducts);
        oddProducts = madd(h, f32x4.sub(v128.load(x + offset + step), mean), oddProducts);
        offset += step << 1;
      }
      if (count & 1) {
        const g = v128.load(dy + offset);
        sum = f32x4.add(sum, g);
        evenProducts = madd(g, f32x4.sub(v128.load(x + offset), mean), evenProducts);
      }
      v128.store(partial + at, sum);
      v128.store(partial + step + at, f32x4.add(evenProducts, oddProducts));
    }
    x += <usize>count * step;
    dy += <usize>count * step;
    partial += step << 1;
  }
}

/**
 * Vectors [4][lanes]: dgamma, dbeta, and the terms by which the statistics' own dependence on x enters dx: the constant
 * one and the one that goes with x - mean.
 */
export function batch_norm_finish_gradients(partial: usize, coefficients: usize, out: usize, rows: i32, lanes: i32): void {
  const step = <usize>lanes << 2;
  const total = f64x2.splat(<f64>rows);
  for (let at: usize = 0; at < step; at += 8) {
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
  const step = <usize>lanes << 2;
  const scale = coefficients + step;
  const constant = gradients + 2 * step;
  const slope = constant + step;
  let left = rows;
  do {
    let at: usize = 0;
    do {
      const centred = f32x4.sub(v128.load(x + at), v128.load(coefficients + at));
      const through = madd(centred, v128.load(slope + at), v128.load(constant + at));
      v128.store(dx + at, madd(v128.load(dy + at), v128.load(scale + at), through));
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

/** Two neighbouring channels in float64. */
// @ts-expect-error: decorator
@inline
function pair(address: usize): v128 {
  return f64x2.promote_low_f32x4(v128.load_zero<f64>(address));
}

// @ts-expect-error: decorator
@inline
function storePair(address: usize, value: v128): void {
  v128.store_lane<f64>(address, f32x4.demote_f64x2_zero(value), 0);
}

/** The sum over the blocks of all rows, for two neighbouring channels. */
// @ts-expect-error: decorator
@inline
function sumOfBlocks(partial: usize, rows: i32, step: usize): v128 {
  let sum = f64x2.splat(0);
  for (let first = 0; first < rows; first += BLOCK) {
    sum = f64x2.add(sum, pair(partial));
    partial += step;
  }
  return sum;
}
