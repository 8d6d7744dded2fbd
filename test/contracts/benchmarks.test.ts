/** The networks of the benchmark are those that other frameworks are measured with: same layers, batch and optimizer. */
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { loadAs } from '../../src/config/load.ts';
import { experimentSchema } from '../../src/config/schema.ts';
import { buildExperiment } from '../../src/train/experiment.ts';
import { ROOT } from '../helpers/cli.ts';

const SGD = { type: 'sgd', lr: 0.01, weightDecay: 0 };

it.each([
  ['a-lenet', [1, 28, 28], 32, 791_840, 11_274, { type: 'adam', lr: 0.001, beta1: 0.9, beta2: 0.999, weightDecay: 0 }],
  ['b-vgg', [3, 32, 32], 64, 38_634_752, 288_746, { ...SGD, momentum: 0.9, nesterov: false }],
  ['c-resnet20', [3, 32, 32], 64, 40_813_184, 272_474, { ...SGD, momentum: 0.9, nesterov: false }],
  ['d-tiny', [1, 8, 8], 32, 9728, 5210, { ...SGD, momentum: 0 }],
] as const)('bench-%s', async (name, shape, batchSize, macs, parameters, optimizer) => {
  const { config } = await loadAs(experimentSchema, join(ROOT, `configs/bench-${name}.yaml`));
  const { network, data } = buildExperiment(config, { planOnly: true });
  const { channels, height, width, classes } = data.dataset;
  expect([channels, height, width, classes.length]).toEqual([...shape, 10]);
  expect(config.train.batchSize).toBe(batchSize);
  expect(config.optimizer).toMatchObject(optimizer);
  expect(network.layers.reduce((sum, layer) => sum + layer.macs, 0)).toBe(macs);
  expect(network.parameters.parameters.reduce((sum, { tensor }) => sum + tensor.size, 0)).toBe(parameters);
  // Every batch of an epoch is whole, so that only one program is captured.
  expect(data.train.indices.length % batchSize).toBe(0);
});
