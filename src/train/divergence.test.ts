import { describe, expect, it } from 'vitest';
import { experimentFor, temporaryFolder } from '../../test/helpers/experiment.ts';
import { divergenceError, findDivergence } from './divergence.ts';
import type { Experiment } from './experiment.ts';
import { TrainStep } from './train-step.ts';

const folder = temporaryFolder('divergence');
const MODEL = [
  { type: 'conv2d', name: 'conv1', channels: 4 },
  'relu',
  { type: 'conv2d', name: 'conv2', channels: 6 },
  { type: 'batchNorm2d', name: 'bn' },
  'relu',
  'flatten',
  { type: 'linear', name: 'fc', features: 'classes' },
];

function build(given: { model?: readonly unknown[]; loss?: string; data?: object } = {}): Experiment {
  const experiment = experimentFor(folder, { model: MODEL, train: { batchSize: 8 }, ...given });
  const { stage, data } = experiment;
  stage.load(data.train.set, data.train.indices, 0, 8);
  return experiment;
}

function parameter({ network }: Experiment, name: string) {
  const found = network.parameters.parameters.find((each) => each.name === name);
  if (found === undefined) throw new Error(`no parameter ${name}`);
  return found.tensor;
}

/** Plants a fault in one parameter, runs the step, and gives the message and what was found. */
function diagnose(experiment: Experiment, name: string, change: (values: Float32Array) => void) {
  const tensor = parameter(experiment, name);
  const values = tensor.toArray();
  change(values);
  tensor.set(values);
  const result = new TrainStep(experiment).run(8, 41);
  expect(Number.isFinite(result.loss) && Number.isFinite(result.gradientNorm)).toBe(false);
  const found = findDivergence(experiment, 8, 41);
  const error = divergenceError(found, result, 41, 0.1);
  expect(error.exitCode).toBe(1);
  return { result, found, message: error.message, lines: error.message.split('\n') };
}

describe('the first layer that went bad is', () => {
  it.each([
    ['conv1.weight', 'conv1 (conv2d): 1 of 36'],
    ['conv2.bias', 'conv2 (conv2d): 1 of 6'],
    ['bn.weight', 'bn (batchNorm2d): 1 of 6'],
    ['bn.bias', 'bn (batchNorm2d): 1 of 6'],
    ['fc.weight', 'fc (linear): 1 of 1536'],
  ])('that of the weight that is NaN: %s', (name, layer) => {
    const { found, message } = diagnose(build(), name, (values) => {
      values[values.length - 1] = Number.NaN;
    });
    expect(found.where).toBe('weights');
    expect(message).toBe(
      [
        'The loss is NaN: the training diverged and was stopped.',
        '  step             42',
        '  learning rate    0.1',
        `  first gone bad   ${layer} weights are not finite already before the step`,
        '  Try a lower learning rate (--optimizer.lr 0.01) or gradient clipping (--optimizer.clipNorm 1).',
      ].join('\n'),
    );
  });

  it('the one whose weight is infinite', () => {
    const { found } = diagnose(build(), 'conv2.weight', (values) => values.fill(Number.NEGATIVE_INFINITY, 3, 5));
    expect(found).toMatchObject({ where: 'weights', layer: { name: 'conv2' }, notFinite: 2, outOf: 216 });
  });

  it.each([
    ['conv1.weight', 'conv1', 'conv2d', 4 * 64 * 8],
    ['conv2.weight', 'conv2', 'conv2d', 6 * 64 * 8],
    ['bn.weight', 'bn', 'batchNorm2d', 6 * 64 * 8],
    ['fc.weight', 'fc', 'linear', 4 * 8],
  ])('the one whose output overflows from huge weights: %s', (name, layer, type, size) => {
    const { found, lines } = diagnose(build(), name, (values) => values.fill(3e38));
    expect(found).toMatchObject({ where: 'output', layer: { name: layer }, outOf: size });
    expect(found.notFinite).toBeGreaterThan(0);
    expect(lines[3]).toBe(`  first gone bad   ${layer} (${type}): ${found.notFinite} of ${size} outputs are not finite`);
  });

  it('the last when only the loss overflows', () => {
    const { result, message, found } = diagnose(build({ loss: 'meanSquaredError' }), 'fc.bias', (values) => values.fill(1e30));
    expect(result.loss).toBe(Number.POSITIVE_INFINITY);
    expect(found.where).toBe('loss');
    expect(message.split('\n').slice(0, 4)).toEqual([
      'The loss is Infinity: the training diverged and was stopped.',
      '  step             42',
      '  learning rate    0.1',
      '  first gone bad   fc (linear): 1 of 1 loss is not finite, though all outputs are',
    ]);
  });

  it('the one whose gradient overflows while the loss is finite', () => {
    // fc1 puts out zeros, so that the huge weights of fc2 do nothing forward; backward they meet inputs of up to 255.
    const experiment = build({
      model: [
        'flatten',
        { type: 'linear', name: 'fc1', features: 5, init: 'zeros' },
        { type: 'linear', name: 'fc2', features: 'classes' },
      ],
      data: { normalization: 'none' },
    });
    const { result, found, lines } = diagnose(experiment, 'fc2.weight', (values) => {
      values.forEach((_, i) => {
        values[i] = i < 5 ? 3e38 : 0;
      });
    });
    expect(result.loss).toBe(Math.fround(Math.log(4)));
    expect(found).toMatchObject({ where: 'gradient', layer: { name: 'fc1' }, outOf: 5 * 64 });
    expect(lines[0]).toBe(`The gradient is ${result.gradientNorm}: the training diverged and was stopped.`);
    expect(lines[3]).toBe(`  first gone bad   fc1 (linear): ${found.notFinite} of 320 weight gradients are not finite`);
  });

  it('the last of those whose gradients go bad: backward comes to it first', () => {
    // fc3 hands back an infinite gradient; the zeros of fc2 make NaN of it on the way to fc1.
    const linear = (name: string, features: unknown, init = 'auto') => ({ type: 'linear', name, features, init });
    const experiment = build({ model: ['flatten', linear('fc1', 5), linear('fc2', 5, 'zeros'), linear('fc3', 'classes')] });
    const label = experiment.stage.label(0);
    parameter(experiment, 'fc3.weight').set(Array.from({ length: 20 }, (_, i) => (Math.floor(i / 5) === label ? 3e38 : -3e38)));
    const result = new TrainStep(experiment).run(1, 0);
    expect([result.loss, result.gradientNorm]).toEqual([Math.fround(Math.log(4)), Number.NaN]);
    expect(findDivergence(experiment, 1, 0)).toMatchObject({ where: 'gradient', layer: { name: 'fc2' }, notFinite: 25 });
  });

  it('found with the dropout masks of the step that failed', () => {
    const model = ['flatten', { type: 'dropout', p: 0.9 }, { type: 'linear', name: 'fc', features: 'classes' }];
    const experiment = build({ model });
    const { found } = diagnose(experiment, 'fc.weight', (values) => values.fill(2e37));
    experiment.engine.setStepNumber(7);
    expect(findDivergence(experiment, 8, 41)).toEqual(found);
    expect(findDivergence(experiment, 8, 7)).not.toEqual(found);
  });
});

it('finds nothing where nothing is wrong, and changes neither weights nor statistics', () => {
  const experiment = build();
  const before = [...experiment.network.buffers.values()].map((tensor) => tensor.toArray());
  expect(findDivergence(experiment, 8, 0)).toEqual({ where: 'gradient', layer: undefined, notFinite: 0, outOf: 0 });
  expect([...experiment.network.buffers.values()].map((tensor) => tensor.toArray())).toEqual(before);
});
