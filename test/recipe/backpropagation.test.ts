import { describe, expect, it } from 'vitest';
import { add, divide, exp, maximum, multiply, sigmoid } from '../../src/ops/elementwise/elementwise.ts';
import { relu } from '../../src/ops/relu/relu.ts';
import { Engine } from '../../src/tensor/engine.ts';
import type { Tensor } from '../../src/tensor/tensor.ts';

/** The worked examples of the lecture on backpropagation, as graphs of our operations, with the numbers of its slides. */

const engine = new Engine();
const variable = (value: number) => engine.persistent([], 'dense', true).set([value]);
const constant = (value: number) => engine.persistent([], 'dense').set([value]);
const numberOf = (x: Tensor) => x.toArray()[0];
const gradientOf = (x: Tensor) => x.gradientArray()?.[0];

/** Backward from `root` with this upstream gradient. */
function backward(root: Tensor, upstream: number): void {
  engine.tape.backward(root, constant(upstream));
}

describe('the lecture on backpropagation', () => {
  it('(x + y) z', () => {
    engine.step(() => {
      const [x, y, z] = [variable(-2), variable(5), variable(-4)];
      const q = add(x, y).keep();
      const f = multiply(q, z);
      engine.tape.backward(f);
      expect([q, f].map(numberOf)).toEqual([3, -12]);
      expect([f, q, z, x, y].map(gradientOf)).toEqual([1, -4, 3, -4, -4]);
    });
  });

  const leaves = { values: [2, -1, -3, -2, -3], gradients: [-0.19661, 0.39322, -0.39322, -0.58984, 0.19661] } as const;

  it('the sigmoid neuron, spelled out', () => {
    engine.step(() => {
      const inputs = leaves.values.map(variable);
      const [w0, x0, w1, x1, w2] = inputs as [Tensor, Tensor, Tensor, Tensor, Tensor];
      const one = constant(1);
      const products = [multiply(w0, x0), multiply(w1, x1)] as const;
      const sums = [add(...products)];
      sums.push(add(sums[0] as Tensor, w2));
      const negated = multiply(sums[1] as Tensor, constant(-1));
      const exponential = exp(negated);
      const denominator = add(exponential, one);
      const result = divide(one, denominator);
      for (const x of [...products, ...sums, negated, exponential, denominator]) x.keep();
      engine.tape.backward(result);
      expect([...products, ...sums, negated].map(numberOf)).toEqual([-2, 6, 4, 1, -1]);
      expectClose([exponential, denominator, result].map(numberOf), [0.3679, 1.3679, 0.7311], 4);
      const chain = [result, denominator, exponential, negated, sums[1] as Tensor];
      expectClose(chain.map(gradientOf), [1, -0.534, -0.534, -0.197, 0.197], 3);
      expectClose(inputs.map(gradientOf), leaves.gradients, 5);
    });
  });

  it('the sigmoid neuron with one fused node: identical leaves', () => {
    engine.step(() => {
      const inputs = leaves.values.map(variable);
      const [w0, x0, w1, x1, w2] = inputs as [Tensor, Tensor, Tensor, Tensor, Tensor];
      const sum = add(add(multiply(w0, x0), multiply(w1, x1)), w2).keep();
      const result = sigmoid(sum);
      engine.tape.backward(result);
      expectClose([numberOf(result)], [0.7311], 4);
      expectClose([gradientOf(sum)], [(1 - 0.73) * 0.73], 2);
      expectClose(inputs.map(gradientOf), leaves.gradients, 5);
    });
  });

  it('2 (x y + max(z, w))', () => {
    engine.step(() => {
      const inputs = [3, -4, 2, -1].map(variable);
      const [x, y, z, w] = inputs as [Tensor, Tensor, Tensor, Tensor];
      const result = multiply(constant(2), add(multiply(x, y), maximum(z, w)));
      engine.tape.backward(result);
      expect(numberOf(result)).toBe(-20);
      expect(inputs.map(gradientOf)).toEqual([-8, 6, 2, 0]);
    });
  });

  it('(x + sigmoid(y)) / (sigmoid(x) + (x + y)^2): gradients add where a value forks', () => {
    engine.step(() => {
      const [x, y] = [variable(3), variable(-4)];
      const sum = add(x, y);
      const result = divide(add(x, sigmoid(y)), add(sigmoid(x), multiply(sum, sum)));
      engine.tape.backward(result);
      expectClose([numberOf(result)], [1.5456448841], 6);
      expectClose([x, y].map(gradientOf), [2.0595697956, 1.5922327515], 6);
    });
  });
});

describe('patterns in gradient flow', () => {
  it('add distributes', () => {
    engine.step(() => {
      const [a, b] = [variable(3), variable(4)];
      const y = add(a, b);
      backward(y, 2);
      expect(numberOf(y)).toBe(7);
      expect([a, b].map(gradientOf)).toEqual([2, 2]);
    });
  });

  it('mul swaps and multiplies', () => {
    engine.step(() => {
      const [a, b] = [variable(2), variable(3)];
      const y = multiply(a, b);
      backward(y, 5);
      expect(numberOf(y)).toBe(6);
      expect([a, b].map(gradientOf)).toEqual([15, 10]);
    });
  });

  it('copy adds', () => {
    engine.step(() => {
      const x = variable(7);
      const [first, second] = [multiply(x, constant(1)).keep(), multiply(x, constant(1)).keep()];
      backward(add(multiply(first, constant(4)), multiply(second, constant(2))), 1);
      expect([first, second].map(numberOf)).toEqual([7, 7]);
      expect([first, second, x].map(gradientOf)).toEqual([4, 2, 6]);
    });
  });

  it('max routes', () => {
    engine.step(() => {
      const [a, b] = [variable(4), variable(5)];
      const y = maximum(a, b);
      backward(y, 9);
      expect(numberOf(y)).toBe(5);
      expect([a, b].map(gradientOf)).toEqual([0, 9]);
    });
  });
});

describe('ReLU on a vector', () => {
  const x = engine.persistent([4], 'dense', true).set([1, -2, 3, -1]);

  it('passes the gradient on where the input is positive', () => {
    engine.step(() => {
      const z = relu(x);
      engine.tape.backward(z, engine.output([4], 'dense', []).set([4, -1, 5, 9]));
      expect([...z.toArray()]).toEqual([1, 0, 3, 0]);
      expect([...(x.gradientArray() ?? [])]).toEqual([4, 0, 5, 0]);
    });
  });

  it('has the Jacobian diag(1, 0, 1, 0), which is never formed', () => {
    const columns = [0, 1, 2, 3].map((m) =>
      engine.step(() => {
        const unit = [0, 0, 0, 0].map((_, i) => (i === m ? 1 : 0));
        engine.tape.backward(relu(x), engine.output([4], 'dense', []).set(unit));
        return [...(x.gradientArray() ?? [])];
      }),
    );
    expect(columns).toEqual([
      [1, 0, 0, 0],
      [0, 0, 0, 0],
      [0, 0, 1, 0],
      [0, 0, 0, 0],
    ]);
  });
});

function expectClose(measured: readonly (number | undefined)[], expected: readonly number[], digits: number): void {
  expect(measured.length).toBe(expected.length);
  measured.forEach((value, i) => {
    expect(value).toBeCloseTo(expected[i] as number, digits);
  });
}
