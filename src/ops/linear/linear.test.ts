import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkOperation, checkSameBits, normals, relativeError } from '../../../test/helpers/operation.ts';
import { UserError } from '../../base/errors.ts';
import { Random } from '../../base/random.ts';
import { Engine } from '../../tensor/engine.ts';
import { thenRelu } from '../relu/relu.reference.ts';
import { type FusedActivation, relu } from '../relu/relu.ts';
import { linearReference } from './linear.reference.ts';
import { linear } from './linear.ts';

function check(rows: number, features: number, outputs: number, bias = true, seed = 1, activation?: FusedActivation): void {
  const reference = linearReference([rows, features], [outputs, features]);
  checkOperation({
    inputs: [
      { shape: [rows, features], layout: 'lanes' },
      { shape: [outputs, features], layout: 'dense' },
      ...(bias ? [{ shape: [outputs], layout: 'dense' as const }] : []),
    ],
    apply: ([x, w, b]) => linear(x as never, w as never, b, activation),
    reference: activation === 'relu' ? thenRelu(reference) : reference,
    reduction: Math.max(rows, features, outputs),
    seed,
  });
}

describe('linear', () => {
  it.each([
    [1, 1, 1],
    [3, 4, 5],
    [5, 3, 1],
    [4, 4, 4],
    [7, 9, 8],
    [6, 5, 12],
    [2, 13, 17],
    [9, 30, 10],
    [130, 3, 5], // sums over rows in several groups
    [67, 4, 3], // a prime number of rows
  ])('%i rows, %i features, %i outputs', (rows, features, outputs) => {
    check(rows, features, outputs);
  });

  it('with ReLU behind it is what the two would be one after the other, bit for bit', () => {
    const operands = [
      { shape: [9, 14], layout: 'lanes' },
      { shape: [11, 14], layout: 'dense' },
      { shape: [11], layout: 'dense' },
    ] as const;
    checkSameBits(
      operands,
      ([x, w, b]) => linear(x as never, w as never, b, 'relu'),
      ([x, w, b]) => relu(linear(x as never, w as never, b)),
    );
  });

  it('without bias', () => {
    check(5, 6, 7, false);
  });

  it('agrees with the reference on random shapes', () => {
    const size = fc.integer({ min: 1, max: 19 });
    const activation = fc.constantFrom('relu' as const, undefined);
    fc.assert(fc.property(size, size, size, fc.boolean(), fc.nat(1000), activation, check), { numRuns: 80, seed: 7 });
  });

  it('has the right directional derivative at a realistic size', () => {
    const [rows, features, outputs] = [128, 784, 100];
    const random = Random.derive(1, 'linear');
    const engine = new Engine();
    const values = { x: normals(random, rows * features), w: normals(random, outputs * features) };
    const upstream = normals(random, rows * outputs).map(Math.fround);
    const x = engine.persistent([rows, features], 'lanes', true).set(values.x);
    const w = engine.persistent([outputs, features], 'dense', true).set(values.w);
    engine.step(() => {
      const y = linear(x, w);
      engine.tape.backward(y, engine.output(y.shape, 'lanes', []).set(upstream));
      // y is linear in x and in w: <dy, y> = <dx, x> = <dw, w>, up to rounding.
      const inner = (a: Iterable<number>, b: ArrayLike<number>) =>
        [...a].reduce((sum, value, i) => sum + value * (b[i] as number), 0);
      const expected = inner(upstream, y.toArray());
      const scale = Math.sqrt(rows * outputs * features);
      expect(relativeError([inner(values.x, x.gradientArray() ?? [])], [expected], scale)).toBeLessThan(1e-5);
      expect(relativeError([inner(values.w, w.gradientArray() ?? [])], [expected], scale)).toBeLessThan(1e-5);
    });
  });

  it('says which shapes do not fit', () => {
    const engine = new Engine();
    const images = engine.persistent([2, 3, 4, 4], 'lanes');
    const x = engine.persistent([2, 48], 'lanes');
    const weight = engine.persistent([10, 32], 'dense');
    expect(() => linear(images, weight)).toThrow(
      new UserError('linear: the input is not a batch of features', {
        facts: [['input', '[2, 3, 4, 4]   (expected N, F)']],
        hint: 'Put a flatten layer before it.',
      }),
    );
    expect(() => linear(x, weight)).toThrow(
      new UserError('linear: the input has 48 features but the weight expects 32', {
        facts: [
          ['input', '[2, 48]   (N, F)'],
          ['weight', '[10, 32]   (out, in)'],
        ],
      }),
    );
    expect(() => linear(engine.persistent([2, 32], 'lanes'), weight, engine.persistent([9], 'dense'))).toThrow(
      new UserError('linear: the bias does not have one number for each of the 10 outputs', {
        facts: [
          ['weight', '[10, 32]   (out, in)'],
          ['bias', '[9]   (out)'],
        ],
      }),
    );
  });
});
