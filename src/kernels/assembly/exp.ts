/**
 * e^x, four at a time. Method and coefficients of Cephes' `expf` (Moshier): x = k ln 2 + r with |r| <= ln 2 / 2, ln 2 in
 * two parts (Cody and Waite), a polynomial of degree 7 for e^r. Relative error below 1e-7 wherever the result is normal;
 * subnormal results are rounded from that. Overflows to infinity above 88.7228, reaches 0 below -103.98; NaN stays NaN.
 */
import { madd } from './lanes.ts';

// @ts-expect-error: decorator
@inline
export function exp4(x: v128): v128 {
  // Bounds past which the result is infinite or zero anyway, so that k stays within a float's exponent. `pmin` and
  // `pmax` in this order of arguments keep a NaN.
  x = f32x4.pmax(f32x4.pmin(x, f32x4.splat(89)), f32x4.splat(-104));
  // Adding 1.5 * 2^23 rounds to a whole number, which then stands in the low bits.
  const shifter = f32x4.splat(12582912);
  const shifted = madd(x, f32x4.splat(1.44269504088896341), shifter);
  const k = f32x4.sub(shifted, shifter);
  let r = madd(k, f32x4.splat(-0.693359375), x);
  r = madd(k, f32x4.splat(2.12194440e-4), r);
  let p = madd(f32x4.splat(1.9875691500e-4), r, f32x4.splat(1.3981999507e-3));
  p = madd(p, r, f32x4.splat(8.3334519073e-3));
  p = madd(p, r, f32x4.splat(4.1665795894e-2));
  p = madd(p, r, f32x4.splat(1.6666665459e-1));
  p = madd(p, r, f32x4.splat(5.0000001201e-1));
  p = f32x4.add(madd(p, f32x4.mul(r, r), r), f32x4.splat(1));
  // Two factors, since 2^k alone leaves the range of normal numbers at both ends.
  const whole = i32x4.sub(shifted, shifter);
  const half = i32x4.shr_s(whole, 1);
  return f32x4.mul(f32x4.mul(p, powerOfTwo(half)), powerOfTwo(i32x4.sub(whole, half)));
}

/** 2^k for four whole k in -126..127. */
// @ts-expect-error: decorator
@inline
function powerOfTwo(k: v128): v128 {
  return i32x4.shl(i32x4.add(k, i32x4.splat(127)), 23);
}
