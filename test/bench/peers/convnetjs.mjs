/**
 * Measures the training steps of a network with ConvNetJS (float64, one image at a time). It has neither batch normalisation nor
 * residual blocks, so that it can train A and D only.
 */
import { timeSteps } from '../harness/timing.mjs';
import { loadLibrary } from './library.mjs';
import { randomBatches } from './random-batches.mjs';

const spec = JSON.parse(process.argv[2]);
const convnetjs = await loadLibrary(spec.path);
const [channels, height, width] = spec.input;

const net = new convnetjs.Net();
net.makeLayers([
  { type: 'input', out_sx: width, out_sy: height, out_depth: channels },
  ...spec.layers.flatMap((layer) => definition(layer)),
]);
const { type, lr, momentum = 0 } = spec.optimizer;
const trainer = new convnetjs.Trainer(net, {
  ...{ method: type, learning_rate: lr, momentum, beta1: 0.9, beta2: 0.999, eps: 1e-8 },
  ...{ batch_size: spec.batch, l2_decay: 0 },
});
const batches = randomBatches(spec).map(({ images, labels }) => labels.map((label, i) => [volume(images, i), label]));

function step(i) {
  const examples = batches[i % batches.length];
  return examples.reduce((sum, [image, label]) => sum + trainer.train(image, label).cost_loss, 0) / examples.length;
}

const parameters = net.getParamsAndGrads().reduce((sum, { params }) => sum + params.length, 0);
console.log(JSON.stringify({ ...(await timeSteps(step, spec)), batch: spec.batch, parameters }));

function definition(layer) {
  switch (layer.type) {
    case 'convolution':
      return { type: 'conv', sx: layer.kernel, filters: layer.channels, stride: layer.stride, pad: Math.floor(layer.kernel / 2) };
    case 'relu':
      return { type: 'relu' };
    case 'maxPool':
      return { type: 'pool', sx: 2, stride: 2 };
    case 'linear':
      // Its softmax layer begins with a linear one of its own.
      return { type: 'softmax', num_classes: layer.features };
    case 'flatten':
      return [];
    default:
      throw new Error(`ConvNetJS has no layer ${layer.type}`);
  }
}

/** Image i of a batch as ConvNetJS wants it. */
function volume(images, i) {
  const image = new convnetjs.Vol(width, height, channels, 0);
  const at = (c, y, x) => ((i * channels + c) * height + y) * width + x;
  for (let c = 0; c < channels; c++) {
    for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) image.set(x, y, c, images[at(c, y, x)]);
  }
  return image;
}
