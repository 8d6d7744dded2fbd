/** What training has to say of layers goes for those inside of a residual block as well. */
import { expect, it } from 'vitest';
import { divergenceError, findDivergence } from '../../src/train/divergence.ts';
import type { Experiment } from '../../src/train/experiment.ts';
import { TrainStep } from '../../src/train/train-step.ts';
import { userErrorOf } from '../helpers/errors.ts';
import { experimentFor, temporaryFolder } from '../helpers/experiment.ts';

const folder = temporaryFolder('residual-training');
const OUTPUT = ['globalAvgPool', 'flatten', { type: 'linear', name: 'fc', features: 'classes' }];
const conv = (name: string, channels: number, given: object = {}) => ({ type: 'conv2d', name, channels, ...given });
const MODEL = [
  {
    type: 'residual',
    name: 'block',
    layers: [conv('a', 4, { stride: 2 }), 'relu', conv('b', 4)],
    shortcut: [conv('p', 4, { kernel: 1, stride: 2 })],
  },
  'relu',
  ...OUTPUT,
];

function build(): Experiment {
  const experiment = experimentFor(folder, { model: MODEL, train: { batchSize: 8 } });
  const { stage, data } = experiment;
  stage.load(data.train.set, data.train.indices, 0, 8);
  return experiment;
}

it.each([
  ['block.layers.b.weight', 3e38, 'output', 'block.layers.b (conv2d)'],
  ['block.shortcut.p.weight', 3e38, 'output', 'block.shortcut.p (conv2d)'],
  ['block.shortcut.p.bias', Number.NaN, 'weights', 'block.shortcut.p (conv2d)'],
] as const)('names the layer inside that went bad: %s = %d', (name, value, where, first) => {
  const experiment = build();
  for (const parameter of experiment.network.parameters.parameters) {
    if (parameter.name === name) parameter.tensor.set(new Float32Array(parameter.tensor.size).fill(value));
  }
  const result = new TrainStep(experiment).run(8, 0);
  const found = findDivergence(experiment, 8, 0);
  expect(found.where).toBe(where);
  expect(divergenceError(found, result, 0, 0.1).message).toContain(`\n  first gone bad   ${first}: `);
});

it('names the block when only the sum overflows', () => {
  const experiment = build();
  for (const { name, tensor } of experiment.network.parameters.parameters) {
    const value = /\.[bp]\.bias$/.test(name) ? 3e38 : 0;
    if (name.startsWith('block')) tensor.set(new Float32Array(tensor.size).fill(value));
  }
  new TrainStep(experiment).run(8, 0);
  expect(findDivergence(experiment, 8, 0)).toMatchObject({ where: 'output', layer: { name: 'block' } });
});

it('knows the smallest batch of what is inside', () => {
  const model = ['globalAvgPool', { type: 'residual', layers: ['batchNorm2d'] }, ...OUTPUT.slice(1)];
  const locate = (path: readonly (string | number)[]) => `mine.yaml:${path.join('.')}`;
  const error = userErrorOf(() => experimentFor(folder, { model, train: { batchSize: 1 } }, { locate }));
  expect(error.message).toBe(
    [
      'batchNorm2d: the layer cannot be trained on a batch of 1.',
      '  input        [1, 1, 1, 1]',
      '  layer        1.layers.0 (batchNorm2d)   mine.yaml:model.1.layers.0',
      '  batch size   1   mine.yaml:train.batchSize',
      '  Choose a batch size of at least 2.',
    ].join('\n'),
  );
});
