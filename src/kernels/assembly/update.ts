/**
 * What all update kernels share: the numbers of the step that they read from memory, and how a gradient is prepared.
 * The numbers are float32 at `numbers`, in the order below; the optimizer's own follow from `OWN` (byte offsets).
 */
import { madd } from './lanes.ts';

/** Factor that brings the global norm of the gradients under its limit, 1 where it is under already. */
export const CLIP_FACTOR: usize = 0;
/** Largest magnitude of one gradient, Infinity where not limited. */
export const CLIP_VALUE: usize = 4;
/** L2 decay: this much of the weight is added to its gradient. */
export const L2: usize = 8;
/** Decoupled decay: the weight is multiplied by this before the update. */
export const SHRINK: usize = 12;
export const OWN: usize = 16;

/** Moments below this magnitude count as zero. */
const TINY: f32 = 1e-30;

/** A number of the step in all four lanes. */
// @ts-expect-error: decorator
@inline
export function number4(numbers: usize, offset: usize): v128 {
  return f32x4.splat(load<f32>(numbers + offset));
}

/** The amount of L2 decay, zero where the range does not decay. */
// @ts-expect-error: decorator
@inline
export function l2Of(numbers: usize, decays: i32): v128 {
  return decays ? number4(numbers, L2) : f32x4.splat(0);
}

/** The factor of decoupled decay, one where the range does not decay. */
// @ts-expect-error: decorator
@inline
export function shrinkOf(numbers: usize, decays: i32): v128 {
  return decays ? number4(numbers, SHRINK) : f32x4.splat(1);
}

/** The gradient after clipping by norm, by value, and L2 decay. `pmin` and `pmax` in this order of arguments keep a NaN. */
// @ts-expect-error: decorator
@inline
export function prepared(gradient: v128, weight: v128, factor: v128, bound: v128, l2: v128): v128 {
  const scaled = f32x4.mul(gradient, factor);
  return madd(l2, weight, f32x4.pmax(f32x4.pmin(scaled, bound), f32x4.neg(bound)));
}

/**
 * Zero instead of a magnitude below 1e-30. A moment that decays towards zero would spend long in the denormal numbers,
 * which cost a processor many cycles each, and WebAssembly cannot flush them. NaN stays.
 */
// @ts-expect-error: decorator
@inline
export function flushed(moment: v128): v128 {
  return v128.andnot(moment, f32x4.lt(f32x4.abs(moment), f32x4.splat(TINY)));
}
