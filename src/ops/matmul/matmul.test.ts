import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkOperation } from '../../../test/helpers/operation.ts';
import { UserError } from '../../base/errors.ts';
import { Engine } from '../../tensor/engine.ts';
import { matmulReference } from './matmul.reference.ts';
import { matmul } from './matmul.ts';

function check(rows: number, length: number, columns: number, seed = 1): void {
  checkOperation({
    inputs: [
      { shape: [rows, length], layout: 'lanes' },
      { shape: [length, columns], layout: 'lanes' },
    ],
    apply: ([a, b]) => matmul(a as never, b as never),
    reference: matmulReference([rows, length], [length, columns]),
    reduction: Math.max(rows, length, columns),
    seed,
  });
}

describe('matmul', () => {
  it.each([
    [1, 1, 1],
    [3, 4, 5],
    [5, 3, 1],
    [4, 4, 4],
    [7, 8, 9],
    [6, 1, 12],
    [2, 13, 17],
    [130, 5, 3], // sums over rows in several groups
    [97, 6, 4], // a prime number of rows
  ])('%i x %i times %i columns', (rows, length, columns) => {
    check(rows, length, columns);
  });

  it('agrees with the reference on random shapes', () => {
    const size = fc.integer({ min: 1, max: 19 });
    fc.assert(
      fc.property(size, size, size, fc.nat(1000), (rows, length, columns, seed) => check(rows, length, columns, seed)),
      { numRuns: 50, seed: 7 },
    );
  });

  it('gives the worked example of the lecture on backpropagation', () => {
    const engine = new Engine();
    const x = engine.persistent([2, 3], 'lanes', true).set([2, 1, -3, -3, 4, 2]);
    const w = engine.persistent([3, 4], 'lanes', true).set([3, 2, 1, -1, 2, 1, 3, 2, 3, 2, 1, -2]);
    engine.step(() => {
      const y = matmul(x, w);
      expect([...y.toArray()]).toEqual([-1, -1, 2, 6, 5, 2, 11, 7]);
      engine.tape.backward(y, engine.output([2, 4], 'lanes', []).set([2, 3, -3, 9, -8, 1, 4, 6]));
      expect([...(x.gradientArray() ?? [])]).toEqual([0, 16, -9, -24, 9, -30]);
      expect([...(w.gradientArray() ?? [])]).toEqual([28, 3, -18, 0, -30, 7, 13, 33, -22, -7, 17, -15]);
    });
  });

  it.each([
    ['dy/dx[1,1]', 0, [3, 2, 1, -1, 0, 0, 0, 0]],
    ['dy/dx[2,3]', 5, [0, 0, 0, 0, 3, 2, 1, -2]],
  ])('gives the slice %s of the Jacobian in that lecture', (_, element, slice) => {
    const engine = new Engine();
    const x = engine.persistent([2, 3], 'lanes', true).set([2, 1, -3, -3, 4, 2]);
    const w = engine.persistent([3, 4], 'lanes').set([3, 2, 1, -1, 2, 1, 3, 2, 3, 2, 1, -2]);
    const measured = slice.map((_value, output) =>
      engine.step(() => {
        const unit = Float32Array.from({ length: 8 }, (_one, i) => (i === output ? 1 : 0));
        engine.tape.backward(matmul(x, w), engine.output([2, 4], 'lanes', []).set(unit));
        return x.gradientArray()?.[element];
      }),
    );
    expect(measured).toEqual(slice);
  });

  it('says which shapes do not fit', () => {
    const engine = new Engine();
    const a = engine.persistent([2, 3], 'lanes');
    expect(() => matmul(a, engine.persistent([4, 5], 'lanes'))).toThrow(
      new UserError('matmul: a has 3 columns but b has 4 rows', {
        facts: [
          ['a', '[2, 3]   (M, K)'],
          ['b', '[4, 5]   (K, N)'],
        ],
      }),
    );
    expect(() => matmul(a, engine.persistent([3, 1, 1, 1], 'lanes'))).toThrow(
      new UserError('matmul: both inputs must be matrices', {
        facts: [
          ['a', '[2, 3]   (M, K)'],
          ['b', '[3, 1, 1, 1]   (K, N)'],
        ],
      }),
    );
  });
});
