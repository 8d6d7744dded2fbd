import { describe, expect, it } from 'vitest';
import { normals } from '../../test/helpers/operation.ts';
import { clock } from '../base/clock.ts';
import { InternalError } from '../base/errors.ts';
import { Random } from '../base/random.ts';
import { TIMES } from '../kernels/team-timing.ts';
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

  it('knows what each call belongs to: a backward pass to the layer that recorded it, a gradient to its kind', () => {
    const engine = new Engine();
    const { labels } = engine;
    const [x, weight] = [engine.persistent([2, 3], 'lanes'), engine.persistent([4, 3], 'dense', true)];
    const program = engine.capture(() => {
      const hidden = labels.layer('one', () => linear(x, weight));
      const y = labels.layer('two', () => relu(hidden));
      labels.part('loss', () => engine.tape.backward(y, engine.output(y.shape, y.layout, [])));
      engine.run('fill', y.address, 4, 0);
    });
    const texts = program.calls.map(({ kernel, label }) => `${kernel}: ${label.kind} ${label.name}, ${label.pass}`);
    expect(texts).toEqual([
      'matrix_pack_transposed: layer one, forward',
      'conv_forward: layer one, forward',
      'relu_forward: layer two, forward',
      'copy: step loss, input gradient',
      'relu_backward: layer two, input gradient',
      'conv_weight_gradient: layer one, weight gradient',
      'matrix_unpack_transposed: layer one, weight gradient',
      'fill: step other, forward',
    ]);
  });

  it('keeps the choices of algorithms with what they belong to', () => {
    const engine = new Engine();
    const [x, weight] = [engine.persistent([8, 32, 16, 16], 'lanes'), engine.persistent([32, 32, 3, 3], 'dense', true)];
    const program = engine.capture(() => void engine.labels.layer('conv', () => conv2d(x, weight, undefined, { padding: 1 })));
    expect(program.choices.map(({ label, pass, algorithm }) => [label.name, pass, algorithm])).toEqual([
      ['conv', 'forward', 'winograd4x4'],
      ['conv', 'weight gradient', 'winograd4x4'],
    ]);
    for (const { algorithm, costs } of program.choices) {
      expect(costs.map((one) => one.algorithm).toSorted()).toEqual(['direct', 'winograd2x2', 'winograd4x4']);
      expect(costs.find((one) => one.algorithm === algorithm)?.cost).toBe(Math.min(...costs.map(({ cost }) => cost)));
    }
  });

  it('gives the same bits when it is timed, and readings of the clock in their order', () => {
    const engine = new Engine();
    const net = network(engine);
    const program = engine.capture(net.body);
    const first = net.bits();
    net.shuffle();
    program.replay();
    const replayed = net.bits();
    expect(replayed).not.toEqual(first);
    const before = clock();
    const [times = new Float64Array(), ...others] = program.replayTimed();
    expect(net.bits()).toEqual(replayed);
    expect(others).toEqual([]);
    expect(times).toHaveLength(TIMES * program.calls.length);
    const readings = [before, ...times, clock()];
    expect(readings).toEqual(readings.toSorted((a, b) => a - b));
  });

  it('cannot be captured inside another, and a failed capture leaves the engine as it was', () => {
    const engine = new Engine();
    expect(() => engine.capture(() => engine.capture(() => {}))).toThrow(new InternalError('a step is already being captured'));
    const x = engine.persistent([4], 'dense');
    const program = engine.capture(() => void relu(x));
    expect(program.kernels).toEqual(['relu_forward']);
  });
});
