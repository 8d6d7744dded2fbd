/**
 * Batch normalisation on [rows][lanes], where a row is a pixel (or a sample of features). Sums over rows have two
 * levels: float32 within a block of rows, which stays in the cache, float64 over the blocks. Blocks depend on the shape
 * only, never on threads. Per-channel numbers travel between the kernels as vectors of `lanes` float32, padding zero.
 */
import { BLOCK, PAIRED_BYTES, pair, storePair, sumOfBlocks } from '../../kernels/assembly/block-sums.ts';
import { floatOf, madd } from '../../kernels/assembly/lanes.ts';

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
