/** Softmax over the rows of [rows][classes padded to 4] and its gradient. Sums are float64. */
import { padded } from '../../kernels/assembly/lanes.ts';
import { addHigh, addLow, lastLanes, sumOfLanes } from '../../kernels/assembly/row-sums.ts';
import { largest, softmaxRow } from '../../kernels/assembly/softmax.ts';

/** y = softmax(x) row by row, padding zero. */
export function softmax_forward(x: usize, y: usize, rows: i32, classes: i32): void {
  const step = <usize>(padded(classes) * 4);
  const whole = (classes - 1) & ~3; // classes before the last group
  const last = lastLanes(classes);
  for (let row = 0; row < rows; row++) {
    softmaxRow(x, y, whole, last, f32x4.splat(largest(x, whole, last)));
    x += step;
    y += step;
  }
}

/** dx = y (dy - sum of dy y over the row), padding zero. */
export function softmax_backward(y: usize, dy: usize, dx: usize, rows: i32, classes: i32): void {
  const step = <usize>(padded(classes) * 4);
  const whole = (classes - 1) & ~3;
  const last = lastLanes(classes);
  for (let row = 0; row < rows; row++) {
    let low = f64x2.splat(0), high = low;
    for (let c = 0; c < whole; c += 4) {
      const at = <usize>(c * 4);
      const product = f32x4.mul(v128.load(dy + at), v128.load(y + at));
      low = addLow(low, product);
      high = addHigh(high, product);
    }
    const at = <usize>(whole * 4);
    const product = v128.and(f32x4.mul(v128.load(dy + at), v128.load(y + at)), last);
    const mean = f32x4.splat(<f32>sumOfLanes(addLow(low, product), addHigh(high, product)));
    for (let c = 0; c <= whole; c += 4) {
      const at = <usize>(c * 4);
      v128.store(dx + at, f32x4.mul(v128.load(y + at), f32x4.sub(v128.load(dy + at), mean)));
    }
    // Zero times a negative or broken difference is not the zero that padding must be.
    v128.store(dx + at, v128.and(v128.load(dx + at), last));
    y += step;
    dy += step;
    dx += step;
  }
}
