/** Kernels of the tape itself: filling, copying, adding up gradients. `floats` is a multiple of four. */

export function fill(out: usize, floats: i32, bits: i32): void {
  const value = f32x4.splat(reinterpret<f32>(bits));
  for (let i = 0; i < floats; i += 4) v128.store(out + <usize>(i * 4), value);
}

export function copy(x: usize, out: usize, floats: i32): void {
  memory.copy(out, x, <usize>(floats * 4));
}

/** out = a + b; out may be a or b. */
export function sum_of_two(a: usize, b: usize, out: usize, floats: i32): void {
  for (let i = 0; i < floats; i += 4) {
    const at = <usize>(i * 4);
    v128.store(out + at, f32x4.add(v128.load(a + at), v128.load(b + at)));
  }
}

/** Zeroes the lanes past the last channel of each pixel: the promise that every operation keeps. */
export function clear_padding(x: usize, pixels: i32, channels: i32): void {
  const rest = channels & 3;
  if (rest == 0) return;
  const step = <usize>(((channels + 3) & ~3) * 4);
  x += <usize>((channels - rest) * 4);
  for (let i = 0; i < pixels; i++) {
    for (let lane = rest; lane < 4; lane++) store<f32>(x + <usize>(lane * 4), 0);
    x += step;
  }
}

/** 1 when multiply-add rounds once on this machine, 0 when it rounds twice. `bits` are those of 2^-13, kept from the compiler. */
export function is_fused(bits: i32): i32 {
  if (!ASC_FEATURE_RELAXED_SIMD) return 0;
  // (1 + e)(1 - e) - 1 is -e^2 exactly, and 0 when the product is rounded first.
  const e = reinterpret<f32>(bits);
  const r = f32x4.relaxed_madd(f32x4.splat(1 + e), f32x4.splat(1 - e), f32x4.splat(-1));
  return <i32>(f32x4.extract_lane(r, 0) != 0);
}
