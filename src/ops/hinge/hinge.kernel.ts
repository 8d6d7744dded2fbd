/**
 * Multi-class hinge loss over rows of scores, [rows][classes padded to 4]. Sums are float64. A label outside the classes
 * makes its row NaN: no address is ever computed from it.
 */
import { floatOf, horizontalSum, padded } from '../../kernels/assembly/lanes.ts';
import { addHigh, addLow, sumOfLanes } from '../../kernels/assembly/row-sums.ts';

/** The score of a row's own class, NaN where the label is outside the classes. */
// @ts-expect-error: decorator
@inline
function ownScore(scores: usize, label: i32, classes: i32): f32 {
  return <u32>label < <u32>classes ? load<f32>(scores + <usize>(label * 4)) : NaN;
}

/** All ones in the lanes of the classes from `first` on that are not the row's own, and no padding. */
// @ts-expect-error: decorator
@inline
function others(first: i32, label: i32, classes: i32): v128 {
  const numbers = i32x4.add(i32x4(0, 1, 2, 3), i32x4.splat(first));
  return v128.and(i32x4.ne(numbers, i32x4.splat(label)), i32x4.lt_s(numbers, i32x4.splat(classes)));
}

/** score - own score + margin for four classes: positive where the own score does not lead by the margin. */
// @ts-expect-error: decorator
@inline
function termsOf(scores: usize, own: v128, margin: v128): v128 {
  return f32x4.add(f32x4.sub(v128.load(scores), own), margin);
}

/** losses[row] (float64) = sum over the classes but the row's own of max(0, score - own score + margin). */
export function hinge_forward(scores: usize, labels: usize, losses: usize, rows: i32, classes: i32, marginBits: i32): void {
  const margin = f32x4.splat(floatOf(marginBits));
  const zero = f32x4.splat(0);
  const step = <usize>(padded(classes) * 4);
  for (let row = 0; row < rows; row++) {
    const label = load<i32>(labels);
    const own = ownScore(scores, label, classes);
    const owns = f32x4.splat(own);
    let low = f64x2.splat(0), high = low;
    for (let c = 0; c < classes; c += 4) {
      const terms = f32x4.max(zero, termsOf(scores + <usize>(c * 4), owns, margin));
      const counted = v128.and(terms, others(c, label, classes));
      low = addLow(low, counted);
      high = addHigh(high, counted);
    }
    // A row of a single class has no terms, and its loss is NaN all the same where its score is.
    store<f64>(losses, own == own ? sumOfLanes(low, high) : NaN);
    scores += step;
    labels += 4;
    losses += 8;
  }
}

/**
 * For some of `count` rows: dx = dy / count where a term is positive, minus as much for each of these at the row's own
 * class, padding zero; dy is one number. At 0, where the term has no derivative, 0. NaN where the term is.
 */
export function hinge_backward(
  scores: usize, labels: usize, dy: usize, dx: usize, rows: i32, count: i32, classes: i32, marginBits: i32,
): void {
  const margin = f32x4.splat(floatOf(marginBits));
  const scale = load<f32>(dy) / <f32>count;
  const scales = f32x4.splat(scale);
  const zero = f32x4.splat(0);
  const one = f32x4.splat(1);
  const step = <usize>(padded(classes) * 4);
  for (let row = 0; row < rows; row++) {
    const label = load<i32>(labels);
    const own = ownScore(scores, label, classes);
    const owns = f32x4.splat(own);
    let positive = zero;
    for (let c = 0; c < classes; c += 4) {
      const at = <usize>(c * 4);
      const terms = termsOf(scores + at, owns, margin);
      const isPositive = v128.bitselect(terms, v128.and(one, f32x4.gt(terms, zero)), f32x4.ne(terms, terms));
      const counted = others(c, label, classes);
      positive = f32x4.add(positive, v128.and(isPositive, counted));
      v128.store(dx + at, v128.and(f32x4.mul(isPositive, scales), counted));
    }
    if (<u32>label < <u32>classes) {
      store<f32>(dx + <usize>(label * 4), own == own ? -horizontalSum(positive) * scale : NaN);
    }
    scores += step;
    dx += step;
    labels += 4;
  }
}
