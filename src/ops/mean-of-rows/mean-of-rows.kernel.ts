/** out = mean of `count` float64, the losses of as many rows, as a float32 followed by three zeros. */
export function mean_of_rows(losses: usize, count: i32, out: usize): void {
  let sum: f64 = 0;
  for (let i = 0; i < count; i++) sum += load<f64>(losses + <usize>(i * 8));
  v128.store(out, f32x4(<f32>(sum / <f64>count), 0, 0, 0));
}
