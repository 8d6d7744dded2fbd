/**
 * Dropout. Whether an element stays is a pure function of two keys, the number of the step and the element's position
 * in memory, so that the way back draws the same mask again and no split between threads can change it.
 */
import { floatOf } from '../../kernels/assembly/lanes.ts';

const GOLDEN: i32 = 0x9e3779b9;
const FACTOR_1: i32 = 0x7feb352d;
const FACTOR_2: i32 = 0x846ca68b;

/** A bijection of 32 bits in which every bit of the input turns every bit of the output over half the time (lowbias32). */
// @ts-expect-error: decorator
@inline
function mix(h: i32): i32 {
  h = (h ^ (h >>> 16)) * FACTOR_1;
  h = (h ^ (h >>> 15)) * FACTOR_2;
  return h ^ (h >>> 16);
}

// @ts-expect-error: decorator
@inline
function mixLanes(h: v128): v128 {
  h = i32x4.mul(v128.xor(h, i32x4.shr_u(h, 16)), i32x4.splat(FACTOR_1));
  h = i32x4.mul(v128.xor(h, i32x4.shr_u(h, 15)), i32x4.splat(FACTOR_2));
  return v128.xor(h, i32x4.shr_u(h, 16));
}

/**
 * y = x * scale where the element's hash is at least `threshold` (unsigned), else 0, for the floats [from, to), both
 * multiples of four. With dy in the place of x, the way back.
 */
export function dropout_apply(
  x: usize, y: usize, from: i32, to: i32, stepNumber: usize, key0: i32, key1: i32, threshold: i32, scaleBits: i32,
): void {
  const step = load<i32>(stepNumber);
  // Two words of the step, each a bijection of its number: no two steps share one.
  const word0 = i32x4.splat(mix(mix(step ^ key0) ^ key1));
  const word1 = i32x4.splat(mix(mix(step ^ key1) + key0 + GOLDEN));
  const scale = f32x4.splat(floatOf(scaleBits));
  const limit = i32x4.splat(threshold);
  const four = i32x4.splat(4);
  let position = i32x4.add(i32x4.splat(from), i32x4(0, 1, 2, 3));
  for (let i = from; i < to; i += 4) {
    const at = <usize>i << 2;
    const hash = mixLanes(i32x4.add(mixLanes(v128.xor(position, word0)), word1));
    v128.store(y + at, v128.and(f32x4.mul(v128.load(x + at), scale), i32x4.ge_u(hash, limit)));
    position = i32x4.add(position, four);
  }
}
