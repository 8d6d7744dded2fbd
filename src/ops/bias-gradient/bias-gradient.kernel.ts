/** Sums over pixels in two levels: blocks of pixels in float32, then the blocks in float64. */

/** Pixels in a block; the same in `bias-gradient.ts`. */
const BLOCK: i32 = 128;

/** sums[block][lane] of x [pixels][lanes], for the blocks [from, to). Whole cache lines at a time, four lane groups, where there are as many. */
export function sum_pixel_blocks(x: usize, pixels: i32, lanes: i32, sums: usize, from: i32, to: i32): void {
  const step = <usize>(lanes * 4);
  const zero = f32x4.splat(0);
  for (let block = from; block < to; block++) {
    const count = min(BLOCK, pixels - block * BLOCK);
    let source = x + <usize>(block * BLOCK) * step;
    let target = sums + <usize>block * step;
    let left = lanes;
    for (; left >= 16; left -= 16) {
      let a = zero, b = zero, c = zero, d = zero;
      let p = source;
      for (let pixel = 0; pixel < count; pixel++) {
        a = f32x4.add(a, v128.load(p));
        b = f32x4.add(b, v128.load(p, 16));
        c = f32x4.add(c, v128.load(p, 32));
        d = f32x4.add(d, v128.load(p, 48));
        p += step;
      }
      v128.store(target, a);
      v128.store(target, b, 16);
      v128.store(target, c, 32);
      v128.store(target, d, 48);
      source += 64;
      target += 64;
    }
    for (; left > 0; left -= 4) {
      let even = zero, odd = zero;
      let p = source;
      for (let pixel = 1; pixel < count; pixel += 2) {
        even = f32x4.add(even, v128.load(p));
        odd = f32x4.add(odd, v128.load(p + step));
        p += step << 1;
      }
      if (count & 1) even = f32x4.add(even, v128.load(p));
      v128.store(target, f32x4.add(even, odd));
      source += 16;
      target += 16;
    }
  }
}

/** out[channel] = the sum of the blocks. */
export function sum_blocks(sums: usize, blocks: i32, lanes: i32, channels: i32, out: usize): void {
  for (let channel = 0; channel < channels; channel++) {
    let source = sums + <usize>(channel * 4);
    let total: f64 = 0;
    for (let block = 0; block < blocks; block++) {
      total += <f64>load<f32>(source);
      source += <usize>(lanes * 4);
    }
    store<f32>(out + <usize>(channel * 4), <f32>total);
  }
}
