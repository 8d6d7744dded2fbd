import { madd } from '../kernels/assembly/lanes.ts';
import { CLIP_FACTOR, CLIP_VALUE, flushed, l2Of, number4, OWN, prepared, shrinkOf } from '../kernels/assembly/update.ts';

/**
 * s = alpha s + (1 - alpha) g^2; centered: a += (1 - alpha) (g - a) and s - a^2 in the place of s;
 * d = g / (sqrt(s) + eps); with momentum b = momentum * b + d in the place of d; w -= lr * d.
 * Own numbers: lr, alpha, 1 - alpha, eps, momentum. `averages` and `velocities` are 0 where not wanted.
 */
export function rmsprop_update(
  weights: usize,
  gradients: usize,
  squares: usize,
  averages: usize,
  velocities: usize,
  floats: i32,
  numbers: usize,
  decays: i32,
): void {
  const factor = number4(numbers, CLIP_FACTOR);
  const bound = number4(numbers, CLIP_VALUE);
  const l2 = l2Of(numbers, decays);
  const shrink = shrinkOf(numbers, decays);
  const step = f32x4.neg(number4(numbers, OWN));
  const alpha = number4(numbers, OWN + 4);
  const part = number4(numbers, OWN + 8);
  const eps = number4(numbers, OWN + 12);
  const momentum = number4(numbers, OWN + 16);
  for (let i = 0; i < floats; i += 4) {
    const at = <usize>(i * 4);
    const w = v128.load(weights + at);
    const g = prepared(v128.load(gradients + at), w, factor, bound, l2);
    let s = flushed(madd(f32x4.mul(g, g), part, f32x4.mul(alpha, v128.load(squares + at))));
    v128.store(squares + at, s);
    if (averages) {
      const before = v128.load(averages + at);
      const a = flushed(madd(part, f32x4.sub(g, before), before));
      v128.store(averages + at, a);
      // Never negative but for rounding; `pmax` in this order of arguments keeps a NaN.
      s = f32x4.pmax(f32x4.sub(s, f32x4.mul(a, a)), f32x4.splat(0));
    }
    let d = f32x4.div(g, f32x4.add(f32x4.sqrt(s), eps));
    if (velocities) {
      d = flushed(madd(momentum, v128.load(velocities + at), d));
      v128.store(velocities + at, d);
    }
    v128.store(weights + at, madd(step, d, f32x4.mul(w, shrink)));
  }
}
