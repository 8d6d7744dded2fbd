/**
 * Measures the training steps of a network with jax-js on its WebAssembly backend: loss, gradients and update in one compiled
 * function. The optimizer is written out, since its optimizer library is not published. In Node.js it runs on one thread: its
 * pool needs the browser's workers.
 */
import { timeSteps } from '../harness/timing.mjs';
import { loadLibrary } from './library.mjs';
import { CLASSES, normals, randomBatches, uniformStream } from './random-batches.mjs';

const spec = JSON.parse(process.argv[2]);
// It asks the browser how many cores there are, and Node.js 20 has no such global.
globalThis.navigator ??= {};
Object.defineProperty(globalThis.navigator, 'hardwareConcurrency', { value: 1, configurable: true });
const jax = await loadLibrary(spec.path);
const { numpy: np, lax, nn, tree } = jax;
await jax.init();
jax.defaultDevice('wasm');

const uniform = uniformStream(7);
const weights = (shape, fan) => {
  const length = shape.reduce((a, b) => a * b);
  return np.array(normals(uniform, length, Math.sqrt(2 / fan))).reshape(shape);
};
const [inputChannels, ...inputSize] = spec.input;
const network = build(spec.layers, inputChannels, inputSize[0] * inputSize[1]);

// Every function consumes the arrays that it gets; `.ref` keeps one for another use.
function lossOf(parameters, images, targets) {
  const logits = network.forward(parameters, images);
  return np.mean(np.sum(nn.logSoftmax(logits, -1).mul(targets), -1)).neg();
}
const lossAndGradients = jax.valueAndGrad(lossOf);
const { state: initialState, update } = optimizer(spec.optimizer, network.parameters);
const compiled = jax.jit((parameters, state, images, targets) => {
  const [loss, gradients] = lossAndGradients(tree.ref(parameters), images, targets);
  return [loss, ...update(parameters, state, gradients)];
});

const count = tree.leaves(network.parameters).reduce((sum, { size }) => sum + size, 0);
const batches = randomBatches(spec).map(({ images, targets }) => ({
  images: np.array(images).reshape([spec.batch, ...spec.input]),
  targets: np.array(targets).reshape([spec.batch, CLASSES]),
}));
let now = { parameters: network.parameters, state: initialState };

async function step(i) {
  const { images, targets } = batches[i % batches.length];
  const [loss, parameters, state] = compiled(now.parameters, now.state, images.ref, targets.ref);
  now = { parameters, state };
  return (await loss.data())[0];
}

console.log(JSON.stringify({ ...(await timeSteps(step, spec)), batch: spec.batch, parameters: count }));
process.exit(0);

/** Parameters (a list, one entry a layer) and forward function of a list of layers; `pixels` are those of one channel. */
function build(layers, inChannels, inPixels) {
  let [channels, pixels] = [inChannels, inPixels];
  const built = layers.map((layer) => {
    const one = buildLayer(layer, channels, pixels);
    ({ channels = channels, pixels = pixels } = one);
    return one;
  });
  return {
    parameters: built.map(({ parameters }) => parameters ?? {}),
    forward: (parameters, x) => built.reduce((value, { forward }, i) => forward(parameters[i], value), x),
    channels,
    pixels,
  };
}

function buildLayer(layer, channels, pixels) {
  switch (layer.type) {
    case 'convolution': {
      const { channels: out, kernel, stride, bias } = layer;
      const padding = Math.floor(kernel / 2);
      const pads = [
        [padding, padding],
        [padding, padding],
      ];
      const w = weights([out, channels, kernel, kernel], channels * kernel * kernel);
      return {
        parameters: bias ? { w, b: np.zeros([out]) } : { w },
        forward: (p, x) => {
          const y = lax.convGeneralDilated(x, p.w, [stride, stride], pads);
          return bias ? y.add(p.b.reshape([1, -1, 1, 1])) : y;
        },
        channels: out,
        pixels: pixels / stride ** 2,
      };
    }
    case 'batchNorm':
      return { parameters: { gamma: np.ones([channels]), beta: np.zeros([channels]) }, forward: normalize };
    case 'relu':
      return { forward: (_, x) => nn.relu(x) };
    case 'maxPool':
      return { forward: (_, x) => halve(x), pixels: pixels / 4 };
    case 'globalAveragePool':
      return { forward: (_, x) => np.mean(x, [2, 3]), pixels: 1 };
    case 'flatten':
      return { forward: (_, x) => x.reshape([x.shape[0], channels * pixels]), channels: channels * pixels, pixels: 1 };
    case 'linear':
      return {
        parameters: { w: weights([channels, layer.features], 2 * channels), b: np.zeros([layer.features]) },
        forward: (p, x) => np.matmul(x, p.w).add(p.b),
        channels: layer.features,
      };
    case 'residual': {
      const inner = build(layer.layers, channels, pixels);
      const shortcut = build(layer.shortcut, channels, pixels);
      return {
        parameters: { inner: inner.parameters, shortcut: shortcut.parameters },
        forward: (p, x) => inner.forward(p.inner, x.ref).add(shortcut.forward(p.shortcut, x)),
        channels: inner.channels,
        pixels: inner.pixels,
      };
    }
    default:
      throw new Error(`no layer ${layer.type}`);
  }
}

function normalize({ gamma, beta }, x) {
  const mean = np.mean(x.ref, [0, 2, 3], { keepdims: true });
  const centred = x.sub(mean);
  const variance = np.mean(np.square(centred.ref), [0, 2, 3], { keepdims: true });
  const scale = np.reciprocal(np.sqrt(variance.add(1e-5)));
  return centred
    .mul(scale)
    .mul(gamma.reshape([1, -1, 1, 1]))
    .add(beta.reshape([1, -1, 1, 1]));
}

/** 2 x 2 max pooling. */
function halve(x) {
  const [images, channels, height, width] = x.shape;
  return np.max(x.reshape([images, channels, height / 2, 2, width / 2, 2]), [3, 5]);
}

/** @returns its state and `update(parameters, state, gradients)`, which gives the new parameters and the new state. */
function optimizer({ type, lr, momentum }, parameters) {
  const zeros = () => tree.map(({ shape }) => np.zeros(shape), parameters);
  if (type === 'sgd' && momentum === 0) {
    return { state: [], update: (all, state, gradients) => [tree.map((p, g) => p.sub(g.mul(lr)), all, gradients), state] };
  }
  if (type === 'sgd') {
    return {
      state: zeros(),
      update(all, velocities, gradients) {
        const next = tree.map((v, g) => v.mul(momentum).add(g), velocities, gradients);
        return [tree.map((p, v) => p.sub(v.ref.mul(lr)), all, next), next];
      },
    };
  }
  const [beta1, beta2, epsilon] = [0.9, 0.999, 1e-8];
  const correction = (beta, steps) => np.reciprocal(np.array(1).sub(np.exp(steps.mul(Math.log(beta)))));
  return {
    state: { first: zeros(), second: zeros(), steps: np.array(0) },
    update(all, { first, second, steps }, gradients) {
      const now = steps.add(1);
      const [ofFirst, ofSecond] = [correction(beta1, now.ref), correction(beta2, now.ref)];
      const m = tree.map((a, g) => a.mul(beta1).add(g.ref.mul(1 - beta1)), first, gradients);
      const v = tree.map((a, g) => a.mul(beta2).add(np.square(g).mul(1 - beta2)), second, gradients);
      const move = (a, b) =>
        a.ref
          .mul(ofFirst.ref)
          .mul(lr)
          .div(np.sqrt(b.ref.mul(ofSecond.ref)).add(epsilon));
      const next = tree.map((p, a, b) => p.sub(move(a, b)), all, m, v);
      ofFirst.dispose();
      ofSecond.dispose();
      return [next, { first: m, second: v, steps: now }];
    },
  };
}
