/**
 * Batch normalisation on [rows][lanes], where a row is a pixel (or a sample of features). Sums over rows have two
 * levels: float32 within a block of rows, which stays in the cache, float64 over the blocks. Blocks depend on the shape
 * only, never on threads. Per-channel numbers travel between the kernels as vectors of `lanes` float32, padding zero.
 */
import { floatOf, madd } from '../../kernels/assembly/lanes.ts';

/** Rows in a block; the operation sizes its scratch memory by the same number. */
const BLOCK: i32 = 64;
/**
 * Sums that go through all channels of a row before the next row read memory in its order, at its full speed; going down a
 * column of channels takes twice as long, though sums then stay in registers. Two rows at a time halve the loads and stores
 * of sums; where they are longer than this, the processor no longer sees that memory is read in order.
 */
const PAIRED_BYTES: usize = 256;

/**
 * For each block [2][lanes]: the sums of x, and the sums of (x - mean of the block)^2. One pass over memory: the squares are
 * taken about the first row of the block and moved to its mean at the end. That cancels little, however far from zero all
 * values are: the first row is about a deviation from the mean, and can be at most the root of the rows deviations from it.
 */
export function batch_norm_block_statistics(x: usize, partial: usize, rows: i32, lanes: i32): void {
  const step = <usize>lanes << 2;
  for (let first = 0; first < rows; first += BLOCK) {
    const count = min(BLOCK, rows - first);
    const origin = x;
    memory.fill(partial, 0, step << 1);
    let left = count;
    if (step <= PAIRED_BYTES) {
      for (; left >= 2; left -= 2) {
        let at: usize = 0;
        do {
          const from = v128.load(origin + at);
          const a = f32x4.sub(v128.load(x), from);
          const b = f32x4.sub(v128.load(x + step), from);
          const sums = partial + at;
          v128.store(sums, f32x4.add(v128.load(sums), f32x4.add(a, b)));
          v128.store(sums + step, f32x4.add(v128.load(sums + step), madd(b, b, f32x4.mul(a, a))));
          x += 16;
          at += 16;
        } while (at < step);
        x += step;
      }
    }
    for (; left > 0; left--) {
      let at: usize = 0;
      do {
        const a = f32x4.sub(v128.load(x), v128.load(origin + at));
        const sums = partial + at;
        v128.store(sums, f32x4.add(v128.load(sums), a));
        v128.store(sums + step, madd(a, a, v128.load(sums + step)));
        x += 16;
        at += 16;
      } while (at < step);
    }
    const all = f32x4.splat(<f32>count);
    const share = f32x4.splat(<f32>1 / <f32>count);
    for (let at: usize = 0; at < step; at += 16) {
      const sum = v128.load(partial + at);
      const squares = f32x4.sub(v128.load(partial + step + at), f32x4.mul(f32x4.mul(sum, share), sum));
      v128.store(partial + at, madd(all, v128.load(origin + at), sum));
      v128.store(partial + step + at, f32x4.max(squares, f32x4.splat(0)));
    }
    partial += step << 1;
  }
}

/**
 * Mean and biased variance of all rows from those of the blocks (Chan, Golub, LeVeque, "Updating formulae and a pairwise
 * algorithm for computing sample variances", 1979), for the lanes from `firstLane` to before `endLane`.
 */
export function batch_norm_finish_statistics(
  partial: usize, rows: i32, lanes: i32, mean: usize, variance: usize, firstLane: i32, endLane: i32,
): void {
  const step = <usize>lanes << 2;
  const total = f64x2.splat(<f64>rows);
  for (let at = <usize>firstLane << 2; at < <usize>endLane << 2; at += 8) {
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

/** y = (x - mean) scale + beta, but at least the floor: 0 for ReLU, minus infinity for none. NaN stays NaN. */
export function batch_norm_normalize(x: usize, y: usize, coefficients: usize, rows: i32, lanes: i32, floorBits: i32): void {
  const step = <usize>lanes << 2;
  const scale = coefficients + step;
  const beta = scale + step;
  const floor = f32x4.splat(floatOf(floorBits));
  let left = rows;
  do {
    let at: usize = 0;
    do {
      const centred = f32x4.sub(v128.load(x + at), v128.load(coefficients + at));
      v128.store(y + at, f32x4.pmax(madd(centred, v128.load(scale + at), v128.load(beta + at)), floor));
      at += 16;
    } while (at < step);
    x += step;
    y += step;
  } while (--left);
}

/** The same with a residual of x's shape: y = (x - mean) scale + beta + residual, but at least the floor. */
export function batch_norm_normalize_add(
  x: usize, residual: usize, y: usize, coefficients: usize, rows: i32, lanes: i32, floorBits: i32,
): void {
  const step = <usize>lanes << 2;
  const scale = coefficients + step;
  const beta = scale + step;
  const floor = f32x4.splat(floatOf(floorBits));
  let left = rows;
  do {
    let at: usize = 0;
    do {
      const centred = f32x4.sub(v128.load(x + at), v128.load(coefficients + at));
      const normal = madd(centred, v128.load(scale + at), v128.load(beta + at));
      v128.store(y + at, f32x4.pmax(f32x4.add(normal, v128.load(residual + at)), floor));
      at += 16;
    } while (at < step);
    x += step;
    residual += step;
    y += step;
  } while (--left);
}

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
