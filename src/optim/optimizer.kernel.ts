/**
 * The part of an update that all optimizers share: the global norm of the gradients and the factor that clips it.
 * Squares of float32 are exact in float64, so the norm is the same on every machine and cannot overflow.
 */
import { CLIP_FACTOR } from '../kernels/assembly/update.ts';

/**
 * out[i] (float64) = sum of squares of the i-th block of `block` float32 among `floats` (both multiples of four), for the
 * blocks [from, to).
 */
export function optimizer_square_sums(gradients: usize, floats: i32, block: i32, out: usize, from: i32, to: i32): void {
  for (let i = from; i < to; i++) {
    const first = i * block;
    store<f64>(out + <usize>(i * 8), squareSum(gradients + <usize>(first * 4), min(block, floats - first)));
  }
}

function squareSum(gradients: usize, floats: i32): f64 {
  let a = f64x2.splat(0);
  let b = a;
  let c = a;
  let d = a;
  const end = gradients + <usize>(floats * 4);
  const pairs = gradients + <usize>((floats & ~7) * 4);
  while (gradients < pairs) {
    const a2 = f64x2.promote_low_f32x4(v128.load64_zero(gradients));
    const b2 = f64x2.promote_low_f32x4(v128.load64_zero(gradients, 8));
    const c2 = f64x2.promote_low_f32x4(v128.load64_zero(gradients, 16));
    const d2 = f64x2.promote_low_f32x4(v128.load64_zero(gradients, 24));
    a = f64x2.add(a, f64x2.mul(a2, a2));
    b = f64x2.add(b, f64x2.mul(b2, b2));
    c = f64x2.add(c, f64x2.mul(c2, c2));
    d = f64x2.add(d, f64x2.mul(d2, d2));
    gradients += 32;
  }
  if (gradients < end) {
    const a2 = f64x2.promote_low_f32x4(v128.load64_zero(gradients));
    const b2 = f64x2.promote_low_f32x4(v128.load64_zero(gradients, 8));
    a = f64x2.add(a, f64x2.mul(a2, a2));
    b = f64x2.add(b, f64x2.mul(b2, b2));
  }
  a = f64x2.add(f64x2.add(a, b), f64x2.add(c, d));
  return f64x2.extract_lane(a, 0) + f64x2.extract_lane(a, 1);
}

/**
 * norm (float64) = root of the sum of `count` float64 at `sums`; the clip factor among `numbers` becomes
 * min(1, limit / (norm + 1e-6)), or 1 where the limit (float64) is Infinity. A NaN goes into both.
 */
export function optimizer_clip_factor(sums: usize, count: i32, limit: usize, norm: usize, numbers: usize): void {
  let sum: f64 = 0;
  for (let i = 0; i < count; i++) sum += load<f64>(sums + <usize>(i * 8));
  const root = sqrt<f64>(sum);
  store<f64>(norm, root);
  const most = load<f64>(limit);
  store<f32>(numbers + CLIP_FACTOR, most == Infinity ? 1 : <f32>min<f64>(1, most / (root + 1e-6)));
}
