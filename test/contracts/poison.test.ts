/**
 * No kernel reads memory that was not written, or that was given back: whole trainings give the same bits when all such
 * memory is filled with NaN, and used for nothing else.
 */
import { expect, it } from 'vitest';
import { Evaluator } from '../../src/train/evaluate.ts';
import { TrainStep } from '../../src/train/train-step.ts';
import { bytesOf, EVERY_KIND, experimentFor, temporaryFolder } from '../helpers/experiment.ts';

const folder = temporaryFolder('poison');

const ENDING = ['flatten', { type: 'linear', features: 'classes' }];
const NETWORKS: Readonly<Record<string, object>> = {
  lenet: { architecture: 'lenet' },
  mlp: { architecture: 'mlp', hidden: [20, 9] },
  vgg: { architecture: 'vgg', channels: [8, 20], depth: 2, batchNorm: true },
  'vgg without normalisation': { architecture: 'vgg', channels: [6, 9], depth: 1, batchNorm: false },
  resnet: { architecture: 'resnet', channels: [8, 16], depth: 2 },
  'one of each kind of layer': EVERY_KIND,
  poolings: [
    { type: 'maxPool2d', kernel: 3, stride: 1, padding: 1 },
    { type: 'conv2d', channels: 5, kernel: 2, padding: 'valid' },
    { type: 'avgPool2d', kernel: 3, stride: 2, padding: 1, countIncludePad: false },
    'sigmoid',
    { type: 'maxPool2d', kernel: 2, ceilMode: true },
    'avgPool2d',
    { type: 'conv2d', channels: 6, kernel: 1 },
    'globalAvgPool',
    ...ENDING,
  ],
  convolutions: [
    { type: 'conv2d', channels: 12, kernel: 3, bias: false },
    { type: 'leakyRelu', slope: 0.2 },
    { type: 'conv2d', channels: 12, kernel: 3, groups: 3 },
    'tanh',
    { type: 'conv2d', channels: 12, kernel: [2, 3], groups: 12, stride: 2 },
    { type: 'batchNorm2d' },
    { type: 'conv2d', channels: 7, kernel: 3, dilation: 2 },
    'relu',
    { type: 'conv2d', channels: 9, kernel: 1 },
    'flatten',
    { type: 'linear', features: 13 },
    { type: 'batchNorm1d' },
    'relu',
    { type: 'linear', features: 'classes', bias: false },
  ],
  softmax: ['flatten', { type: 'linear', features: 11 }, 'softmax', { type: 'linear', features: 'classes' }, 'softmax'],
  'residual blocks in one another': [
    { type: 'conv2d', channels: 8, kernel: 3 },
    {
      type: 'residual',
      layers: [
        { type: 'residual', layers: ['tanh'] },
        { type: 'dropout', p: 0.3 },
        { type: 'conv2d', channels: 8, kernel: 3 },
      ],
    },
    {
      type: 'residual',
      layers: [{ type: 'conv2d', channels: 6, kernel: 3, stride: 2 }],
      shortcut: [{ type: 'conv2d', channels: 6, kernel: 1, stride: 2 }],
    },
    { type: 'residual', layers: ['relu'], shortcut: [{ type: 'dropout', p: 0 }] },
    'globalAvgPool',
    ...ENDING,
  ],
};

/** Steps of two sizes, captured and replayed, and an evaluation: everything that was computed. */
async function train(model: object, loss: string, poison: boolean) {
  const given = { model, loss, optimizer: 'adam', train: { batchSize: 16 } };
  const experiment = experimentFor(folder, given, { images: { size: 12, channels: 3, train: 40, test: 30 }, poison });
  const { stage, data } = experiment;
  const step = new TrainStep(experiment);
  const results = [16, 16, 5, 16, 5].map((size, i) => {
    stage.load(data.train.set, data.train.indices, i, i + size);
    const result = step.run(size, i);
    step.update(i, 1e-3);
    return result;
  });
  if (data.test === undefined) throw new Error('the data have a test part');
  const evaluator = new Evaluator(experiment);
  const evaluations = [await evaluator.run(data.test, async () => false), await evaluator.run(data.test, async () => false)];
  return { results, evaluations, bytes: bytesOf(experiment) };
}

it.each(Object.keys(NETWORKS))('changes no bit of a training: %s', async (name) => {
  for (const loss of ['crossEntropy', 'meanSquaredError', 'hinge']) {
    const clean = await train(NETWORKS[name] ?? {}, loss, false);
    expect(clean.results.every(({ loss: value, gradientNorm }) => Number.isFinite(value) && Number.isFinite(gradientNorm))).toBe(
      true,
    );
    expect(await train(NETWORKS[name] ?? {}, loss, true), loss).toEqual(clean);
  }
});
