/**
 * The four networks of the benchmark as every library can be told them; `configs/bench-*.yaml` say the same to cnn-run, and
 * the number of parameters that each library counts is compared.
 *
 * - A: a LeNet on images like those of MNIST
 * - B: a small VGG with batch normalisation on images like those of CIFAR-10
 * - C: ResNet-20 (He et al., "Deep Residual Learning for Image Recognition", 2015), projections as shortcuts where the shape changes
 * - D: a network so small that what surrounds the arithmetic counts
 *
 * Convolutions keep the size of the image (divided by the stride), poolings halve it. A `residual` adds what its `layers` and
 * its `shortcut` (none: the input itself) make of the input.
 */
const CLASSES = 10;
const ADAM = { type: 'adam', lr: 0.001 };
const MOMENTUM = { type: 'sgd', lr: 0.01, momentum: 0.9 };
const relu = { type: 'relu' };
const maxPool = { type: 'maxPool' };
const head = { type: 'linear', features: CLASSES };

const convolution = (channels, kernel) => ({ type: 'convolution', channels, kernel, stride: 1, bias: true });
const normalized = (channels, kernel = 3, stride = 1) => [
  { type: 'convolution', channels, kernel, stride, bias: false },
  { type: 'batchNorm' },
];

function block(before, channels) {
  const stride = before === channels ? 1 : 2;
  const layers = [...normalized(channels, 3, stride), relu, ...normalized(channels)];
  const shortcut = before === channels ? [] : normalized(channels, 1, stride);
  return [{ type: 'residual', layers, shortcut }, relu];
}

const stages = [16, 32, 64];
const blocks = stages.flatMap((channels, i) => [
  ...block(stages[i - 1] ?? channels, channels),
  ...block(channels, channels),
  ...block(channels, channels),
]);

export const networks = [
  {
    letter: 'A',
    title: 'LeNet 28x28',
    config: 'configs/bench-a-lenet.yaml',
    input: [1, 28, 28],
    batch: 32,
    optimizer: ADAM,
    layers: [convolution(8, 5), relu, maxPool, convolution(16, 5), relu, maxPool, { type: 'flatten' }, head],
  },
  {
    letter: 'B',
    title: 'VGG with batch normalisation 32x32',
    config: 'configs/bench-b-vgg.yaml',
    input: [3, 32, 32],
    batch: 64,
    optimizer: MOMENTUM,
    layers: [
      ...[normalized(32), relu, normalized(32), relu, maxPool],
      ...[normalized(64), relu, normalized(64), relu, maxPool],
      ...[normalized(128), relu, normalized(128), relu, { type: 'globalAveragePool' }, head],
    ].flat(),
  },
  {
    letter: 'C',
    title: 'ResNet-20 32x32',
    config: 'configs/bench-c-resnet20.yaml',
    input: [3, 32, 32],
    batch: 64,
    optimizer: MOMENTUM,
    layers: [...normalized(16), relu, ...blocks, { type: 'globalAveragePool' }, head],
  },
  {
    letter: 'D',
    title: 'tiny 8x8',
    config: 'configs/bench-d-tiny.yaml',
    input: [1, 8, 8],
    batch: 32,
    optimizer: { type: 'sgd', lr: 0.01, momentum: 0 },
    layers: [convolution(8, 3), relu, { type: 'flatten' }, head],
  },
];
