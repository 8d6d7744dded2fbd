/** max(x, 0); NaN stays NaN, and so does the sign of -0. y may be x. */
export function relu_forward(x: usize, y: usize, floats: i32): void {
  const zero = f32x4.splat(0);
  for (let i = 0; i < floats; i += 4) {
    const at = <usize>(i * 4);
    v128.store(y + at, f32x4.pmax(v128.load(x + at), zero));
  }
}

/** dx = dy where y > 0, else 0. */
export function relu_backward(y: usize, dy: usize, dx: usize, floats: i32): void {
  const zero = f32x4.splat(0);
  for (let i = 0; i < floats; i += 4) {
    const at = <usize>(i * 4);
    v128.store(dx + at, v128.and(v128.load(dy + at), f32x4.gt(v128.load(y + at), zero)));
  }
}
