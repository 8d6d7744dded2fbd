import { describe, expect, it } from 'vitest';
import { checkOperation } from '../../../test/helpers/operation.ts';
import { Engine } from '../../tensor/engine.ts';
import type { Layout, Shape, Tensor } from '../../tensor/tensor.ts';
import { unaryReference } from '../elementwise/elementwise.reference.ts';
import { relu } from './relu.ts';

describe('relu', () => {
  it.each<[Shape, Layout]>([
    [[1, 1], 'lanes'],
    [[3, 5], 'lanes'],
    [[2, 3, 4, 5], 'lanes'],
    [[5, 3], 'dense'],
  ])('agrees with the reference on %j (%s)', (shape, layout) => {
    const reference = unaryReference(
      (x) => Math.max(x, 0),
      (x) => (x > 0 ? 1 : 0),
    );
    checkOperation({ inputs: [{ shape, layout }], apply: ([x]) => relu(x as Tensor), reference, reduction: 1 });
  });

  it('passes no gradient at 0, and keeps NaN', () => {
    const engine = new Engine();
    const x = engine.persistent([4], 'dense', true).set([0, -1, Number.NaN, 2]);
    engine.step(() => {
      const y = relu(x);
      engine.tape.backward(y, engine.output([4], 'dense', []).set([5, 6, 7, 8]));
      expect([...y.toArray()]).toEqual([0, 0, Number.NaN, 2]);
      expect([...(x.gradientArray() ?? [])]).toEqual([0, 0, 0, 8]);
    });
  });
});
