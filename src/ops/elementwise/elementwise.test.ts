import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkOperation, normals, type Reference } from '../../../test/helpers/operation.ts';
import { UserError } from '../../base/errors.ts';
import { Random } from '../../base/random.ts';
import { Engine } from '../../tensor/engine.ts';
import type { Layout, Shape, Tensor } from '../../tensor/tensor.ts';
import { binaryReference, unaryReference } from './elementwise.reference.ts';
import { add, divide, exp, leakyRelu, maximum, multiply, sigmoid, subtract, tanh } from './elementwise.ts';

const logistic = (x: number) => 1 / (1 + Math.exp(-x));

const UNARY: readonly (readonly [string, (x: Tensor) => Tensor, Reference])[] = [
  [
    'leakyRelu',
    (x) => leakyRelu(x, 0.1),
    unaryReference(
      (x) => (x > 0 ? x : Math.fround(0.1) * x),
      (x) => (x > 0 ? 1 : Math.fround(0.1)),
    ),
  ],
  ['sigmoid', sigmoid, unaryReference(logistic, (x) => logistic(x) * (1 - logistic(x)))],
  ['tanh', tanh, unaryReference(Math.tanh, (x) => 1 - Math.tanh(x) ** 2)],
  ['exp', exp, unaryReference(Math.exp, Math.exp)],
];

const BINARY: readonly (readonly [string, (a: Tensor, b: Tensor) => Tensor, Reference])[] = [
  [
    'add',
    add,
    binaryReference(
      (a, b) => a + b,
      () => 1,
      () => 1,
    ),
  ],
  [
    'subtract',
    subtract,
    binaryReference(
      (a, b) => a - b,
      () => 1,
      () => -1,
    ),
  ],
  [
    'multiply',
    multiply,
    binaryReference(
      (a, b) => a * b,
      (_, b) => b,
      (a) => a,
    ),
  ],
  [
    'divide',
    divide,
    binaryReference(
      (a, b) => a / b,
      (_, b) => 1 / b,
      (a, b) => -a / (b * b),
    ),
  ],
  [
    'maximum',
    maximum,
    binaryReference(
      Math.max,
      (a, b) => (a >= b ? 1 : 0),
      (a, b) => (a >= b ? 0 : 1),
    ),
  ],
];

const SHAPES: readonly (readonly [Shape, Layout])[] = [
  [[1, 1], 'lanes'],
  [[3, 5], 'lanes'],
  [[2, 3, 4, 5], 'lanes'],
  [[2, 8, 3, 3], 'lanes'],
  [[], 'dense'],
  [[5, 3], 'dense'],
];

/** Away from zero and from each other, where the functions have kinks and poles. */
function values(seed: number, which: number, length: number): Float64Array {
  return normals(Random.derive(seed, `elementwise ${which}`), length).map((x, i) => {
    const magnitude = 0.3 + 2 * (Math.abs(x) % 1) + 0.05 * which;
    return (i + which) % 3 === 0 || x < 0 ? -magnitude : magnitude;
  });
}

const sizeOf = (shape: Shape) => shape.reduce((product, length) => product * length, 1);

function check(
  apply: (inputs: readonly Tensor[]) => Tensor,
  reference: Reference,
  arity: number,
  shape: Shape,
  layout: Layout,
  seed = 1,
): void {
  const inputs = Array.from({ length: arity }, (_, i) => ({ shape, layout, values: values(seed, i, sizeOf(shape)) }));
  checkOperation({ inputs, apply, reference, reduction: 1, seed });
}

const randomShape = fc.oneof(
  fc.tuple(fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 4, maxLength: 4 }), fc.constant<Layout>('lanes')),
  fc.tuple(fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 0, maxLength: 3 }), fc.constant<Layout>('dense')),
);

describe.each(UNARY)('%s', (_, apply, reference) => {
  it('agrees with the reference', () => {
    for (const [shape, layout] of SHAPES) check(([x]) => apply(x as Tensor), reference, 1, shape, layout);
  });

  it('agrees with the reference on random shapes', () => {
    const property = fc.property(randomShape, fc.nat(1000), ([shape, layout], seed) =>
      check(([x]) => apply(x as Tensor), reference, 1, shape, layout, seed),
    );
    fc.assert(property, { numRuns: 40, seed: 7 });
  });
});

describe.each(BINARY)('%s', (name, apply, reference) => {
  it('agrees with the reference', () => {
    for (const [shape, layout] of SHAPES) check(([a, b]) => apply(a as Tensor, b as Tensor), reference, 2, shape, layout);
  });

  it('agrees with the reference on random shapes', () => {
    const property = fc.property(randomShape, fc.nat(1000), ([shape, layout], seed) =>
      check(([a, b]) => apply(a as Tensor, b as Tensor), reference, 2, shape, layout, seed),
    );
    fc.assert(property, { numRuns: 40, seed: 7 });
  });

  it('adds both gradients where its two inputs are one', () => {
    const same: Reference = {
      forward: ([x]) => reference.forward([x as Float64Array, x as Float64Array]),
      backward: ([x], dy) => {
        const [a, b] = reference.backward([x as Float64Array, x as Float64Array], dy);
        return [(a as Float64Array).map((value, i) => value + (b?.[i] as number))];
      },
    };
    check(([x]) => apply(x as Tensor, x as Tensor), same, 1, [3, 5], 'lanes');
  });

  it('refuses inputs that differ in shape or layout', () => {
    const engine = new Engine();
    const a = engine.persistent([2, 3], 'lanes');
    const message = `${name}: the inputs differ in shape or layout`;
    expect(() => apply(a, engine.persistent([3, 2], 'lanes'))).toThrow(
      new UserError(message, {
        facts: [
          ['first', '[2, 3]   lanes'],
          ['second', '[3, 2]   lanes'],
        ],
      }),
    );
    expect(() => apply(a, engine.persistent([2, 3], 'dense'))).toThrow(message);
  });
});

describe('at the edges', () => {
  it('leakyRelu has the slope at 0 and keeps NaN', () => {
    const engine = new Engine();
    const x = engine.persistent([4], 'dense', true).set([0, Number.NaN, -2, 3]);
    engine.step(() => {
      const y = leakyRelu(x, 0.5);
      engine.tape.backward(y, engine.output([4], 'dense', []).set([1, 1, 1, 1]));
      expect([...y.toArray()]).toEqual([0, Number.NaN, -1, 3]);
      expect([...(x.gradientArray() ?? [])]).toEqual([0.5, 0.5, 0.5, 1]);
    });
  });

  it('maximum gives the gradient of a tie to the first, and keeps NaN', () => {
    const engine = new Engine();
    const a = engine.persistent([4], 'dense', true).set([2, Number.NaN, -1, 3]);
    const b = engine.persistent([4], 'dense', true).set([2, 1, -2, 5]);
    engine.step(() => {
      const y = maximum(a, b);
      engine.tape.backward(y, engine.output([4], 'dense', []).set([7, 0, 8, 9]));
      expect([...y.toArray()]).toEqual([2, Number.NaN, -1, 5]);
      expect([...(a.gradientArray() ?? [])]).toEqual([7, 0, 8, 0]);
      expect([...(b.gradientArray() ?? [])]).toEqual([0, 0, 0, 9]);
    });
  });
});
