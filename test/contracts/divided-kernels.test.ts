/** Every kernel that can be divided among threads, on arrays large enough to be: the same bits on 1, 2, 3 and 5 threads. */
import { afterAll, describe, expect, it, vi } from 'vitest';
import { Random } from '../../src/base/random.ts';
import { avgPool2d } from '../../src/ops/avg-pool2d/avg-pool2d.ts';
import { conv2d } from '../../src/ops/conv2d/conv2d.ts';
import { crossEntropy } from '../../src/ops/cross-entropy/cross-entropy.ts';
import { dropout } from '../../src/ops/dropout/dropout.ts';
import * as elementwise from '../../src/ops/elementwise/elementwise.ts';
import { flatten } from '../../src/ops/flatten/flatten.ts';
import { globalAvgPool2d } from '../../src/ops/global-avg-pool2d/global-avg-pool2d.ts';
import { hinge } from '../../src/ops/hinge/hinge.ts';
import { imagesToTensor } from '../../src/ops/images/images.ts';
import { linear } from '../../src/ops/linear/linear.ts';
import { matmul } from '../../src/ops/matmul/matmul.ts';
import { maxPool2d } from '../../src/ops/max-pool2d/max-pool2d.ts';
import { meanSquaredError } from '../../src/ops/mean-squared-error/mean-squared-error.ts';
import { relu } from '../../src/ops/relu/relu.ts';
import { softmax } from '../../src/ops/softmax/softmax.ts';
import { optimizers } from '../../src/optim/index.ts';
import { Engine } from '../../src/tensor/engine.ts';
import type { Layout, Shape, Tensor } from '../../src/tensor/tensor.ts';
import { rangesOf } from '../../src/tensor/work.ts';

/** One for each number of threads. */
const engines = new Map<number, Engine>();
afterAll(async () => {
  for (const engine of engines.values()) await engine.stopThreads();
});

/** A place in memory where a program leaves something: byte address and length. */
type Result = readonly [address: number, bytes: number];

interface Case {
  /** The kernels that must have been divided. */
  readonly kernels: readonly string[];
  /** Lays out the inputs. @returns what is to be captured, which tells where its results are. */
  build(engine: Engine, tensor: (shape: Shape, layout?: Layout) => Tensor): () => readonly Result[];
}

const IMAGES: Shape = [8, 6, 40, 40];

/** An operation forward and backward: its result and all gradients. */
function operation(
  kernels: readonly string[],
  shapes: readonly (Shape | readonly [Shape, Layout])[],
  apply: (inputs: readonly Tensor[]) => Tensor,
): Case {
  return {
    kernels,
    build(engine, tensor) {
      const inputs = shapes.map((shape) => {
        const [sizes, layout] = typeof shape[0] === 'object' ? (shape as readonly [Shape, Layout]) : [shape as Shape, 'lanes'];
        return tensor(sizes, layout as Layout);
      });
      // A seed of the shape of the result, which only the operation knows.
      const like = engine.step(() => apply(inputs));
      const seed = tensor(like.shape, like.layout);
      return () => {
        const y = apply(inputs);
        engine.tape.backward(y, seed);
        return [y, ...inputs].flatMap(({ address, floats, gradientAddress }, i) => {
          const gradient: Result[] = gradientAddress === undefined ? [] : [[gradientAddress, 4 * floats]];
          return i === 0 ? [[address, 4 * floats] as const] : gradient;
        });
      };
    },
  };
}

/** A loss of logits and labels: itself and the gradient of the logits. */
function classLoss(kernels: readonly string[], apply: (logits: Tensor, labelsAddress: number) => Tensor): Case {
  return {
    kernels,
    build(engine, tensor) {
      const logits = tensor([1000, 101]);
      const labels = engine.memory.allocate(4000);
      engine.memory.int32(labels, 1000).forEach((_, row, all) => {
        all[row] = row % 101;
      });
      return () => {
        const loss = apply(logits, labels);
        engine.tape.backward(loss);
        return [
          [loss.address, 4],
          [logits.gradientAddress ?? 0, 4 * logits.floats],
        ];
      };
    },
  };
}

function optimizer(kernel: string, name: string, options: object): Case {
  return {
    kernels: ['fill', 'optimizer_square_sums', kernel],
    build(engine, tensor) {
      const [weights, gradients] = [tensor([100_000], 'dense'), tensor([100_000], 'dense')];
      const entry = optimizers.get(name);
      const range = { weights: weights.address, gradients: gradients.address, floats: 100_000, decays: true };
      const made = entry.create(engine, [range], entry.options.parse(options));
      made.prepare(1, 0.1);
      const squares = gradients.toArray().reduce((sum, value) => sum + value * value, 0);
      return () => {
        made.measure();
        made.update();
        if (Math.abs(made.gradientNorm / Math.sqrt(squares) - 1) > 1e-12) throw new Error(`norm ${made.gradientNorm}`);
        // Last, so that an update from a zeroed gradient would be seen.
        engine.fill(gradients.address, gradients.floats, 0);
        return [...made.state.values(), weights].map(({ address, floats }) => [address, 4 * floats]);
      };
    },
  };
}

const { add, divide, exp, leakyRelu, maximum, multiply, sigmoid, subtract, tanh } = elementwise;
type Inputs = readonly [Tensor, Tensor, Tensor];
const one = (apply: (x: Tensor) => Tensor) => (inputs: readonly Tensor[]) => apply((inputs as Inputs)[0]);
const two = (apply: (a: Tensor, b: Tensor) => Tensor) => (inputs: readonly Tensor[]) =>
  apply((inputs as Inputs)[0], (inputs as Inputs)[1]);

const CASES: Readonly<Record<string, Case>> = {
  leakyRelu: operation(
    ['leaky_relu_forward', 'leaky_relu_backward'],
    [IMAGES],
    one((x) => leakyRelu(x, 0.1)),
  ),
  sigmoid: operation(['sigmoid_forward', 'clear_padding', 'sigmoid_backward'], [IMAGES], one(sigmoid)),
  tanh: operation(['tanh_forward', 'tanh_backward'], [IMAGES], one(tanh)),
  exp: operation(['exp_forward', 'multiply_forward'], [IMAGES], one(exp)),
  add: operation(['sum_of_two'], [IMAGES, IMAGES], two(add)),
  'add of one to itself': operation(
    ['sum_of_two', 'copy'],
    [IMAGES],
    one((x) => add(x, x)),
  ),
  subtract: operation(['subtract_forward', 'negate'], [IMAGES, IMAGES], two(subtract)),
  multiply: operation(['multiply_forward'], [IMAGES, IMAGES], two(multiply)),
  divide: operation(['divide_forward', 'divide_backward_second'], [IMAGES, IMAGES], two(divide)),
  maximum: operation(['maximum_forward', 'maximum_backward_first', 'maximum_backward_second'], [IMAGES, IMAGES], two(maximum)),
  relu: operation(['relu_forward', 'relu_backward'], [IMAGES], one(relu)),
  softmax: operation(['softmax_forward', 'softmax_backward'], [[1000, 101]], one(softmax)),
  dropout: operation(
    ['dropout_apply'],
    [IMAGES],
    one((x) => dropout(x, { probability: 0.3, key: [5, 6], training: true })),
  ),
  flatten: operation(['flatten_forward', 'flatten_backward'], [IMAGES], one(flatten)),
  'maxPool2d, halving': operation(
    ['max_pool_2x2_forward', 'max_pool_2x2_backward'],
    [IMAGES],
    one((x) => maxPool2d(x, { kernel: 2 })),
  ),
  'maxPool2d, overlapping': operation(
    ['max_pool_forward', 'max_pool_backward'],
    [IMAGES],
    one((x) => maxPool2d(x, { kernel: 3, stride: 2, padding: 1 })),
  ),
  avgPool2d: operation(
    ['avg_pool_forward', 'avg_pool_backward'],
    [IMAGES],
    one((x) => avgPool2d(x, { kernel: 3, stride: 2, padding: 1 })),
  ),
  globalAvgPool2d: operation(['global_avg_pool_forward', 'global_avg_pool_backward'], [IMAGES], one(globalAvgPool2d)),
  linear: operation(
    ['matrix_pack_transposed', 'matrix_pack', 'matrix_unpack_transposed', 'conv_forward', 'conv_weight_gradient'],
    [
      [33, 1001],
      [[45, 1001], 'dense'],
      [[45], 'dense'],
    ],
    ([x, weight, bias]) => linear(x as Tensor, weight as Tensor, bias),
  ),
  matmul: operation(
    ['matrix_pack', 'matrix_pack_transposed', 'matrix_unpack', 'conv_forward', 'conv_weight_gradient'],
    [
      [33, 1001],
      [1001, 45],
    ],
    two(matmul),
  ),
  'conv2d, direct': operation(
    ['conv_pad', 'conv_forward', 'conv_weight_gradient'],
    [IMAGES, [[10, 6, 5, 5], 'dense'], [[10], 'dense']],
    ([x, weight, bias]) => conv2d(x as Tensor, weight as Tensor, bias, { padding: 2 }),
  ),
  'conv2d, Winograd': operation(
    ['winograd_filter', 'winograd_forward', 'winograd_weight_gradient', 'winograd_filter_gradient'],
    [
      [12, 40, 24, 24],
      [[36, 40, 3, 3], 'dense'],
      [[36], 'dense'],
    ],
    ([x, weight, bias]) => conv2d(x as Tensor, weight as Tensor, bias, { padding: 1 }),
  ),
  crossEntropy: classLoss(['cross_entropy_forward', 'cross_entropy_backward'], (logits, labels) =>
    crossEntropy(logits, labels, { labelSmoothing: 0.1 }),
  ),
  hinge: classLoss(['hinge_forward', 'hinge_backward'], hinge),
  meanSquaredError: {
    kernels: ['mse_backward', 'clear_padding'],
    build(engine, tensor) {
      const [a, b] = [tensor(IMAGES), tensor(IMAGES)];
      return () => {
        const loss = meanSquaredError(a, b);
        engine.tape.backward(loss);
        return [[loss.address, 4], ...[a, b].map(({ gradientAddress, floats }) => [gradientAddress ?? 0, 4 * floats] as const)];
      };
    },
  },
  imagesToTensor: {
    kernels: ['images_to_lanes'],
    build(engine, tensor) {
      const { memory } = engine;
      const source = { set: memory.allocate(4), indices: memory.allocate(4 * 40), factors: tensor([6], 'dense').address };
      const bytes = memory.allocate(50 * 3 * 33 * 31);
      const random = Random.derive(1, 'bytes');
      memory.uint8(bytes, 50 * 3 * 33 * 31).forEach((_, i, all) => {
        all[i] = random.below(256);
      });
      memory.int32(source.set, 1)[0] = bytes;
      memory.int32(source.indices, 40).set(Array.from({ length: 40 }, () => random.below(50)));
      return () => {
        const { address, floats } = imagesToTensor(engine, source, [40, 3, 33, 31]);
        return [[address, 4 * floats]];
      };
    },
  },
  'sgd without momentum': optimizer('sgd_update', 'sgd', {}),
  'sgd with momentum': optimizer('sgd_momentum_update', 'sgd', { momentum: 0.9, nesterov: true, weightDecay: 0.1 }),
  adam: optimizer('adam_update', 'adam', { clipNorm: 1 }),
  rmsprop: optimizer('rmsprop_update', 'rmsprop', { centered: true, momentum: 0.9 }),
  'rmsprop, plain': optimizer('rmsprop_update', 'rmsprop', { momentum: 0.5 }),
  adagrad: optimizer('adagrad_update', 'adagrad', {}),
};

/** Captures a case, runs it again on `threads` threads over memory that holds something else, and gives the results. */
async function run({ build }: Case, threads: number) {
  const engine = engines.get(threads) ?? new Engine({ threads });
  engines.set(threads, engine);
  await engine.allThreadsReady();
  const random = Random.derive(7, 'divided kernels');
  const changed: [address: number, values: Uint8Array][] = [];
  const body = build(engine, (shape, layout = 'lanes') => {
    const made = engine.persistent(shape, layout, true);
    made.set(Float32Array.from({ length: made.size }, () => 4 * random.uniform() - 2));
    changed.push([made.address, engine.memory.uint8(made.address, 4 * made.floats).slice()]);
    return made;
  });
  const divided = new Set<string>();
  const spy = vi.spyOn(engine, 'runDivided').mockImplementation((name, work, argumentsOf) => {
    if (rangesOf(work, 2).length > 1) divided.add(name);
    return Engine.prototype.runDivided.call(engine, name, work, argumentsOf as never);
  });
  let results: readonly Result[] = [];
  const program = engine.capture(() => {
    results = body();
  });
  spy.mockRestore();
  for (const [address, bytes] of results) engine.memory.uint8(address, bytes).fill(0x5a);
  // An optimizer changes its inputs and its state: back to the start.
  for (const [address, values] of changed) engine.memory.uint8(address, values.length).set(values);
  program.replay();
  return { divided, bits: results.map(([address, bytes]) => Buffer.from(engine.memory.uint8(address, bytes).slice())) };
}

describe.each(Object.entries(CASES))('%s', (_, given) => {
  it('gives the same bits on 1, 2, 3 and 5 threads', async () => {
    const alone = await run(given, 1);
    expect([...alone.divided]).toEqual(expect.arrayContaining([...given.kernels]));
    expect(alone.bits.some((bits) => bits.some((byte) => byte !== 0))).toBe(true);
    for (const threads of [2, 3, 5]) {
      const { bits } = await run(given, threads);
      expect(bits.length).toBe(alone.bits.length);
      bits.forEach((bytes, i) => {
        expect(bytes.equals(alone.bits[i] as Buffer), `result ${i} on ${threads} threads`).toBe(true);
      });
    }
  });
});
