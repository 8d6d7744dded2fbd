import { describe, expect, it } from 'vitest';
import { normals } from '../../test/helpers/operation.ts';
import { InternalError } from '../base/errors.ts';
import { Random } from '../base/random.ts';
import { conv2d } from '../ops/conv2d/conv2d.ts';
import { sigmoid } from '../ops/elementwise/elementwise.ts';
import { flatten } from '../ops/flatten/flatten.ts';
import { linear } from '../ops/linear/linear.ts';
import { relu } from '../ops/relu/relu.ts';
import { Engine } from './engine.ts';
import type { Tensor } from './tensor.ts';

/** A small network with its inputs, and what a step leaves behind: results and parameter gradients, bit by bit. */
function network(engine: Engine) {
  const random = Random.derive(3, 'program test');
  const tensor = (shape: readonly number[], layout: 'lanes' | 'dense', gradient: boolean) => {
    const made = engine.persistent(shape, layout, gradient);
    return made.set(normals(random, made.size));
  };
  const x = tensor([3, 2, 6, 5], 'lanes', false);
  const seed = tensor([3, 4], 'lanes', false);
  const result = engine.persistent([3, 4], 'lanes');
  const parameters = [
    tensor([5, 2, 3, 3], 'dense', true),
    tensor([5], 'dense', true),
    tensor([4, 5 * 6 * 5], 'dense', true),
    tensor([4], 'dense', true),
  ];
  const [filters, filterBias, weight, bias] = parameters as [Tensor, Tensor, Tensor, Tensor];
  const gradientAddresses: number[] = [];
  return {
    /** New numbers for every input and parameter. */
    shuffle() {
      for (const each of [x, seed, ...parameters]) each.set(normals(random, each.size));
    },
    body() {
      const hidden = relu(conv2d(x, filters, filterBias, { padding: 1 }));
      const y = sigmoid(linear(flatten(hidden), weight, bias));
      engine.run('copy', y.address, result.address, y.floats);
      engine.tape.backward(y, seed);
      gradientAddresses.splice(0, Infinity, ...parameters.map((parameter) => parameter.gradientAddress as number));
    },
    bits(): Int32Array[] {
      return [
        engine.memory.int32(result.address, result.floats).slice(),
        ...parameters.map((parameter, i) => engine.memory.int32(gradientAddresses[i] as number, parameter.size).slice()),
      ];
    },
  };
}

describe('a captured step', () => {
  it('does what the eager step does when it is captured, and again when it is replayed', () => {
    const engine = new Engine();
    const eager = network(engine);
    engine.step(eager.body);
    const first = eager.bits();

    const captured = new Engine();
    const same = network(captured);
    const program = captured.capture(same.body);
    expect(same.bits()).toEqual(first);
    program.replay();
    expect(same.bits()).toEqual(first);
  });

  it('gives the same bits as the eager step on other numbers, with eager steps in between', () => {
    const engine = new Engine();
    const net = network(engine);
    const program = engine.capture(net.body);
    const before = net.bits();
    for (let step = 0; step < 3; step++) {
      net.shuffle();
      program.replay();
      const replayed = net.bits();
      engine.step(net.body);
      expect(net.bits()).toEqual(replayed);
      expect(replayed).not.toEqual(before);
    }
  });

  it('lists its kernels in the order of their calls', () => {
    const engine = new Engine();
    const x = engine.persistent([2, 3], 'lanes', true);
    const program = engine.capture(() => engine.tape.backward(relu(sigmoid(x)), x));
    expect(program.kernels).toEqual([
      'sigmoid_forward',
      'clear_padding',
      'relu_forward',
      'copy',
      'relu_backward',
      'sigmoid_backward',
    ]);
  });

  it('cannot be captured inside another, and a failed capture leaves the engine as it was', () => {
    const engine = new Engine();
    expect(() => engine.capture(() => engine.capture(() => {}))).toThrow(new InternalError('a step is already being captured'));
    const x = engine.persistent([4], 'dense');
    const program = engine.capture(() => void relu(x));
    expect(program.kernels).toEqual(['relu_forward']);
  });
});
