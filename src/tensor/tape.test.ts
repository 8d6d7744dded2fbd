import { describe, expect, it } from 'vitest';
import { InternalError } from '../base/errors.ts';
import { add, multiply, sigmoid, tanh } from '../ops/elementwise/elementwise.ts';
import { flatten } from '../ops/flatten/flatten.ts';
import { Engine } from './engine.ts';
import type { Tensor } from './tensor.ts';

const engine = new Engine();
const leaf = (...values: readonly number[]) => engine.persistent([values.length], 'dense', true).set(values);
const constant = (...values: readonly number[]) => engine.persistent([values.length], 'dense').set(values);
const gradientOf = (x: Tensor) => x.gradientArray()?.[0];

describe('gradients where values fork and join', () => {
  it('add up in a diamond', () => {
    engine.step(() => {
      // y = (3 x)(x + x) = 6 x^2
      const x = leaf(5);
      engine.tape.backward(multiply(multiply(x, constant(3)), add(x, x)));
      expect(gradientOf(x)).toBe(60);
    });
  });

  it('add up along all 2^20 paths of a chain of diamonds, in linear time', () => {
    engine.step(() => {
      const x = leaf(1);
      let y: Tensor = x;
      for (let i = 0; i < 20; i++) y = add(y, y);
      engine.tape.backward(y);
      expect(y.toArray()[0]).toBe(2 ** 20);
      expect(gradientOf(x)).toBe(2 ** 20);
    });
  });

  it('agree with finite differences through a tangle', () => {
    const h = 2 ** -8;
    const tangle = (x: Tensor) => {
      const a = tanh(x);
      const b = sigmoid(add(a, x));
      return add(multiply(a, b), multiply(b, add(b, x)));
    };
    const at = (value: number) => engine.step(() => tangle(leaf(value)).toArray()[0] as number);
    engine.step(() => {
      const x = leaf(0.4);
      engine.tape.backward(tangle(x));
      expect(gradientOf(x)).toBeCloseTo((at(0.4 + h) - at(0.4 - h)) / (2 * h), 4);
    });
  });

  it('leave a shared gradient alone when one of its owners receives more', () => {
    // The sum hands one buffer to a and b; a then receives a second contribution, b must not see it.
    engine.step(() => {
      const [p, q, one] = [leaf(2), leaf(3), constant(1)];
      const early = multiply(p, one);
      const b = multiply(q, one);
      const more = multiply(early, constant(10));
      const sum = add(early, b);
      for (const x of [early, b, sum]) x.keep();
      engine.tape.backward(add(sum, more));
      expect([sum, b, early, p, q].map(gradientOf)).toEqual([1, 1, 11, 11, 1]);
    });
  });

  it('are copied, not shared, into the gradient of a parameter', () => {
    engine.step(() => {
      const [p, q] = [leaf(2), leaf(3)];
      const y = add(p, q);
      engine.tape.backward(y);
      expect(new Set([y, p, q].map((x) => x.gradientAddress)).size).toBe(3);
      expect([p, q].map(gradientOf)).toEqual([1, 1]);
    });
  });

  it('pass through tensors that share their memory', () => {
    engine.step(() => {
      const x = engine.persistent([1, 2, 1, 1], 'lanes', true).set([3, 4]);
      const y = flatten(x);
      engine.tape.backward(multiply(y, y), engine.output([1, 2], 'lanes', []).set([1, 10]));
      expect([...(x.gradientArray() ?? [])]).toEqual([6, 80]);
    });
  });
});

describe('the tape', () => {
  it('replaces the gradients of parameters from step to step', () => {
    const x = leaf(3);
    for (let step = 0; step < 3; step++) {
      engine.step(() => {
        engine.tape.backward(multiply(x, x));
        expect(gradientOf(x)).toBe(6);
      });
    }
  });

  it('gives no gradient to what does not lead to the root, or wants none', () => {
    engine.step(() => {
      const [x, aside, fixed] = [leaf(3), leaf(4), constant(5)];
      const dead = multiply(x, aside).keep();
      engine.tape.backward(multiply(x, fixed));
      expect(gradientOf(x)).toBe(5);
      expect([dead, aside, fixed].map(gradientOf)).toEqual([undefined, undefined, undefined]);
    });
  });

  it('gives back what led to the root, but not what was kept', () => {
    engine.step(() => {
      const x = leaf(1, 2);
      const [y, kept] = [multiply(x, constant(3, 4)), multiply(x, x).keep()];
      const view = engine.view(kept, [2]);
      engine.tape.record(view, (dy) => kept.receiveShared(dy), []);
      const root = add(multiply(y, y), multiply(view, kept));
      engine.tape.backward(root, constant(1, 1));
      const givenBack = new InternalError('a tensor of shape [2] was used after its memory was given back');
      for (const tensor of [y, view]) {
        expect(() => tensor.toArray()).toThrow(givenBack);
        expect(() => tensor.address).toThrow(givenBack);
        expect(() => tensor.gradientArray()).toThrow(givenBack);
        expect(() => multiply(tensor, x)).toThrow(givenBack);
      }
      expect([...kept.toArray()]).toEqual([1, 4]);
      expect([...(kept.gradientArray() ?? [])]).toEqual([2, 8]);
      expect([...root.toArray()]).toEqual([9 + 1, 64 + 16]);
    });
  });

  it('holds memory for as long as a backward pass reads it, and no longer', () => {
    const { step } = engine.memory;
    const bytes = 4 * 1024;
    const x = engine.persistent([1024], 'dense', true);
    const inUse = () => step.inUse - (step.inUse % bytes);
    engine.step(() => {
      const chain = (names: readonly ((x: Tensor) => Tensor)[]) =>
        engine.briefly(() => names.reduce((value, apply) => apply(value), x));
      // The derivative of tanh is a function of its result; that of a sum needs nothing.
      const twice = (value: Tensor) => add(value, value);
      const root = chain([tanh, twice, twice, tanh, twice]);
      expect(inUse()).toBe(3 * bytes);
      engine.tape.backward(root, x);
      expect(inUse()).toBe(2 * bytes);
      engine.tape.withoutGradients(() => chain([tanh, twice, tanh]));
      expect(inUse()).toBe(3 * bytes);
    });
    expect(inUse()).toBe(0);
  });

  it('gives scratch of the forward pass to the operation that is noted next, until that has passed back', () => {
    engine.step(() => {
      const x = leaf(1, 2);
      const kept = engine.scratch(8);
      engine.memory.float32(kept, 2).set([5, 6]);
      const y = engine.output([2], 'dense', [x]);
      let seen: number[] = [];
      const backward = () => {
        seen = [...engine.memory.float32(kept, 2)];
      };
      engine.tape.record(y, backward);
      const before = engine.memory.step.inUse;
      engine.tape.backward(y, x);
      expect(seen).toEqual([5, 6]);
      expect(engine.memory.step.isLive(kept)).toBe(false);
      // The scratch has gone, the gradient of the root has come.
      expect(engine.memory.step.inUse).toBe(before);
    });
  });

  it('leaves the seed as it was', () => {
    engine.step(() => {
      const x = leaf(1, 2);
      const seed = engine.output([2], 'dense', []).set([7, 8]);
      const y = add(x, x);
      engine.tape.backward(y, seed);
      expect([...seed.toArray()]).toEqual([7, 8]);
      expect([...(x.gradientArray() ?? [])]).toEqual([14, 16]);
    });
  });

  it('notes nothing without gradients, and goes on afterwards, also after an error', () => {
    engine.step(() => {
      const x = leaf(3);
      expect(engine.tape.withoutGradients(() => multiply(x, x)).requiresGradient).toBe(false);
      const failing = () =>
        engine.tape.withoutGradients(() => {
          throw new Error('stop');
        });
      expect(failing).toThrow('stop');
      expect(engine.tape.recording).toBe(true);
      expect(multiply(x, x).requiresGradient).toBe(true);
    });
  });

  it('refuses a root that it cannot start from', () => {
    engine.step(() => {
      expect(() => engine.tape.backward(constant(1))).toThrow(
        new InternalError('backward: nothing that led to this tensor wants a gradient'),
      );
      expect(() => engine.tape.backward(add(leaf(1, 2), leaf(3, 4)))).toThrow(
        new InternalError('backward: the root has 2 elements and no seed was given'),
      );
    });
  });
});
