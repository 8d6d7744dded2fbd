/**
 * out = mean of (a - b)^2 over `count` float32, as a float32 followed by three zeros. `length` is what to divide by: the
 * padding of lanes is equal (zero) in both and is summed along, but not counted. Squares and sums are float64.
 */
export function mse_forward(a: usize, b: usize, count: i32, length: i32, out: usize): void {
  let low = f64x2.splat(0);
  let high = low;
  const whole = count & ~3;
  for (let i = 0; i < whole; i += 4) {
    const at = <usize>(i * 4);
    const d = f32x4.sub(v128.load(a + at), v128.load(b + at));
    const d0 = f64x2.promote_low_f32x4(d);
    const d1 = f64x2.promote_low_f32x4(i64x2.shuffle(d, d, 1, 1));
    low = f64x2.add(low, f64x2.mul(d0, d0));
    high = f64x2.add(high, f64x2.mul(d1, d1));
  }
  low = f64x2.add(low, high);
  let sum = f64x2.extract_lane(low, 0) + f64x2.extract_lane(low, 1);
  for (let i = whole; i < count; i++) {
    const at = <usize>(i * 4);
    const d = <f64>(load<f32>(a + at) - load<f32>(b + at));
    sum += d * d;
  }
  v128.store(out, f32x4(<f32>(sum / <f64>length), 0, 0, 0));
}

/** da = 2 (a - b) * dy / length; dy is one number. With a and b exchanged, the gradient of b. */
export function mse_backward(a: usize, b: usize, dy: usize, da: usize, floats: i32, length: i32): void {
  const scale = f32x4.splat((2 * load<f32>(dy)) / <f32>length);
  for (let i = 0; i < floats; i += 4) {
    const at = <usize>(i * 4);
    v128.store(da + at, f32x4.mul(f32x4.sub(v128.load(a + at), v128.load(b + at)), scale));
  }
}
