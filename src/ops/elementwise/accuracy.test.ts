import { describe, expect, it } from 'vitest';
import type { KernelBuild } from '../../kernels/load.ts';
import { Engine } from '../../tensor/engine.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { exp, sigmoid, tanh } from './elementwise.ts';

const SMALLEST_NORMAL = 2 ** -126;
const SMALLEST = 2 ** -149;

/** Values of `f` on float32 `points`. */
function evaluate(f: (x: Tensor) => Tensor, points: readonly number[] | Float32Array, build: KernelBuild): Float32Array {
  const engine = new Engine({ build });
  const x = engine.persistent([points.length], 'dense').set(points);
  return engine.step(() => f(x).toArray());
}

/** `count` points evenly from `low` to `high`, rounded to float32. */
function sweep(low: number, high: number, count = 200_000): Float32Array {
  return Float32Array.from({ length: count }, (_, i) => low + ((high - low) * i) / (count - 1));
}

/** The largest relative error; where the result is subnormal, its distance in units of the smallest number must stay below 1. */
function worst(f: (x: Tensor) => Tensor, exact: (x: number) => number, points: Float32Array, build: KernelBuild): number {
  const measured = evaluate(f, points, build);
  let largest = 0;
  points.forEach((x, i) => {
    const expected = exact(x);
    const gap = Math.abs((measured[i] as number) - expected);
    const error = Math.abs(expected) < SMALLEST_NORMAL ? (gap < SMALLEST ? 0 : 1) : gap / Math.abs(expected);
    if (!(error <= largest)) largest = error;
  });
  return largest;
}

/** The plain build, and the fused one where this machine has it. */
const BUILDS: readonly KernelBuild[] = [...new Set<KernelBuild>(['simd', new Engine().build])];

describe.each(BUILDS)('accuracy of the %s build', (build) => {
  it('exp: relative error below 2e-7 from the smallest result to the largest', () => {
    for (const points of [sweep(-103.9, 88.722), sweep(-2, 2), sweep(-1e-3, 1e-3)]) {
      expect(worst(exp, Math.exp, points, build)).toBeLessThan(2e-7);
    }
  });

  it('sigmoid: relative error below 5e-7 everywhere', () => {
    const logistic = (x: number) => (x < 0 ? Math.exp(x) / (1 + Math.exp(x)) : 1 / (1 + Math.exp(-x)));
    for (const points of [sweep(-103, 103), sweep(-2, 2), sweep(-1e-3, 1e-3)]) {
      expect(worst(sigmoid, logistic, points, build)).toBeLessThan(5e-7);
    }
  });

  it('tanh: relative error below 5e-7 everywhere, near 0 too', () => {
    for (const points of [sweep(-20, 20), sweep(-1, 1), sweep(-1e-3, 1e-3), sweep(-1e-30, 1e-30)]) {
      expect(worst(tanh, Math.tanh, points, build)).toBeLessThan(5e-7);
    }
  });

  it('saturates without NaN, and keeps NaN', () => {
    const edges = [Number.POSITIVE_INFINITY, 3e38, 88.73, 0, -0, -104.1, -3e38, Number.NEGATIVE_INFINITY, Number.NaN];
    const { POSITIVE_INFINITY: inf, NaN: nan } = Number;
    expect([...evaluate(exp, edges, build)]).toEqual([inf, inf, inf, 1, 1, 0, 0, 0, nan]);
    const logistic = [...evaluate(sigmoid, edges, build)];
    expect(logistic).toEqual([1, 1, 1, 0.5, 0.5, 0, 0, 0, nan]);
    expect([...evaluate(tanh, edges, build)]).toEqual([1, 1, 1, 0, -0, -1, -1, -1, nan]);
  });
});
