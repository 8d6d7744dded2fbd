import { padded } from '../../kernels/assembly/lanes.ts';

/** out[row] = 1 at the row's label, else 0, [rows][classes padded to 4]. A label outside the classes gives NaN in its row. */
export function one_hot(labels: usize, out: usize, rows: i32, classes: i32): void {
  const step = padded(classes) * 4;
  for (let row = 0; row < rows; row++) {
    const label = load<i32>(labels + <usize>(row * 4));
    memory.fill(out, 0, <usize>step);
    if (<u32>label < <u32>classes) store<f32>(out + <usize>(label * 4), 1);
    else store<f32>(out, NaN);
    out += <usize>step;
  }
}
