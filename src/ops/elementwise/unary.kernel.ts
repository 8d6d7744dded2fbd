/** Functions of one value and their gradients. `floats` is a multiple of four; the caller clears the padding where f(0) is not 0. */
import { exp4 } from '../../kernels/assembly/exp.ts';
import { floatOf, madd } from '../../kernels/assembly/lanes.ts';

/** y = x where x > 0, else slope x; NaN stays NaN. */
export function leaky_relu_forward(x: usize, y: usize, floats: i32, slopeBits: i32): void {
  const zero = f32x4.splat(0);
  const slope = f32x4.splat(floatOf(slopeBits));
  for (let i = 0; i < floats; i += 4) {
    const at = <usize>(i * 4);
    const v = v128.load(x + at);
    v128.store(y + at, v128.bitselect(v, f32x4.mul(v, slope), f32x4.gt(v, zero)));
  }
}

/** dx = dy where x > 0, else slope dy. */
export function leaky_relu_backward(x: usize, dy: usize, dx: usize, floats: i32, slopeBits: i32): void {
  const zero = f32x4.splat(0);
  const slope = f32x4.splat(floatOf(slopeBits));
  for (let i = 0; i < floats; i += 4) {
    const at = <usize>(i * 4);
    const g = v128.load(dy + at);
    v128.store(dx + at, v128.bitselect(g, f32x4.mul(g, slope), f32x4.gt(v128.load(x + at), zero)));
  }
}

/** y = 1 / (1 + e^-x), from e^-|x|, which cannot overflow: 1 / (1 + e) on the right, e / (1 + e) on the left. */
export function sigmoid_forward(x: usize, y: usize, floats: i32): void {
  const zero = f32x4.splat(0);
  const one = f32x4.splat(1);
  for (let i = 0; i < floats; i += 4) {
    const at = <usize>(i * 4);
    const v = v128.load(x + at);
    const e = exp4(f32x4.neg(f32x4.abs(v)));
    v128.store(y + at, f32x4.div(v128.bitselect(e, one, f32x4.lt(v, zero)), f32x4.add(one, e)));
  }
}

/** dx = dy y (1 - y). */
export function sigmoid_backward(y: usize, dy: usize, dx: usize, floats: i32): void {
  const one = f32x4.splat(1);
  for (let i = 0; i < floats; i += 4) {
    const at = <usize>(i * 4);
    const v = v128.load(y + at);
    v128.store(dx + at, f32x4.mul(v128.load(dy + at), f32x4.mul(v, f32x4.sub(one, v))));
  }
}

/**
 * The hyperbolic tangent, method and coefficients of Cephes' `tanhf`: an odd polynomial below 0.625, where the exponential
 * would cancel, and 1 - 2 / (e^(2 |x|) + 1) above.
 */
export function tanh_forward(x: usize, y: usize, floats: i32): void {
  const one = f32x4.splat(1);
  const two = f32x4.splat(2);
  const signBit = i32x4.splat(0x80000000);
  for (let i = 0; i < floats; i += 4) {
    const at = <usize>(i * 4);
    const v = v128.load(x + at);
    const a = f32x4.abs(v);
    const z = f32x4.mul(a, a);
    let p = madd(f32x4.splat(-5.70498872745e-3), z, f32x4.splat(2.06390887954e-2));
    p = madd(p, z, f32x4.splat(-5.37397155531e-2));
    p = madd(p, z, f32x4.splat(1.33314422036e-1));
    p = madd(p, z, f32x4.splat(-3.33332819422e-1));
    const small = madd(f32x4.mul(p, z), a, a);
    const large = f32x4.sub(one, f32x4.div(two, f32x4.add(exp4(f32x4.add(a, a)), one)));
    const magnitude = v128.bitselect(small, large, f32x4.lt(a, f32x4.splat(0.625)));
    v128.store(y + at, v128.or(magnitude, v128.and(v, signBit)));
  }
}

/** dx = dy (1 - y^2). */
export function tanh_backward(y: usize, dy: usize, dx: usize, floats: i32): void {
  const one = f32x4.splat(1);
  for (let i = 0; i < floats; i += 4) {
    const at = <usize>(i * 4);
    const v = v128.load(y + at);
    // (1 - y)(1 + y) keeps its digits where y is near 1; 1 - y^2 loses them.
    v128.store(dx + at, f32x4.mul(v128.load(dy + at), f32x4.mul(f32x4.sub(one, v), f32x4.add(one, v))));
  }
}

/** y = e^x. */
export function exp_forward(x: usize, y: usize, floats: i32): void {
  for (let i = 0; i < floats; i += 4) {
    const at = <usize>(i * 4);
    v128.store(y + at, exp4(v128.load(x + at)));
  }
}
