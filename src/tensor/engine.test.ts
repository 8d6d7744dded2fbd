import { describe, expect, it } from 'vitest';
import { normals, relativeError } from '../../test/helpers/operation.ts';
import { InternalError, UserError } from '../base/errors.ts';
import { Random } from '../base/random.ts';
import { conv2d } from '../ops/conv2d/conv2d.ts';
import { add, tanh } from '../ops/elementwise/elementwise.ts';
import { flatten } from '../ops/flatten/flatten.ts';
import { linear } from '../ops/linear/linear.ts';
import { Engine } from './engine.ts';
import type { Tensor } from './tensor.ts';

/** A network of one convolution and one linear layer with fixed numbers, and one training step of it. */
function network(engine: Engine) {
  const random = Random.derive(5, 'engine test');
  const values = (length: number) => normals(random, length).map((value) => 0.3 * value);
  const x = engine.persistent([2, 3, 5, 4], 'lanes').set(values(120));
  const filters = engine.persistent([5, 3, 3, 3], 'dense', true).set(values(135));
  const weight = engine.persistent([3, 100], 'dense', true).set(values(300));
  const seed = engine.persistent([2, 3], 'lanes').set(values(6));
  return {
    addresses: [x, filters, weight, seed].map((tensor) => tensor.address),
    step: () =>
      engine.step(() => {
        const y = linear(flatten(tanh(conv2d(x, filters, undefined, { padding: 1 }))), weight);
        engine.tape.backward(y, seed);
        return [y.toArray(), filters.gradientArray(), weight.gradientArray()].map((array) => array ?? new Float32Array());
      }),
  };
}

describe('memory', () => {
  it('is the same after step 2 and step 2,000, and no persistent buffer moves', () => {
    const engine = new Engine();
    const net = network(engine);
    const first = net.step();
    net.step();
    const after2 = { peak: engine.memory.step.peak, reserved: engine.memory.reserved };
    for (let step = 3; step <= 2000; step++) net.step();
    expect({ peak: engine.memory.step.peak, reserved: engine.memory.reserved }).toEqual(after2);
    expect(after2.peak).toBeGreaterThan(0);
    expect(net.step()).toEqual(first);
  });

  it('keeps its content and addresses when it grows', () => {
    const engine = new Engine();
    const net = network(engine);
    const first = net.step();
    const before = engine.memory.wasm.buffer.byteLength;
    engine.persistent([before], 'dense');
    engine.step(() => engine.scratch(2 * before));
    expect(engine.memory.wasm.buffer.byteLength).toBeGreaterThan(before);
    expect(net.step()).toEqual(first);
  });

  it('gives the same step the same addresses again', () => {
    const engine = new Engine();
    const sizes = [1, 64, 5_000_000, 100, 5_000_000, 7];
    const run = () => engine.step(() => sizes.map((size) => engine.scratch(size)));
    const first = run();
    expect(run()).toEqual(first);
    expect(first.every((address) => address % 64 === 0)).toBe(true);
    expect(new Set(first).size).toBe(sizes.length);
  });

  it('refuses what 4 GB cannot hold with an error for the user, and goes on', () => {
    const engine = new Engine();
    const net = network(engine);
    const first = net.step();
    const message = new UserError('There is not enough memory for this network and batch size.', {
      facts: [
        ['needed', '40.0 GB or more'],
        ['limit', '4.3 GB'],
      ],
      hint: 'Choose a smaller batch size (--train.batchSize) or a smaller network.',
    });
    expect(() => engine.persistent([100_000, 100_000], 'dense')).toThrow(message);
    expect(() => engine.step(() => engine.output([100_000, 100_000], 'lanes', []))).toThrow(message);
    expect(net.step()).toEqual(first);
  });
});

describe('a step', () => {
  it('ends the life of its tensors', () => {
    const engine = new Engine();
    const x = engine.persistent([2, 3], 'lanes', true);
    const y = engine.step(() => add(x, x));
    const error = new InternalError('a tensor of shape [2, 3] was used after its step');
    expect(() => y.toArray()).toThrow(error);
    expect(() => y.set([1, 2, 3, 4, 5, 6])).toThrow(error);
    expect(() => engine.step(() => add(x, y))).toThrow(error);
    expect(() => engine.step(() => flatten(engine.step(() => engine.output([2, 3, 1, 1], 'lanes', []))))).toThrow(
      'a tensor of shape [2, 3, 1, 1] was used after its step',
    );
    expect([...x.toArray()]).toEqual([0, 0, 0, 0, 0, 0]);
  });

  it('ends their gradients too', () => {
    const engine = new Engine();
    const x = engine.persistent([], 'dense', true);
    engine.step(() => {
      engine.tape.backward(add(x, x));
      expect(x.gradientArray()).toEqual(Float32Array.of(2));
    });
    expect(x.gradientArray()).toBeUndefined();
  });

  it('ends when it fails, too', () => {
    const engine = new Engine();
    const x = engine.persistent([], 'dense', true);
    const failing = () =>
      engine.step(() => {
        add(x, x);
        throw new Error('stop');
      });
    expect(failing).toThrow('stop');
    const { generation } = engine.memory.step;
    engine.step(() => {
      engine.tape.backward(add(x, x));
      expect(x.gradientArray()).toEqual(Float32Array.of(2));
    });
    expect(engine.memory.step.generation).toBe(generation + 1);
  });
});

describe('the builds of the kernels', () => {
  const fastest = new Engine().build;

  it('runs the plain build where it is asked for', () => {
    expect(new Engine({ build: 'simd' }).build).toBe('simd');
    expect(network(new Engine({ build: 'simd' })).step()).toEqual(network(new Engine({ build: 'simd' })).step());
  });

  it.skipIf(fastest === 'simd')('differ in the last bits only', () => {
    const relaxed = network(new Engine({ build: 'relaxed' })).step();
    const simd = network(new Engine({ build: 'simd' })).step();
    relaxed.forEach((array, i) => {
      expect(relativeError(array, simd[i] ?? [])).toBeLessThan(1e-6);
    });
    expect(relaxed).not.toEqual(simd);
  });
});

describe('poison', () => {
  it('is in memory that was not written yet, and in memory that was given back', () => {
    const engine = new Engine({ poison: true });
    const isPoison = (address: number) => engine.memory.float32(address, 16).every(Number.isNaN);
    engine.step(() => {
      const x = engine.output([16], 'dense', []);
      expect(isPoison(x.address)).toBe(true);
      let scratch = 0;
      engine.briefly(() => {
        scratch = engine.scratch(64);
        expect(isPoison(scratch)).toBe(true);
        engine.memory.float32(scratch, 16).fill(1);
      });
      expect(isPoison(scratch)).toBe(true);
    });
  });

  it('shows an operation that reads what it did not say that it reads', () => {
    const gradientWith = (reads: readonly Tensor[] | undefined) => {
      const engine = new Engine({ poison: true });
      const x = engine.persistent([4], 'dense', true).set([1, 2, 3, 4]);
      return engine.step(() => {
        const hidden = add(x, x);
        const address = hidden.address;
        const square = engine.output([4], 'dense', [hidden]);
        engine.run('multiply_forward', address, address, square.address, 4);
        engine.tape.record(
          square,
          (dy) => hidden.receive((dx) => engine.run('multiply_forward', dy, address, dx, 4)),
          reads === undefined ? [hidden] : reads,
        );
        hidden.leaveComputation();
        engine.tape.backward(square, x);
        return [...(x.gradientArray() ?? [])];
      });
    };
    // 2 (the sum) * 2 x * x, half the derivative of the square.
    expect(gradientWith(undefined)).toEqual([4, 16, 36, 64]);
    expect(gradientWith([])).toEqual([NaN, NaN, NaN, NaN]);
  });
});

describe('planning only', () => {
  it('lays out the same memory and computes nothing', () => {
    const computing = new Engine();
    network(computing).step();
    const planning = new Engine({ planOnly: true });
    const net = network(planning);
    expect(net.addresses).toEqual(network(new Engine()).addresses);
    expect(net.step().every((array) => array.every((value) => value === 0))).toBe(true);
    expect(planning.memory.step.peak).toBe(computing.memory.step.peak);
  });
});
