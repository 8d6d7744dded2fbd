import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkOperation } from '../../../test/helpers/operation.ts';
import { UserError } from '../../base/errors.ts';
import { Engine } from '../../tensor/engine.ts';
import type { Shape } from '../../tensor/tensor.ts';
import { flatten } from './flatten.ts';

/** In the order of the shape, flattening changes nothing: the oracle is the identity. */
const identity = {
  forward: ([x]: readonly Float64Array[]) => Float64Array.from(x ?? []),
  backward: (_: readonly Float64Array[], upstream: Float64Array) => [upstream],
};

function check(shape: Shape, seed = 1): void {
  checkOperation({
    inputs: [{ shape, layout: 'lanes' }],
    apply: ([x]) => flatten(x as never),
    reference: identity,
    reduction: 1,
    tolerance: 1e-30, // numbers are moved, not computed
    seed,
  });
}

describe('flatten', () => {
  it.each<[Shape]>([
    [[1, 1, 1, 1]],
    [[2, 5, 1, 1]],
    [[2, 1, 3, 1]],
    [[2, 3, 2, 2]],
    [[1, 4, 1, 4]],
    [[3, 5, 5, 1]],
    [[2, 16, 7, 7]],
  ])('%j', (shape) => {
    check(shape);
  });

  it('keeps the order of the shape, whatever the sizes', () => {
    const size = fc.integer({ min: 1, max: 9 });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 3 }), size, size, size, fc.nat(1000), (n, c, h, w, seed) =>
        check([n, c, h, w], seed),
      ),
      { numRuns: 50, seed: 7 },
    );
  });

  it('shares the memory of images of one pixel', () => {
    const engine = new Engine();
    const x = engine.persistent([2, 5, 1, 1], 'lanes', true);
    engine.step(() => expect(flatten(x).address).toBe(x.address));
  });

  it('refuses what is not a batch of images', () => {
    const engine = new Engine();
    expect(() => flatten(engine.persistent([2, 48], 'lanes'))).toThrow(
      new UserError('flatten: the input is not a batch of images', { facts: [['input', '[2, 48]   (expected N, C, H, W)']] }),
    );
  });
});
