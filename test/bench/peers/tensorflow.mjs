/**
 * Measures the training steps of a network with TensorFlow.js on its cpu or wasm backend. The wasm backend has no gradient
 * kernels for convolution and pooling; with `ownGradients` they are put together from operations that have one: a convolution
 * from shifted copies of the image and one matrix product, a 2 x 2 pooling from maxima of slices.
 */
import { join } from 'node:path';
import { timeSteps } from '../harness/timing.mjs';
import { loadLibrary } from './library.mjs';
import { CLASSES, normals, randomBatches, uniformStream } from './random-batches.mjs';

const spec = JSON.parse(process.argv[2]);
const tf = await loadLibrary(spec.path);
if (spec.backend === 'wasm') {
  const wasm = await loadLibrary(spec.wasmPath);
  wasm.setWasmPaths(join(spec.wasmPath, 'dist', '/'));
  wasm.setThreadsCount(spec.threads);
}
await tf.setBackend(spec.backend);
await tf.ready();

const uniform = uniformStream(7);
const variables = [];
const variable = (values, shape) => {
  variables.push(tf.variable(tf.tensor(values, shape)));
  return variables.at(-1);
};
const weights = (shape, fan) =>
  variable(
    normals(
      uniform,
      shape.reduce((a, b) => a * b),
      Math.sqrt(2 / fan),
    ),
    shape,
  );
const constants = (length, value) => variable(new Float32Array(length).fill(value), [length]);

const [channels, height, width] = spec.input;
const forward = build(spec.layers, channels, height * width).forward;
const { type, lr, momentum } = spec.optimizer;
const optimizer = optimizerOf();
const batches = randomBatches(spec).map(({ images, targets }) => ({
  images: tf.tidy(() => tf.tensor4d(images, [spec.batch, channels, height, width]).transpose([0, 2, 3, 1])),
  targets: tf.tensor2d(targets, [spec.batch, CLASSES]),
}));

function step(i) {
  const { images, targets } = batches[i % batches.length];
  const loss = optimizer.minimize(() => tf.losses.softmaxCrossEntropy(targets, forward(images)), true, variables);
  const [value] = loss.dataSync();
  loss.dispose();
  return value;
}

const parameters = variables.reduce((sum, { size }) => sum + size, 0);
console.log(JSON.stringify({ ...(await timeSteps(step, spec)), batch: spec.batch, parameters }));
process.exit(0);

function optimizerOf() {
  if (type === 'adam') return tf.train.adam(lr);
  return momentum === 0 ? tf.train.sgd(lr) : tf.train.momentum(lr, momentum);
}

/** Images lie channels last; `pixels` are those of one channel. */
function build(layers, inChannels, inPixels) {
  let [channels, pixels] = [inChannels, inPixels];
  const steps = layers.map((layer) => {
    const built = buildLayer(layer, channels, pixels);
    ({ channels = channels, pixels = pixels } = built);
    return built.forward;
  });
  return { forward: (x) => steps.reduce((value, one) => one(value), x), channels, pixels };
}

function buildLayer(layer, channels, pixels) {
  switch (layer.type) {
    case 'convolution': {
      const { channels: out, kernel, stride } = layer;
      const filters = weights([kernel, kernel, channels, out], channels * kernel * kernel);
      const bias = layer.bias ? constants(out, 0) : undefined;
      const convolve = spec.ownGradients ? byMatrixProduct : (x, w, by) => tf.conv2d(x, w, by, 'same');
      return {
        forward: (x) => {
          const y = convolve(x, filters, stride);
          return bias === undefined ? y : y.add(bias);
        },
        channels: out,
        pixels: pixels / stride ** 2,
      };
    }
    case 'batchNorm': {
      const [gamma, beta] = [constants(channels, 1), constants(channels, 0)];
      return {
        forward: (x) => {
          const { mean, variance } = tf.moments(x, [0, 1, 2]);
          return x.sub(mean).mul(variance.add(1e-5).rsqrt()).mul(gamma).add(beta);
        },
      };
    }
    case 'relu':
      return { forward: (x) => tf.relu(x) };
    case 'maxPool':
      return { forward: spec.ownGradients ? byMaxima : (x) => tf.maxPool(x, 2, 2, 'valid'), pixels: pixels / 4 };
    case 'globalAveragePool':
      return { forward: (x) => x.mean([1, 2]), pixels: 1 };
    case 'flatten':
      return { forward: (x) => x.reshape([x.shape[0], channels * pixels]), channels: channels * pixels, pixels: 1 };
    case 'linear': {
      const matrix = weights([channels, layer.features], 2 * channels);
      const bias = constants(layer.features, 0);
      return { forward: (x) => x.matMul(matrix).add(bias), channels: layer.features };
    }
    case 'residual': {
      const inner = build(layer.layers, channels, pixels);
      const shortcut = build(layer.shortcut, channels, pixels);
      return {
        forward: (x) => inner.forward(x).add(shortcut.forward(x)),
        channels: inner.channels,
        pixels: inner.pixels,
      };
    }
    default:
      throw new Error(`no layer ${layer.type}`);
  }
}

/** A convolution of stride 1 or 2 that keeps the size otherwise. */
function byMatrixProduct(x, filters, stride) {
  const [images, height, width] = x.shape;
  const [kernel, , inChannels, outChannels] = filters.shape;
  const matrix = filters.reshape([kernel * kernel * inChannels, outChannels]);
  if (kernel === 1) {
    const kept = stride === 1 ? x : everySecond(x);
    const [, h, w] = kept.shape;
    return kept.reshape([-1, inChannels]).matMul(matrix).reshape([images, h, w, outChannels]);
  }
  const border = [Math.floor(kernel / 2), Math.floor(kernel / 2)];
  const padded = x.pad([[0, 0], border, border, [0, 0]]);
  const shifted = Array.from({ length: kernel * kernel }, (_, i) =>
    padded.slice([0, Math.floor(i / kernel), i % kernel, 0], [images, height, width, inChannels]),
  );
  const all = tf
    .concat(shifted, 3)
    .reshape([images * height * width, -1])
    .matMul(matrix)
    .reshape([images, height, width, outChannels]);
  return stride === 1 ? all : everySecond(all);
}

/** Every second row and column; strided slices have no gradient there. */
function everySecond(x) {
  const [images, height, width, channels] = x.shape;
  return x
    .reshape([(images * height) / 2, 2, width / 2, 2 * channels])
    .slice([0, 0, 0, 0], [-1, 1, -1, channels])
    .reshape([images, height / 2, width / 2, channels]);
}

/** 2 x 2 max pooling. */
function byMaxima(x) {
  const [images, height, width, channels] = x.shape;
  const rows = x.reshape([(images * height) / 2, 2, width, channels]);
  const upper = rows.slice([0, 0, 0, 0], [-1, 1, -1, -1]);
  const lower = rows.slice([0, 1, 0, 0], [-1, 1, -1, -1]);
  const pairs = tf.maximum(upper, lower).reshape([(images * height) / 2, width / 2, 2 * channels]);
  const left = pairs.slice([0, 0, 0], [-1, -1, channels]);
  const right = pairs.slice([0, 0, channels], [-1, -1, channels]);
  return tf.maximum(left, right).reshape([images, height / 2, width / 2, channels]);
}
