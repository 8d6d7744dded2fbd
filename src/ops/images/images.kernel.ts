import { padded } from '../../kernels/assembly/lanes';
import { column0, column1, column2, column3 } from '../../kernels/assembly/transpose.ts';

/** Four bytes as four float32, times scale plus shift. */
// @ts-expect-error: decorator
@inline
function normalized(bytes: usize, scale: f32, shift: f32): v128 {
  const words = i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(v128.load32_zero(bytes)));
  return f32x4.add(f32x4.mul(f32x4.convert_i32x4_s(words), f32x4.splat(scale)), f32x4.splat(shift));
}

/**
 * Some images of a set to lanes: out[n][pixel][c] = byte * scale[c] + shift[c] of image `indices[n]`, padding zero. `source`
 * holds the address of the set, [..][C][area] bytes, readable for three past its end; `factors` the C scales and then the
 * C shifts. Four channels of four pixels at a time.
 */
export function images_to_lanes(
  source: usize, indices: usize, factors: usize, out: usize, images: i32, channels: i32, area: i32,
): void {
  const set = <usize>load<u32>(source);
  const step = <usize>(padded(channels) * 4);
  const plane = <usize>area;
  const zero = f32x4.splat(0);
  for (let n = 0; n < images; n++) {
    let bytes = set + <usize>load<u32>(indices) * <usize>channels * plane;
    for (let c = 0; c < channels; c += 4) {
      const left = channels - c;
      const own = factors + <usize>(c * 4);
      const shifts = own + <usize>(channels * 4);
      const scale0 = load<f32>(own), shift0 = load<f32>(shifts);
      const scale1 = left > 1 ? load<f32>(own, 4) : 0, shift1 = left > 1 ? load<f32>(shifts, 4) : 0;
      const scale2 = left > 2 ? load<f32>(own, 8) : 0, shift2 = left > 2 ? load<f32>(shifts, 8) : 0;
      const scale3 = left > 3 ? load<f32>(own, 12) : 0, shift3 = left > 3 ? load<f32>(shifts, 12) : 0;
      let p = bytes;
      let target = out + <usize>(c * 4);
      for (let rest = area; rest > 0; rest -= 4) {
        const a = normalized(p, scale0, shift0);
        const b = left > 1 ? normalized(p + plane, scale1, shift1) : zero;
        const d = left > 2 ? normalized(p + 2 * plane, scale2, shift2) : zero;
        const e = left > 3 ? normalized(p + 3 * plane, scale3, shift3) : zero;
        v128.store(target, column0(a, b, d, e));
        if (rest > 1) v128.store(target + step, column1(a, b, d, e));
        if (rest > 2) v128.store(target + 2 * step, column2(a, b, d, e));
        if (rest > 3) v128.store(target + 3 * step, column3(a, b, d, e));
        p += 4;
        target += 4 * step;
      }
      bytes += 4 * plane;
    }
    indices += 4;
    out += plane * step;
  }
}
