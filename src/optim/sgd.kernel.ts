import { madd } from '../kernels/assembly/lanes.ts';
import { CLIP_FACTOR, CLIP_VALUE, flushed, l2Of, number4, OWN, prepared, shrinkOf } from '../kernels/assembly/update.ts';

/** Plain gradient descent: w -= lr * g. Own numbers: lr. */
export function sgd_update(weights: usize, gradients: usize, floats: i32, numbers: usize, decays: i32): void {
  const factor = number4(numbers, CLIP_FACTOR);
  const bound = number4(numbers, CLIP_VALUE);
  const l2 = l2Of(numbers, decays);
  const shrink = shrinkOf(numbers, decays);
  const step = f32x4.neg(number4(numbers, OWN));
  for (let i = 0; i < floats; i += 4) {
    const at = <usize>(i * 4);
    const w = v128.load(weights + at);
    const g = prepared(v128.load(gradients + at), w, factor, bound, l2);
    v128.store(weights + at, madd(step, g, f32x4.mul(w, shrink)));
  }
}

/**
 * With momentum: v = momentum * v + g; w -= lr * v, or with Nesterov w -= lr * (g + momentum * v).
 * Own numbers: lr, momentum.
 */
export function sgd_momentum_update(
  weights: usize,
  gradients: usize,
  velocities: usize,
  floats: i32,
  numbers: usize,
  decays: i32,
  nesterov: i32,
): void {
  const factor = number4(numbers, CLIP_FACTOR);
  const bound = number4(numbers, CLIP_VALUE);
  const l2 = l2Of(numbers, decays);
  const shrink = shrinkOf(numbers, decays);
  const step = f32x4.neg(number4(numbers, OWN));
  const momentum = number4(numbers, OWN + 4);
  for (let i = 0; i < floats; i += 4) {
    const at = <usize>(i * 4);
    const w = v128.load(weights + at);
    const g = prepared(v128.load(gradients + at), w, factor, bound, l2);
    const v = flushed(madd(momentum, v128.load(velocities + at), g));
    v128.store(velocities + at, v);
    const direction = nesterov ? madd(momentum, v, g) : v;
    v128.store(weights + at, madd(step, direction, f32x4.mul(w, shrink)));
  }
}
