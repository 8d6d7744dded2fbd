/**
 * Softmax cross-entropy over rows of logits, [rows][classes padded to 4]. Sums are float64. A label outside the classes
 * makes its row NaN: no address is ever computed from it.
 */
import { floatOf, padded } from '../../kernels/assembly/lanes.ts';
import { log64 } from '../../kernels/assembly/log.ts';
import { addHigh, addLow, lastLanes, sumOfLanes } from '../../kernels/assembly/row-sums.ts';
import { largest, softmaxRow } from '../../kernels/assembly/softmax.ts';

/**
 * probabilities = softmax(logits), padding zero; losses[row] (float64) = -sum over classes of target * log probability,
 * with z = logit - largest: log(sum exp z) - (1 - s) z[label] - s / C * sum z.
 */
export function cross_entropy_forward(
  logits: usize, labels: usize, probabilities: usize, losses: usize, rows: i32, classes: i32, smoothingBits: i32,
): void {
  const smoothing = <f64>floatOf(smoothingBits);
  const step = <usize>(padded(classes) * 4);
  const whole = (classes - 1) & ~3; // classes before the last group
  const last = lastLanes(classes);
  for (let row = 0; row < rows; row++) {
    const label = load<i32>(labels);
    const known = <u32>label < <u32>classes;
    const most = f32x4.splat(known ? largest(logits, whole, last) : NaN);
    const sum = softmaxRow(logits, probabilities, whole, last, most);
    const z = known ? load<f32>(logits + <usize>(label * 4)) - f32x4.extract_lane(most, 0) : NaN;
    let loss = log64(sum) - (1 - smoothing) * <f64>z;
    if (smoothing != 0) {
      // Left out without smoothing: a logit of -Infinity would make it 0 * Infinity.
      let low = f64x2.splat(0), high = low;
      for (let c = 0; c < whole; c += 4) {
        const shifted = f32x4.sub(v128.load(logits + <usize>(c * 4)), most);
        low = addLow(low, shifted);
        high = addHigh(high, shifted);
      }
      const shifted = v128.and(f32x4.sub(v128.load(logits + <usize>(whole * 4)), most), last);
      loss -= (smoothing / <f64>classes) * sumOfLanes(addLow(low, shifted), addHigh(high, shifted));
    }
    store<f64>(losses, loss);
    logits += step;
    probabilities += step;
    labels += 4;
    losses += 8;
  }
}

/** dx = (probability - target) * dy / count for some of `count` rows, padding zero; dy is one number. */
export function cross_entropy_backward(
  probabilities: usize, labels: usize, dy: usize, dx: usize, rows: i32, count: i32, classes: i32, smoothingBits: i32,
): void {
  const smoothing = floatOf(smoothingBits);
  const scale = load<f32>(dy) / <f32>count;
  const scales = f32x4.splat(scale);
  const share = smoothing / <f32>classes;
  const shares = f32x4.splat(share);
  const step = <usize>(padded(classes) * 4);
  const whole = (classes - 1) & ~3;
  const last = lastLanes(classes);
  for (let row = 0; row < rows; row++) {
    for (let c = 0; c < whole; c += 4) {
      const at = <usize>(c * 4);
      v128.store(dx + at, f32x4.mul(f32x4.sub(v128.load(probabilities + at), shares), scales));
    }
    const at = <usize>(whole * 4);
    v128.store(dx + at, v128.and(f32x4.mul(f32x4.sub(v128.load(probabilities + at), shares), scales), last));
    const label = load<i32>(labels);
    if (<u32>label < <u32>classes) {
      const target = <usize>(label * 4);
      store<f32>(dx + target, (load<f32>(probabilities + target) - share - (1 - smoothing)) * scale);
    }
    probabilities += step;
    dx += step;
    labels += 4;
  }
}
