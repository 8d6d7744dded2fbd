/** Pixels in a float32 sum. These sums are added in float64, so that the error does not grow with the image. */
const BLOCK: i32 = 128;

/** y[image][lane] = the mean over the image's pixels. */
export function global_avg_pool_forward(x: usize, y: usize, images: i32, pixels: i32, lanes: i32): void {
  const step = <usize>(lanes * 4);
  const count = f64x2.splat(<f64>pixels);
  for (let n = 0; n < images; n++) {
    for (let c = 0; c < lanes; c += 4) {
      let p = x + <usize>(c * 4);
      let lower = f64x2.splat(0),
        upper = lower;
      let left = pixels;
      do {
        const block = min(left, BLOCK);
        left -= block;
        let even = f32x4.splat(0);
        let odd = even;
        let pairs = block >> 1;
        while (pairs--) {
          even = f32x4.add(even, v128.load(p));
          odd = f32x4.add(odd, v128.load(p + step));
          p += step << 1;
        }
        if (block & 1) {
          even = f32x4.add(even, v128.load(p));
          p += step;
        }
        const sum = f32x4.add(even, odd);
        lower = f64x2.add(lower, f64x2.promote_low_f32x4(sum));
        upper = f64x2.add(upper, f64x2.promote_low_f32x4(v128.shuffle<f32>(sum, sum, 2, 3, 2, 3)));
      } while (left);
      lower = f32x4.demote_f64x2_zero(f64x2.div(lower, count));
      upper = f32x4.demote_f64x2_zero(f64x2.div(upper, count));
      v128.store(y, v128.shuffle<f32>(lower, upper, 0, 1, 4, 5));
      y += 16;
    }
    x += <usize>pixels * step;
  }
}

/** dx[image][pixel][lane] = dy[image][lane] / pixels. */
export function global_avg_pool_backward(dy: usize, dx: usize, images: i32, pixels: i32, lanes: i32): void {
  const count = f32x4.splat(<f32>pixels);
  const step = <usize>(lanes * 4);
  for (let n = 0; n < images; n++) {
    for (let i = 0; i < pixels; i++) {
      for (let at: usize = 0; at < step; at += 16) v128.store(dx + at, f32x4.div(v128.load(dy + at), count));
      dx += step;
    }
    dy += step;
  }
}
