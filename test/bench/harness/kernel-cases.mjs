/**
 * What the kernels have to do in real networks. A case makes its tensors on an engine and says how it is computed; a `gradient`
 * names the pass that comes after the forward one, by which tensor wants one. Work is counted in multiply-adds (`macs`) or, for what
 * only moves numbers, in bytes: how often the whole tensor has at least to be read or written.
 */
import { batchNorm } from '../../../dist/ops/batch-norm/batch-norm.js';
import { conv2d } from '../../../dist/ops/conv2d/conv2d.js';
import { crossEntropy } from '../../../dist/ops/cross-entropy/cross-entropy.js';
import { add } from '../../../dist/ops/elementwise/elementwise.js';
import { globalAvgPool2d } from '../../../dist/ops/global-avg-pool2d/global-avg-pool2d.js';
import { linear } from '../../../dist/ops/linear/linear.js';
import { maxPool2d } from '../../../dist/ops/max-pool2d/max-pool2d.js';
import { relu } from '../../../dist/ops/relu/relu.js';
import { optimizers } from '../../../dist/optim/index.js';
import { normals, uniformStream } from '../peers/random-batches.mjs';

const noise = normals(uniformStream(1), 1 << 16);

/** A tensor that stays, filled with normal numbers. */
export function randomTensor(engine, shape, layout, requiresGradient = false) {
  const tensor = engine.persistent(shape, layout, requiresGradient);
  return tensor.set(Float32Array.from({ length: tensor.size }, (_, i) => noise[i % noise.length]));
}

const BATCH = 64;

/** Images [batch, from, size, size] to `to` channels. */
function convolution(from, to, size, kernel, { batch = BATCH, stride = 1, groups = 1, algorithm } = {}) {
  const outSize = Math.ceil(size / stride);
  const kind = [groups === from && groups > 1 ? 'depthwise' : '', stride > 1 ? `stride ${stride}` : '', algorithm ?? ''];
  const options = { padding: Math.floor(kernel / 2), stride, groups, ...(algorithm === undefined ? {} : { algorithm }) };
  const macs = (batch * outSize ** 2 * to * kernel ** 2 * from) / groups;
  return {
    operation: `conv ${kernel}x${kernel}${kind.map((text) => (text === '' ? '' : ` ${text}`)).join('')}`,
    shape: `${from} -> ${to}, ${size}x${size}, batch ${batch}`,
    gradients: ['weight gradient', 'input gradient'],
    work: { forward: { macs }, 'weight gradient': { macs }, 'input gradient': { macs } },
    open(engine, gradient) {
      const x = randomTensor(engine, [batch, from, size, size], 'lanes', gradient === 'input gradient');
      const weight = randomTensor(engine, [to, from / groups, kernel, kernel], 'dense', gradient === 'weight gradient');
      return { forward: () => conv2d(x, weight, undefined, options), output: [[batch, to, outSize, outSize], 'lanes'] };
    },
  };
}

function fullyConnected(from, to, rows) {
  const macs = rows * from * to;
  return {
    operation: 'linear',
    shape: `${from} -> ${to}, batch ${rows}`,
    gradients: ['weight gradient', 'input gradient'],
    work: { forward: { macs }, 'weight gradient': { macs }, 'input gradient': { macs } },
    open(engine, gradient) {
      const x = randomTensor(engine, [rows, from], 'lanes', gradient === 'input gradient');
      const weight = randomTensor(engine, [to, from], 'dense', gradient === 'weight gradient');
      return { forward: () => linear(x, weight), output: [[rows, to], 'lanes'] };
    },
  };
}

/** One tensor in, one out. @param sweeps is how often as many numbers as the input has are read or written, in each pass. */
function sweep(operation, shape, sweeps, apply, outputOf = (same) => same) {
  const bytes = 4 * shape.reduce((a, b) => a * b);
  return {
    operation,
    shape: shape.join('x'),
    gradients: ['backward'],
    work: { forward: { bytes: sweeps[0] * bytes }, backward: { bytes: sweeps[1] * bytes } },
    open(engine, gradient) {
      const x = randomTensor(engine, shape, 'lanes', gradient !== undefined);
      const forward = apply(engine, x);
      return { forward, output: [outputOf(shape), 'lanes'] };
    },
  };
}

/** Statistics, then the result: the input is read twice in each pass, in the backward one with the gradient. */
function normalization(shape) {
  return sweep('batch norm', shape, [3, 5], (engine, x) => {
    const [, channels] = shape;
    const dense = (value) => engine.persistent([channels], 'dense').set(new Float32Array(channels).fill(value));
    const state = { gamma: dense(1), beta: dense(0), runningMean: dense(0), runningVariance: dense(1) };
    return () => batchNorm(x, state, { training: true, momentum: 0.1 });
  });
}

function softmaxCrossEntropy(rows, classes) {
  const bytes = 4 * rows * classes;
  return {
    operation: 'cross-entropy',
    shape: `${rows}x${classes}`,
    gradients: ['backward'],
    work: { forward: { bytes: 2 * bytes }, backward: { bytes: 2 * bytes } },
    open(engine, gradient) {
      const logits = randomTensor(engine, [rows, classes], 'lanes', gradient !== undefined);
      const labels = engine.memory.allocate(4 * rows);
      engine.memory.int32(labels, rows).set(Array.from({ length: rows }, (_, i) => i % classes));
      return { forward: () => crossEntropy(logits, labels), output: [[], 'dense'] };
    },
  };
}

/** The update of so many parameters. @param sweeps counts weights and state twice (read and written), gradients once. */
function update(label, name, given, floats, sweeps) {
  return {
    operation: label,
    shape: `${floats.toLocaleString('en-US')} parameters`,
    gradients: [],
    work: { forward: { bytes: 4 * floats * sweeps } },
    open(engine) {
      const weights = randomTensor(engine, [floats], 'dense');
      const gradients = randomTensor(engine, [floats], 'dense');
      const range = { weights: weights.address, gradients: gradients.address, floats, decays: true };
      const entry = optimizers.get(name);
      const optimizer = entry.create(engine, [range], entry.options.parse(given));
      optimizer.prepare(1, 1e-6);
      return { forward: () => optimizer.update() };
    },
  };
}

const [winograd4, winograd2] = ['winograd4x4', 'winograd2x2'].map((algorithm) => ({ algorithm }));
const direct = { algorithm: 'direct' };
const halved = ([n, c, h, w]) => [n, c, h / 2, w / 2];
const LARGE = [BATCH, 32, 32, 32];
const SMALL = [BATCH, 128, 8, 8];
const PARAMETERS = 300_000;

export const cases = [
  ...[
    [3, 32, 32],
    [16, 16, 32],
    [32, 32, 32],
    [32, 64, 16],
    [64, 64, 16],
    [64, 64, 8],
    [128, 128, 8],
  ].flatMap(([from, to, size]) => [direct, winograd2, winograd4].map((how) => convolution(from, to, size, 3, how))),
  convolution(1, 8, 28, 5, { batch: 32 }),
  convolution(8, 16, 14, 5, { batch: 32, ...winograd2 }),
  convolution(8, 16, 14, 5, { batch: 32, ...direct }),
  convolution(32, 32, 32, 5, winograd2),
  convolution(32, 32, 32, 5, direct),
  convolution(64, 64, 16, 1),
  convolution(16, 32, 32, 3, { stride: 2 }),
  convolution(32, 64, 16, 3, { stride: 2 }),
  convolution(16, 32, 32, 1, { stride: 2 }),
  convolution(64, 64, 16, 3, { groups: 64 }),
  fullyConnected(784, 10, 32),
  fullyConnected(256, 128, 64),
  fullyConnected(1024, 1024, 64),
  normalization(LARGE),
  normalization(SMALL),
  sweep('relu', LARGE, [2, 3], (_, x) => () => relu(x)),
  sweep('relu', SMALL, [2, 3], (_, x) => () => relu(x)),
  sweep('add', LARGE, [3, 2], (engine, x) => {
    const other = randomTensor(engine, LARGE, 'lanes');
    return () => add(x, other);
  }),
  sweep('max pool 2x2', LARGE, [1.25, 2.5], (_, x) => () => maxPool2d(x, { kernel: 2, stride: 2 }), halved),
  sweep('max pool 3x3 stride 2', LARGE, [1.25, 2.5], (_, x) => () => maxPool2d(x, { kernel: 3, stride: 2, padding: 1 }), halved),
  sweep(
    'global average pool',
    SMALL,
    [1, 1],
    (_, x) => () => globalAvgPool2d(x),
    ([n, c]) => [n, c],
  ),
  softmaxCrossEntropy(BATCH, 10),
  softmaxCrossEntropy(BATCH, 1000),
  update('sgd', 'sgd', { momentum: 0 }, PARAMETERS, 3),
  update('sgd with momentum', 'sgd', { momentum: 0.9 }, PARAMETERS, 5),
  update('adam', 'adam', {}, PARAMETERS, 7),
  update('adamw', 'adamw', {}, PARAMETERS, 7),
  update('rmsprop', 'rmsprop', {}, PARAMETERS, 5),
  update('adagrad', 'adagrad', {}, PARAMETERS, 5),
];
