import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkOperation } from '../../../test/helpers/operation.ts';
import { UserError } from '../../base/errors.ts';
import { Engine } from '../../tensor/engine.ts';
import type { Layout, Shape } from '../../tensor/tensor.ts';
import { meanSquaredErrorReference } from './mean-squared-error.reference.ts';
import { meanSquaredError } from './mean-squared-error.ts';

function check(shape: Shape, layout: Layout = 'lanes', seed = 1): void {
  checkOperation({
    inputs: [
      { shape, layout },
      { shape, layout },
    ],
    apply: ([a, b]) => meanSquaredError(a as never, b as never),
    reference: meanSquaredErrorReference,
    reduction: 1, // the sum is float64
    seed,
  });
}

describe('meanSquaredError', () => {
  it.each<[Shape]>([[[1, 1]], [[3, 3]], [[4, 4]], [[2, 5]], [[32, 10]], [[2, 3, 4, 5]]])('shape %j', (shape) => {
    check(shape);
    check(shape, 'dense');
  });

  it('agrees with the reference on random shapes', () => {
    const size = fc.integer({ min: 1, max: 17 });
    fc.assert(
      fc.property(size, size, fc.constantFrom<Layout>('lanes', 'dense'), fc.nat(1000), (rows, columns, layout, seed) => {
        check([rows, columns], layout, seed);
      }),
      { numRuns: 40, seed: 5 },
    );
  });

  it('ignores the tail of dense arrays', () => {
    const engine = new Engine();
    const a = engine.persistent([3], 'dense').set([1, 2, 3]);
    const b = engine.persistent([3], 'dense').set([1, 2, 6]);
    engine.memory.float32(a.address, 4)[3] = Number.NaN;
    expect(engine.step(() => meanSquaredError(a, b).toArray())).toEqual(Float32Array.of(3));
  });

  it('lets NaN and Infinity through', () => {
    const engine = new Engine();
    for (const bad of [Number.NaN, Number.POSITIVE_INFINITY]) {
      const a = engine.persistent([1, 5], 'lanes').set([0, 0, 0, 0, bad]);
      const b = engine.persistent([1, 5], 'lanes');
      expect(engine.step(() => meanSquaredError(a, b).toArray()[0])).toBe(bad);
    }
  });

  it('says which shapes differ', () => {
    const engine = new Engine();
    const a = engine.persistent([2, 3], 'lanes');
    expect(() => meanSquaredError(a, engine.persistent([2, 4], 'lanes'))).toThrow(
      new UserError('meanSquaredError: the prediction and the target differ in shape', {
        facts: [
          ['prediction', '[2, 3]   (lanes)'],
          ['target', '[2, 4]   (lanes)'],
        ],
      }),
    );
    expect(() => meanSquaredError(a, engine.persistent([2, 3], 'dense'))).toThrow('target       [2, 3]   (dense)');
  });
});
