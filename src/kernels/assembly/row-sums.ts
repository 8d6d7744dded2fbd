/** Sums in float64 over rows of float32, [channels padded to 4]: four numbers at a time go to two pairs of sums. */

/** All ones in the lanes of a row's last group that hold a channel. */
// @ts-expect-error: decorator
@inline
export function lastLanes(channels: i32): v128 {
  const rest = channels & 3;
  return i32x4.lt_s(i32x4(0, 1, 2, 3), i32x4.splat(rest == 0 ? 4 : rest));
}

/** Adds the lower two of four float32 to two float64 sums. */
// @ts-expect-error: decorator
@inline
export function addLow(low: v128, v: v128): v128 {
  return f64x2.add(low, f64x2.promote_low_f32x4(v));
}

/** Adds the upper two of four float32 to two float64 sums. */
// @ts-expect-error: decorator
@inline
export function addHigh(high: v128, v: v128): v128 {
  return f64x2.add(high, f64x2.promote_low_f32x4(i64x2.shuffle(v, v, 1, 1)));
}

/** The sum of both pairs of sums. */
// @ts-expect-error: decorator
@inline
export function sumOfLanes(low: v128, high: v128): f64 {
  const sum = f64x2.add(low, high);
  return f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
}
