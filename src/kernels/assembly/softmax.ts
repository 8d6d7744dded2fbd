/** Softmax of one row of logits, [classes padded to 4]. `whole` is the number of classes before the last group, `last` its lanes. */
import { exp4 } from './exp.ts';
import { addHigh, addLow, sumOfLanes } from './row-sums.ts';

/** The largest of a row's logits, NaN when one of them is NaN. */
// @ts-expect-error: decorator
@inline
export function largest(x: usize, whole: i32, last: v128): f32 {
  const lowest = f32x4.splat(-Infinity);
  let most = v128.bitselect(v128.load(x + <usize>(whole * 4)), lowest, last);
  for (let c = 0; c < whole; c += 4) most = f32x4.max(most, v128.load(x + <usize>(c * 4)));
  return max<f32>(
    max<f32>(f32x4.extract_lane(most, 0), f32x4.extract_lane(most, 1)),
    max<f32>(f32x4.extract_lane(most, 2), f32x4.extract_lane(most, 3)),
  );
}

/**
 * y = softmax(x), padding zero; `most` is the largest logit in all lanes, which exponentials are taken relative to. NaN or
 * +Infinity among the logits make the row NaN, -Infinity becomes 0. @returns the sum of the exponentials.
 */
// @ts-expect-error: decorator
@inline
export function softmaxRow(x: usize, y: usize, whole: i32, last: v128, most: v128): f64 {
  let low = f64x2.splat(0), high = low;
  for (let c = 0; c < whole; c += 4) {
    const at = <usize>(c * 4);
    const e = exp4(f32x4.sub(v128.load(x + at), most));
    v128.store(y + at, e);
    low = addLow(low, e);
    high = addHigh(high, e);
  }
  const at = <usize>(whole * 4);
  const e = v128.and(exp4(f32x4.sub(v128.load(x + at), most)), last);
  v128.store(y + at, e);
  const sum = sumOfLanes(addLow(low, e), addHigh(high, e));

  const scale = f32x4.splat(<f32>(1 / sum));
  for (let c = 0; c <= whole; c += 4) {
    const p = y + <usize>(c * 4);
    v128.store(p, f32x4.mul(v128.load(p), scale));
  }
  // NaN times zero is NaN: the padding is cleared once more.
  v128.store(y + at, v128.and(v128.load(y + at), last));
  return sum;
}
