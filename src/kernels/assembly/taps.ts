/** Which taps of a sliding window lie inside the image: one axis. A tap k lies at start + k * dilation. And the other way round: which pixels have a tap inside. */

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

/** The first pixel whose tap at `position` for pixel 0 is inside the image. */
// @ts-expect-error: decorator
@inline
export function firstPixel(position: i32, stride: i32): i32 {
  return position >= 0 ? 0 : (stride - 1 - position) / stride;
}

/** One past the last such pixel. */
// @ts-expect-error: decorator
@inline
export function endPixel(position: i32, stride: i32, outWidth: i32, width: i32): i32 {
  return position >= width ? 0 : min(outWidth, (width - 1 - position) / stride + 1);
}
