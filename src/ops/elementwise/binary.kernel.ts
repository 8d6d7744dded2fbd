/** Functions of two values and their gradients; their sum is `sum_of_two` of the tape. `floats` is a multiple of four. */

/** y = a - b. */
export function subtract_forward(a: usize, b: usize, y: usize, floats: i32): void {
  for (let i = 0; i < floats; i += 4) {
    const at = <usize>(i * 4);
    v128.store(y + at, f32x4.sub(v128.load(a + at), v128.load(b + at)));
  }
}

/** y = 0 - x, so that zeros stay positive. */
export function negate(x: usize, y: usize, floats: i32): void {
  const zero = f32x4.splat(0);
  for (let i = 0; i < floats; i += 4) {
    const at = <usize>(i * 4);
    v128.store(y + at, f32x4.sub(zero, v128.load(x + at)));
  }
}

/** y = a b: the product itself, and the gradient of a product or an exponential. */
export function multiply_forward(a: usize, b: usize, y: usize, floats: i32): void {
  for (let i = 0; i < floats; i += 4) {
    const at = <usize>(i * 4);
    v128.store(y + at, f32x4.mul(v128.load(a + at), v128.load(b + at)));
  }
}

/** y = a / b: the quotient itself, and the gradient of its first argument. */
export function divide_forward(a: usize, b: usize, y: usize, floats: i32): void {
  for (let i = 0; i < floats; i += 4) {
    const at = <usize>(i * 4);
    v128.store(y + at, f32x4.div(v128.load(a + at), v128.load(b + at)));
  }
}

/** db = -dy y / b, for y = a / b. */
export function divide_backward_second(dy: usize, y: usize, b: usize, db: usize, floats: i32): void {
  for (let i = 0; i < floats; i += 4) {
    const at = <usize>(i * 4);
    const g = f32x4.mul(v128.load(dy + at), v128.load(y + at));
    v128.store(db + at, f32x4.neg(f32x4.div(g, v128.load(b + at))));
  }
}

/** y = max(a, b); NaN if either is. */
export function maximum_forward(a: usize, b: usize, y: usize, floats: i32): void {
  for (let i = 0; i < floats; i += 4) {
    const at = <usize>(i * 4);
    v128.store(y + at, f32x4.max(v128.load(a + at), v128.load(b + at)));
  }
}

/** da = dy where a >= b, else 0. */
export function maximum_backward_first(a: usize, b: usize, dy: usize, da: usize, floats: i32): void {
  for (let i = 0; i < floats; i += 4) {
    const at = <usize>(i * 4);
    v128.store(da + at, v128.and(v128.load(dy + at), f32x4.ge(v128.load(a + at), v128.load(b + at))));
  }
}

/** db = dy where the first did not get it, else 0. */
export function maximum_backward_second(a: usize, b: usize, dy: usize, db: usize, floats: i32): void {
  for (let i = 0; i < floats; i += 4) {
    const at = <usize>(i * 4);
    v128.store(db + at, v128.andnot(v128.load(dy + at), f32x4.ge(v128.load(a + at), v128.load(b + at))));
  }
}
