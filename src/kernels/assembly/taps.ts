/** Which taps of a sliding window lie inside the image: one axis. A tap k lies at start + k * dilation. */

/** The first tap at 0 or beyond. */
// @ts-expect-error: decorator
@inline
export function firstTap(start: i32, dilation: i32): i32 {
  return start >= 0 ? 0 : (dilation - 1 - start) / dilation;
}

/** One past the last tap before `size`, of `taps`. */
// @ts-expect-error: decorator
@inline
export function endTap(start: i32, dilation: i32, taps: i32, size: i32): i32 {
  return min(taps, (size - start + dilation - 1) / dilation);
}
