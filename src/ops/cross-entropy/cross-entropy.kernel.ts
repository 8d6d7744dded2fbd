/**
 * Softmax cross-entropy over rows of logits, [rows][classes padded to 4]. Sums are float64. A label outside the classes
 * makes its row NaN: no address is ever computed from it.
 */
import { exp4 } from '../../kernels/assembly/exp.ts';
import { floatOf, padded } from '../../kernels/assembly/lanes.ts';
import { log64 } from '../../kernels/assembly/log.ts';

/** All ones in the lanes of the last group that hold a class. */
// @ts-expect-error: decorator
@inline
function lastLanes(classes: i32): v128 {
  const rest = classes & 3;
  return i32x4.lt_s(i32x4(0, 1, 2, 3), i32x4.splat(rest == 0 ? 4 : rest));
}

/** The largest of a row's logits, NaN when one of them is NaN. */
// @ts-expect-error: decorator
@inline
function largest(x: usize, whole: i32, last: v128): f32 {
  const lowest = f32x4.splat(-Infinity);
  let most = v128.bitselect(v128.load(x + <usize>(whole * 4)), lowest, last);
  for (let c = 0; c < whole; c += 4) most = f32x4.max(most, v128.load(x + <usize>(c * 4)));
  return max<f32>(
    max<f32>(f32x4.extract_lane(most, 0), f32x4.extract_lane(most, 1)),
    max<f32>(f32x4.extract_lane(most, 2), f32x4.extract_lane(most, 3)),
  );
}

// @ts-expect-error: decorator
@inline
function sumOfLanes(low: v128, high: v128): f64 {
  const sum = f64x2.add(low, high);
  return f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
}

/** Adds four float32 to four float64 sums: the lower two to `low`, the upper two to `high`. */
// @ts-expect-error: decorator
@inline
function addLow(low: v128, v: v128): v128 {
  return f64x2.add(low, f64x2.promote_low_f32x4(v));
}

// @ts-expect-error: decorator
@inline
function addHigh(high: v128, v: v128): v128 {
  return f64x2.add(high, f64x2.promote_low_f32x4(i64x2.shuffle(v, v, 1, 1)));
}

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
    let low = f64x2.splat(0), high = low;
    for (let c = 0; c < whole; c += 4) {
      const at = <usize>(c * 4);
      const e = exp4(f32x4.sub(v128.load(logits + at), most));
      v128.store(probabilities + at, e);
      low = addLow(low, e);
      high = addHigh(high, e);
    }
    const at = <usize>(whole * 4);
    const e = v128.and(exp4(f32x4.sub(v128.load(logits + at), most)), last);
    v128.store(probabilities + at, e);
    const sum = sumOfLanes(addLow(low, e), addHigh(high, e));

    const scale = f32x4.splat(<f32>(1 / sum));
    for (let c = 0; c <= whole; c += 4) {
      const p = probabilities + <usize>(c * 4);
      v128.store(p, f32x4.mul(v128.load(p), scale));
    }
    // NaN times zero is NaN: the padding is cleared once more.
    v128.store(probabilities + at, v128.and(v128.load(probabilities + at), last));

    const z = known ? load<f32>(logits + <usize>(label * 4)) - f32x4.extract_lane(most, 0) : NaN;
    let loss = log64(sum) - (1 - smoothing) * <f64>z;
    if (smoothing != 0) {
      // Left out without smoothing: a logit of -Infinity would make it 0 * Infinity.
      low = f64x2.splat(0);
      high = low;
      for (let c = 0; c < whole; c += 4) {
        const shifted = f32x4.sub(v128.load(logits + <usize>(c * 4)), most);
        low = addLow(low, shifted);
        high = addHigh(high, shifted);
      }
      const shifted = v128.and(f32x4.sub(v128.load(logits + at), most), last);
      loss -= (smoothing / <f64>classes) * sumOfLanes(addLow(low, shifted), addHigh(high, shifted));
    }
    store<f64>(losses, loss);
    logits += step;
    probabilities += step;
    labels += 4;
    losses += 8;
  }
}

/** out = mean of `count` float64, as a float32 followed by three zeros. */
export function cross_entropy_mean(losses: usize, count: i32, out: usize): void {
  let sum: f64 = 0;
  for (let i = 0; i < count; i++) sum += load<f64>(losses + <usize>(i * 8));
  v128.store(out, f32x4(<f32>(sum / <f64>count), 0, 0, 0));
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
