/**
 * Winograd's minimal filtering F(m x m, r x r) computes m x m outputs of an r x r filter from n x n inputs, n = m + r - 1, with
 * n x n multiplications (Lavin, Gray, "Fast Algorithms for Convolutional Neural Networks", 2016): Y = A^T [(G g G^T) * (B^T d B)] A.
 * The three forms here are named by outputs and filter:
 *
 * - F(4x4, 3x3) and F(2x2, 5x5), interpolation points 0, 1, -1, 2, -2 and infinity: 36 multiplications for 16 or 4 outputs
 * - F(2x2, 3x3), interpolation points 0, 1, -1 and infinity: 16 multiplications for 4 outputs
 */
import { madd } from './lanes';

export const F4_3: i32 = 0;
export const F2_5: i32 = 1;
export const F2_3: i32 = 2;

/**
 * Bytes between the matrices of two points of a Winograd transform. Without them the streams that a transform reads or
 * writes at once would lie a power of two apart, fall into the same few lines of the first-level cache and throw each
 * other out, at twice the time.
 */
export const POINT_GAP: usize = 64;

/** Bytes of one lane group. */
export const LANE: usize = 16;

/** Output pixels of a tile along one side. */
// @ts-ignore: decorator
@inline
export function tileSize(form: i32): i32 {
  return form == F4_3 ? 4 : 2;
}

/** Taps of the filter along one side. */
// @ts-ignore: decorator
@inline
export function tapsOf(form: i32): i32 {
  return form == F2_5 ? 5 : 3;
}

/** Points of the transform along one side. */
// @ts-ignore: decorator
@inline
export function pointsOf(form: i32): i32 {
  return form == F2_3 ? 4 : 6;
}

/** G times a column of taps: lane groups `step` bytes apart become points `targetStep` bytes apart. */
export function expand_taps(form: i32, source: usize, step: usize, target: usize, targetStep: usize): void {
  const g0 = v128.load(source);
  const g1 = v128.load(source + step);
  const g2 = v128.load(source + 2 * step);
  if (form == F2_3) {
    const half = f32x4.splat(0.5);
    const ends = f32x4.mul(half, f32x4.add(g0, g2));
    const middle = f32x4.mul(half, g1);
    v128.store(target, g0);
    v128.store(target + targetStep, f32x4.add(ends, middle));
    v128.store(target + 2 * targetStep, f32x4.sub(ends, middle));
    v128.store(target + 3 * targetStep, g2);
    return;
  }
  // Sums over the even and the odd taps at the points 1 and 2; at -1 and -2 the odd ones change their sign.
  let even = f32x4.add(g0, g2), odd = g1;
  let farEven = madd(f32x4.splat(4), g2, g0), farOdd = f32x4.mul(f32x4.splat(2), g1);
  let last = g2;
  if (form == F2_5) {
    const g3 = v128.load(source + 3 * step);
    last = v128.load(source + 4 * step);
    even = f32x4.add(even, last);
    odd = f32x4.add(odd, g3);
    farEven = madd(f32x4.splat(16), last, farEven);
    farOdd = madd(f32x4.splat(8), g3, farOdd);
  }
  const near = f32x4.splat(-1.0 / 6.0), far = f32x4.splat(1.0 / 24.0);
  v128.store(target, f32x4.mul(f32x4.splat(0.25), g0));
  v128.store(target + targetStep, f32x4.mul(near, f32x4.add(even, odd)));
  v128.store(target + 2 * targetStep, f32x4.mul(near, f32x4.sub(even, odd)));
  v128.store(target + 3 * targetStep, f32x4.mul(far, f32x4.add(farEven, farOdd)));
  v128.store(target + 4 * targetStep, f32x4.mul(far, f32x4.sub(farEven, farOdd)));
  v128.store(target + 5 * targetStep, last);
}

/** G^T times a column of points, the transpose of `expand_taps`: points `step` bytes apart become taps `targetStep` bytes apart. */
export function contract_points(form: i32, source: usize, step: usize, target: usize, targetStep: usize): void {
  const u0 = v128.load(source);
  const u1 = v128.load(source + step);
  const u2 = v128.load(source + 2 * step);
  const u3 = v128.load(source + 3 * step);
  if (form == F2_3) {
    const half = f32x4.splat(0.5);
    const sum = f32x4.mul(half, f32x4.add(u1, u2));
    v128.store(target, f32x4.add(u0, sum));
    v128.store(target + targetStep, f32x4.mul(half, f32x4.sub(u1, u2)));
    v128.store(target + 2 * targetStep, f32x4.add(sum, u3));
    return;
  }
  const u4 = v128.load(source + 4 * step);
  const u5 = v128.load(source + 5 * step);
  const minusNear = f32x4.splat(-1.0 / 6.0), far = f32x4.splat(1.0 / 24.0);
  const even = f32x4.mul(minusNear, f32x4.add(u1, u2)), odd = f32x4.mul(minusNear, f32x4.sub(u1, u2));
  const farEven = f32x4.mul(far, f32x4.add(u3, u4)), farOdd = f32x4.mul(far, f32x4.sub(u3, u4));
  const two = f32x4.splat(2), four = f32x4.splat(4);
  v128.store(target, f32x4.add(madd(f32x4.splat(0.25), u0, even), farEven));
  v128.store(target + targetStep, madd(two, farOdd, odd));
  const second = madd(four, farEven, even);
  if (form == F4_3) {
    v128.store(target + 2 * targetStep, f32x4.add(second, u5));
    return;
  }
  v128.store(target + 2 * targetStep, second);
  v128.store(target + 3 * targetStep, madd(f32x4.splat(8), farOdd, odd));
  v128.store(target + 4 * targetStep, f32x4.add(madd(f32x4.splat(16), farEven, even), u5));
}
