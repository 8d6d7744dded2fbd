import { madd } from '../kernels/assembly/lanes.ts';
import { CLIP_FACTOR, CLIP_VALUE, flushed, l2Of, number4, OWN, prepared, shrinkOf } from '../kernels/assembly/update.ts';

/** s += g^2; w -= rate * g / (sqrt(s) + eps). Own numbers: rate, eps. */
export function adagrad_update(weights: usize, gradients: usize, sums: usize, floats: i32, numbers: usize, decays: i32): void {
  const factor = number4(numbers, CLIP_FACTOR);
  const bound = number4(numbers, CLIP_VALUE);
  const l2 = l2Of(numbers, decays);
  const shrink = shrinkOf(numbers, decays);
  const step = f32x4.neg(number4(numbers, OWN));
  const eps = number4(numbers, OWN + 4);
  for (let i = 0; i < floats; i += 4) {
    const at = <usize>(i * 4);
    const w = v128.load(weights + at);
    const g = prepared(v128.load(gradients + at), w, factor, bound, l2);
    const s = flushed(madd(g, g, v128.load(sums + at)));
    v128.store(sums + at, s);
    v128.store(weights + at, madd(step, f32x4.div(g, f32x4.add(f32x4.sqrt(s), eps)), f32x4.mul(w, shrink)));
  }
}
