import { madd } from '../kernels/assembly/lanes.ts';
import { CLIP_FACTOR, CLIP_VALUE, flushed, l2Of, number4, OWN, prepared, shrinkOf } from '../kernels/assembly/update.ts';

/**
 * m += (1 - beta1) (g - m); v = beta2 v + (1 - beta2) g^2; w -= size * m / (sqrt(v) * scale + eps).
 * Own numbers: 1 - beta1, beta2, 1 - beta2, size = lr / (1 - beta1^t), scale = 1 / sqrt(1 - beta2^t), eps.
 */
export function adam_update(
  weights: usize,
  gradients: usize,
  firsts: usize,
  seconds: usize,
  floats: i32,
  numbers: usize,
  decays: i32,
): void {
  const factor = number4(numbers, CLIP_FACTOR);
  const bound = number4(numbers, CLIP_VALUE);
  const l2 = l2Of(numbers, decays);
  const shrink = shrinkOf(numbers, decays);
  const part1 = number4(numbers, OWN);
  const beta2 = number4(numbers, OWN + 4);
  const part2 = number4(numbers, OWN + 8);
  const size = f32x4.neg(number4(numbers, OWN + 12));
  const scale = number4(numbers, OWN + 16);
  const eps = number4(numbers, OWN + 20);
  for (let i = 0; i < floats; i += 4) {
    const at = <usize>(i * 4);
    const w = v128.load(weights + at);
    const g = prepared(v128.load(gradients + at), w, factor, bound, l2);
    const before = v128.load(firsts + at);
    const m = flushed(madd(part1, f32x4.sub(g, before), before));
    v128.store(firsts + at, m);
    const v = flushed(madd(f32x4.mul(g, g), part2, f32x4.mul(beta2, v128.load(seconds + at))));
    v128.store(seconds + at, v);
    const direction = f32x4.div(m, madd(f32x4.sqrt(v), scale, eps));
    v128.store(weights + at, madd(size, direction, f32x4.mul(w, shrink)));
  }
}
