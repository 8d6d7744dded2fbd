/** What all kernels share. The unit of the engine is the lane group: four float32 channels of one pixel. */

/** a * b + c, rounded once where the build has fused multiply-add. */
// @ts-expect-error: decorator
@inline
export function madd(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(a, b, c);
  return f32x4.add(f32x4.mul(a, b), c);
}

/** Channels rounded up to whole lane groups. */
// @ts-expect-error: decorator
@inline
export function padded(channels: i32): i32 {
  return (channels + 3) & ~3;
}

/** A float32 passed as the bits of an integer argument. */
// @ts-expect-error: decorator
@inline
export function floatOf(bits: i32): f32 {
  return reinterpret<f32>(bits);
}

/** The sum of the four lanes, in a fixed order. */
// @ts-expect-error: decorator
@inline
export function horizontalSum(v: v128): f32 {
  return (f32x4.extract_lane(v, 0) + f32x4.extract_lane(v, 1)) + (f32x4.extract_lane(v, 2) + f32x4.extract_lane(v, 3));
}
