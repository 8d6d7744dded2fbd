import { avgPool2d } from '../../src/ops/avg-pool2d/avg-pool2d.ts';
import { batchNorm } from '../../src/ops/batch-norm/batch-norm.ts';
import { conv2d } from '../../src/ops/conv2d/conv2d.ts';
import { crossEntropy } from '../../src/ops/cross-entropy/cross-entropy.ts';
import { dropout } from '../../src/ops/dropout/dropout.ts';
import { add, exp, leakyRelu, multiply, sigmoid, tanh } from '../../src/ops/elementwise/elementwise.ts';
import { globalAvgPool2d } from '../../src/ops/global-avg-pool2d/global-avg-pool2d.ts';
import { linear } from '../../src/ops/linear/linear.ts';
import { matmul } from '../../src/ops/matmul/matmul.ts';
import { maxPool2d } from '../../src/ops/max-pool2d/max-pool2d.ts';
import { relu } from '../../src/ops/relu/relu.ts';
import { softmax } from '../../src/ops/softmax/softmax.ts';
import { Engine } from '../../src/tensor/engine.ts';
import type { Layout, Shape, Tensor } from '../../src/tensor/tensor.ts';
import type { AttributeValue, OnnxArray, OnnxCase } from './onnx-case.ts';
import { runAdagrad, runAdam, runMomentum } from './onnx-optimizers.ts';
import { attributesOf, type OnnxAttributes, windowOf } from './onnx-window.ts';

/** Runs one case and gives its outputs, without those that are not ours (see `onnx-left-out.ts`). */
export type OnnxOperator = (given: OnnxCase) => readonly OnnxArray[];

/**
 * The ONNX operators that we have, each by the operation of ours that does it. A runner names every attribute that it
 * understands, with ONNX's default; any other attribute fails the case. A new operation or optimizer is one line here.
 */
export const onnxOperators: ReadonlyMap<string, OnnxOperator> = new Map<string, OnnxOperator>([
  ['Relu', elementwise({}, relu)],
  ['LeakyRelu', elementwise({ alpha: 0.01 }, (x, { alpha }) => leakyRelu(x, alpha))],
  ['Sigmoid', elementwise({}, sigmoid)],
  ['Tanh', elementwise({}, tanh)],
  ['Exp', elementwise({}, exp)],
  ['Add', pairwise(add)],
  ['Mul', pairwise(multiply)],
  ['MatMul', pairwise(matmul)],
  ['Gemm', runGemm],
  ['Conv', runConv],
  ['MaxPool', runMaxPool],
  ['AveragePool', runAveragePool],
  ['GlobalAveragePool', (given) => run(given, {}, ([x]) => globalAvgPool2d(x as Tensor))],
  ['BatchNormalization', runBatchNormalization],
  ['Dropout', runDropout],
  ['Softmax', runSoftmax],
  ['SoftmaxCrossEntropyLoss', runCrossEntropy],
  ['Adagrad', runAdagrad],
  ['Adam', runAdam],
  ['Momentum', runMomentum],
]);

/** Puts the inputs into memory, matrices and images in lanes and all else dense, and takes the one output out. */
function run<A extends Readonly<Record<string, AttributeValue>>>(
  given: OnnxCase,
  defaults: A,
  apply: (inputs: readonly Tensor[], attributes: OnnxAttributes<A>) => Tensor,
  layouts: readonly Layout[] = [],
): readonly OnnxArray[] {
  const engine = new Engine();
  const attributes = attributesOf(given, defaults);
  const inputs = given.inputs.map(({ shape, values }, i) => {
    const layout = layouts[i] ?? (shape.length === 2 || shape.length === 4 ? 'lanes' : 'dense');
    return engine.persistent(shape, layout).set(values);
  });
  return engine.step(() => [arrayOf(apply(inputs, attributes))]);
}

function elementwise<A extends Readonly<Record<string, AttributeValue>>>(
  defaults: A,
  apply: (x: Tensor, attributes: OnnxAttributes<A>) => Tensor,
): OnnxOperator {
  return (given) => run(given, defaults, ([x], attributes) => apply(x as Tensor, attributes));
}

function pairwise(apply: (a: Tensor, b: Tensor) => Tensor): OnnxOperator {
  return (given) => run(given, {}, ([a, b]) => apply(a as Tensor, b as Tensor));
}

/** y = alpha A B + beta C. With B transposed it is our linear layer, which takes C for its bias where that is a row. */
function runGemm(given: OnnxCase): readonly OnnxArray[] {
  const { alpha, beta, transA, transB } = attributesOf(given, { alpha: 1, beta: 1, transA: 0, transB: 0 });
  const [a, b, c] = given.inputs as readonly [OnnxArray, OnnxArray, OnnxArray?];
  const engine = new Engine();
  const place = ({ shape, values }: OnnxArray, layout: Layout = 'lanes') => engine.persistent(shape, layout).set(values);
  return engine.step(() => {
    const left = place(transA === 1 ? transposed(a) : a);
    const columns = (transB === 1 ? b.shape[0] : b.shape[1]) as number;
    const isBias = transB === 1 && alpha === 1 && beta === 1 && c?.values.length === columns;
    const bias = isBias ? place({ shape: [columns], values: c.values }, 'dense') : undefined;
    const product = transB === 1 ? linear(left, place(b, 'dense'), bias) : matmul(left, place(b));
    const scaled = alpha === 1 ? product : multiply(product, place(filled(product.shape, alpha)));
    if (c === undefined || isBias) return [arrayOf(scaled)];
    const spread = place(broadcast(c, product.shape));
    return [arrayOf(add(scaled, beta === 1 ? spread : multiply(spread, place(filled(product.shape, beta)))))];
  });
}

function runConv(given: OnnxCase): readonly OnnxArray[] {
  const defaults = { ...windowDefaults, group: 1 };
  const apply = ([x, weight, bias]: readonly Tensor[], attributes: OnnxAttributes<typeof defaults>) => {
    const { stride, dilation, padding } = windowOf(given, attributes);
    return conv2d(x as Tensor, weight as Tensor, bias, { stride, dilation, padding, groups: attributes.group });
  };
  return run(given, defaults, apply, ['lanes', 'dense', 'dense']);
}

function runMaxPool(given: OnnxCase): readonly OnnxArray[] {
  const defaults = { ...windowDefaults, ceil_mode: 0, storage_order: 0 };
  return run(given, defaults, ([x], attributes) =>
    maxPool2d(x as Tensor, { ...windowOf(given, attributes), ceilMode: attributes.ceil_mode === 1 }),
  );
}

function runAveragePool(given: OnnxCase): readonly OnnxArray[] {
  const defaults = { ...windowDefaults, ceil_mode: 0, count_include_pad: 0 };
  return run(given, defaults, ([x], attributes) =>
    avgPool2d(x as Tensor, {
      ...windowOf(given, attributes),
      ceilMode: attributes.ceil_mode === 1,
      countIncludePad: attributes.count_include_pad === 1,
    }),
  );
}

const windowDefaults = {
  kernel_shape: [] as readonly number[],
  strides: [1, 1] as readonly number[],
  dilations: [1, 1] as readonly number[],
  pads: [0, 0, 0, 0] as readonly number[],
  auto_pad: 'NOTSET' as string,
};

/** In training ONNX keeps the biased variance and we (with PyTorch) the unbiased one: ours is turned into theirs. */
function runBatchNormalization(given: OnnxCase): readonly OnnxArray[] {
  const { epsilon, momentum, training_mode } = attributesOf(given, { epsilon: 1e-5, momentum: 0.9, training_mode: 0 });
  const engine = new Engine();
  const [x, gamma, beta, runningMean, runningVariance] = given.inputs.map(({ shape, values }, i) =>
    engine.persistent(shape, i === 0 ? 'lanes' : 'dense').set(values),
  ) as [Tensor, Tensor, Tensor, Tensor, Tensor];
  const state = { gamma, beta, runningMean, runningVariance };
  const training = training_mode === 1;
  const before = runningVariance.toArray().map((variance) => variance * momentum);
  const y = engine.step(() => arrayOf(batchNorm(x, state, { training, epsilon, momentum: 1 - momentum })));
  if (!training) return [y];
  const biased = Array.from(runningVariance.toArray(), (variance, c) => {
    const kept = before[c] as number;
    return kept + ((variance - kept) * (x.pixels - 1)) / x.pixels;
  });
  return [y, arrayOf(runningMean), { shape: runningVariance.shape, values: biased }];
}

/** Inputs: x, the ratio, and whether it is training; before opset 12 the ratio is an attribute and it never is. */
function runDropout(given: OnnxCase): readonly OnnxArray[] {
  const { ratio } = attributesOf(given, { ratio: 0.5, seed: 0 });
  const [, given0, training] = given.inputs;
  const probability = given0?.values[0] ?? ratio;
  const options = { probability, key: [0, 0] as const, training: training?.values[0] === 1 };
  return run(given, { ratio, seed: 0 }, ([x]) => dropout(x as Tensor, options));
}

/** Ours is over the rows of a table: the axis is brought to the end, all others together make the rows, and back. */
function runSoftmax(given: OnnxCase): readonly OnnxArray[] {
  const { axis } = attributesOf(given, { axis: -1 });
  const [{ shape, values }] = given.inputs as readonly [OnnxArray];
  const at = axis < 0 ? axis + shape.length : axis;
  const length = shape[at] as number;
  const inner = shape.slice(at + 1).reduce((product, size) => product * size, 1);
  // Where the element of a row lies: rows go through what is outside the axis, then through what is inside.
  const rows = values.length / length;
  const place = (i: number) => {
    const [row, element] = [Math.floor(i / length), i % length];
    return (Math.floor(row / inner) * length + element) * inner + (row % inner);
  };
  const table = { shape: [rows, length], values: values.map((_, i) => values[place(i)] as number) };
  const [result] = run({ ...given, inputs: [table] }, { axis: -1 }, ([x]) => softmax(x as Tensor));
  const back = new Array<number>(values.length);
  result?.values.forEach((value, i) => {
    back[place(i)] = value;
  });
  return [{ shape, values: back }];
}

function runCrossEntropy(given: OnnxCase): readonly OnnxArray[] {
  const { reduction } = attributesOf(given, { reduction: 'mean' });
  if (reduction !== 'mean' || given.inputs.length !== 2) throw new Error('only the mean without class weights is ours');
  const engine = new Engine();
  const [logits, labels] = given.inputs as readonly [OnnxArray, OnnxArray];
  const address = engine.memory.allocate(4 * labels.values.length);
  engine.memory.int32(address, labels.values.length).set(labels.values);
  const x = engine.persistent(logits.shape, 'lanes').set(logits.values);
  return engine.step(() => [arrayOf(crossEntropy(x, address))]);
}

function arrayOf(tensor: Tensor): OnnxArray {
  return { shape: tensor.shape, values: [...tensor.toArray()] };
}

function filled(shape: Shape, value: number): OnnxArray {
  return { shape, values: new Array<number>(shape.reduce((product, length) => product * length, 1)).fill(value) };
}

function transposed({ shape: [rows = 1, columns = 1], values }: OnnxArray): OnnxArray {
  return { shape: [columns, rows], values: values.map((_, i) => values[(i % rows) * columns + Math.floor(i / rows)] as number) };
}

/** A matrix, row, column or single number spread over a matrix. */
function broadcast({ shape, values }: OnnxArray, [rows = 1, columns = 1]: Shape): OnnxArray {
  const [height = 1, width = 1] = [...[1, 1].slice(shape.length), ...shape];
  const at = (i: number) => (height === 1 ? 0 : Math.floor(i / columns)) * width + (width === 1 ? 0 : i % columns);
  return { shape: [rows, columns], values: Array.from({ length: rows * columns }, (_, i) => values[at(i)] as number) };
}
