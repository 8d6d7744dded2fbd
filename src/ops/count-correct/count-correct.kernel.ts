import { padded } from '../../kernels/assembly/lanes.ts';

/** The class of the largest of a row's logits, the first of several; -1 when one of them is NaN. */
// @ts-expect-error: decorator
@inline
function predicted(logits: usize, classes: i32): i32 {
  let best = 0;
  let most: f32 = -Infinity;
  for (let c = 0; c < classes; c++) {
    const value = load<f32>(logits + <usize>(c * 4));
    if (value != value) return -1;
    if (value > most) {
      most = value;
      best = c;
    }
  }
  return best;
}

/** out (int32) = number of rows whose prediction is the label. */
export function count_correct(logits: usize, labels: usize, rows: i32, classes: i32, out: usize): void {
  const step = <usize>(padded(classes) * 4);
  let correct = 0;
  for (let row = 0; row < rows; row++) {
    const best = predicted(logits, classes);
    correct += <i32>(best >= 0 && best == load<i32>(labels + <usize>(row * 4)));
    logits += step;
  }
  store<i32>(out, correct);
}

/** out[row] (int32) = the predicted class, -1 where there is none. */
export function predict_classes(logits: usize, rows: i32, classes: i32, out: usize): void {
  const step = <usize>(padded(classes) * 4);
  for (let row = 0; row < rows; row++) {
    store<i32>(out + <usize>(row * 4), predicted(logits, classes));
    logits += step;
  }
}
