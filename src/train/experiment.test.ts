import { describe, expect, it } from 'vitest';
import { userErrorOf } from '../../test/helpers/errors.ts';
import { experimentFor, temporaryFolder } from '../../test/helpers/experiment.ts';
import { Evaluator } from './evaluate.ts';
import { evaluationBatchSize, type Locate } from './experiment.ts';
import { measureMemory } from './measure-memory.ts';
import { TrainStep } from './train-step.ts';

const folder = temporaryFolder('experiment');
/** 101 training images: the last batch of 10 or 20 holds one. */
const images = { train: 101, test: 8, classes: 4 };
const NO_SPLIT = { split: { validation: 0 } };
const locate: Locate = (path) => `mine.yaml:${path.join('.')}`;
const build = (given: Record<string, unknown>, data: object = NO_SPLIT) =>
  experimentFor(folder, { ...given, data }, { images, locate });
const messageOf = (given: Record<string, unknown>, data: object = NO_SPLIT) => userErrorOf(() => build(given, data)).message;

describe('the plan', () => {
  it.each([
    [
      { epochs: 3, batchSize: 10 },
      { stepsPerEpoch: 11, totalSteps: 33, epochs: 3 },
    ],
    [
      { epochs: 3, batchSize: 10, dropLast: true },
      { stepsPerEpoch: 10, totalSteps: 30, epochs: 3 },
    ],
    [
      { epochs: 3, batchSize: 101 },
      { stepsPerEpoch: 1, totalSteps: 3, epochs: 3 },
    ],
    [
      { epochs: 3, batchSize: 10, steps: 25 },
      { stepsPerEpoch: 11, totalSteps: 25, epochs: 3 },
    ],
    [
      { batchSize: 10, steps: 5 },
      { stepsPerEpoch: 11, totalSteps: 5, epochs: 1 },
    ],
    [
      { batchSize: 10, steps: 22 },
      { stepsPerEpoch: 11, totalSteps: 22, epochs: 2 },
    ],
  ])('of %j is %j', (train, plan) => {
    expect(build({ train }).plan).toEqual(plan);
  });

  it('gives the schedule its length and the learning rate', () => {
    const { schedule } = build({ train: { epochs: 2, batchSize: 10 }, optimizer: { type: 'sgd', lr: 0.5 }, schedule: 'linear' });
    expect([schedule(0), schedule(11), schedule(22)]).toEqual([0.5, 0.25, 0]);
  });
});

it.each([
  [1, 32],
  [32, 32],
  [100, 100],
  [500, 128],
])('with batches of %i, evaluations take %i at a time', (batchSize, expected) => {
  expect(evaluationBatchSize({ batchSize, epochs: 1, dropLast: false, shuffle: true, convolution: 'auto' })).toBe(expected);
});

describe('before the training', () => {
  it('refuses a batch that is larger than the training part', () => {
    expect(messageOf({ train: { batchSize: 102 } })).toBe(
      [
        'A batch is larger than the training part.',
        '  batch size          102',
        '  training examples   101',
        '  given in            mine.yaml:train.batchSize',
        '  Choose a whole number from 1 to 101.',
      ].join('\n'),
    );
  });

  it('refuses to stop early without a validation part', () => {
    expect(messageOf({ train: { batchSize: 10, earlyStopping: {} } })).toBe(
      [
        'Early stopping watches the validation part, and there is none.',
        '  given in   mine.yaml:train.earlyStopping',
        '  Set data.split.validation above 0 (0.1 takes a tenth), or leave out train.earlyStopping.',
      ].join('\n'),
    );
    expect(build({ train: { batchSize: 10, earlyStopping: {} } }, { split: { validation: 0.1 } }).data.validation).toBeDefined();
  });

  it('names the layer that does not fit, and its line', () => {
    expect(messageOf({ model: ['flatten', 'maxPool2d'] })).toContain('\n  layer      1 (maxPool2d)   mine.yaml:model.1\n');
  });

  describe('with batch normalisation of single values', () => {
    const model = [
      'flatten',
      { type: 'linear', features: 5 },
      { type: 'batchNorm1d', name: 'bn' },
      { type: 'linear', features: 'classes' },
    ];

    it('refuses a last batch of one example', () => {
      expect(messageOf({ model, train: { batchSize: 20 } })).toBe(
        [
          'batchNorm1d: the layer cannot be trained on a batch of 1.',
          '  input        [1, 5]',
          '  layer        bn (batchNorm1d)   mine.yaml:model.2',
          '  batch size   20   mine.yaml:train.batchSize',
          '  last batch   1, what is left of 101 training examples',
          '  Leave out the last batch of an epoch (--train.dropLast true), or choose another batch size.',
        ].join('\n'),
      );
    });

    it('refuses batches of one', () => {
      expect(messageOf({ model, train: { batchSize: 1 } })).toBe(
        [
          'batchNorm1d: the layer cannot be trained on a batch of 1.',
          '  input        [1, 5]',
          '  layer        bn (batchNorm1d)   mine.yaml:model.2',
          '  batch size   1   mine.yaml:train.batchSize',
          '  Choose a batch size of at least 2.',
        ].join('\n'),
      );
    });

    it('refuses them for images of one pixel, too', () => {
      const pixel = [
        { type: 'conv2d', channels: 3 },
        'globalAvgPool',
        'batchNorm2d',
        'flatten',
        { type: 'linear', features: 'classes' },
      ];
      expect(messageOf({ model: pixel, train: { batchSize: 50 } })).toContain(
        'batchNorm2d: the layer cannot be trained on a batch of 1.\n',
      );
    });

    it.each([
      ['the last batch is left out', { batchSize: 20, dropLast: true }],
      ['the training ends before it', { batchSize: 20, steps: 5 }],
      ['the last batch has two', { batchSize: 33 }],
      ['there is one batch only', { batchSize: 101 }],
    ])('goes ahead when %s', (_, train) => {
      expect(build({ model, train }).config.train).toMatchObject(train);
    });

    it('goes ahead with larger images, whatever the batch', () => {
      const image = ['batchNorm2d', 'flatten', { type: 'linear', features: 'classes' }];
      expect(build({ model: image, train: { batchSize: 1 } }).plan.stepsPerEpoch).toBe(101);
    });
  });
});

describe('measureMemory', () => {
  it('counts what a step uses, without computing', async () => {
    const given = {
      model: [{ type: 'conv2d', channels: 5, kernel: 3 }, 'relu', 'flatten', { type: 'linear', features: 'classes' }],
      optimizer: { type: 'adam' },
      train: { batchSize: 20 },
    };
    const experiment = experimentFor(folder, given, { images, planOnly: true });
    const { parameters, gradients, optimizer, step, data, checkpoint, activations } = await measureMemory(experiment);
    // 45 + 5 and 1280 + 4 numbers, each array rounded up to a multiple of four.
    const bytes = 4 * (48 + 8 + 1280 + 4);
    expect([parameters, gradients, optimizer]).toEqual([bytes, bytes, 2 * bytes]);
    // In each of three epochs the best weights, and the last with the state of the optimizer.
    expect(checkpoint).toBe(3 * 4 * bytes);
    // Images and labels, and the images once more in the memory of the engine.
    expect(data).toBe((101 + 8) * (65 + 64));
    // Five channels lie in eight lanes; 320 features and 4 classes fit exactly.
    expect(activations).toEqual([20 * 64 * 8, 20 * 64 * 8, 20 * 320, 20 * 4].map((floats) => 4 * floats));
    expect(step).toBeGreaterThan(activations.reduce((sum, size) => sum + size, 0));
    expect(experiment.engine.memory.step.peak).toBe(step);
    expect(
      experiment.network.parameters.parameters.every(({ tensor }) => (tensor.gradientArray() ?? []).every((x) => x === 0)),
    ).toBe(true);
  });

  it('lays out what the training itself will lay out: its steps, the last of an epoch, the evaluations', async () => {
    const given = { model: { architecture: 'resnet', channels: [8, 16], depth: 1 }, train: { batchSize: 20 } };
    const planned = await measureMemory(experimentFor(folder, given, { images, planOnly: true }));
    const experiment = experimentFor(folder, given, { images });
    const { data, engine } = experiment;
    const step = new TrainStep(experiment);
    const evaluator = new Evaluator(experiment);
    for (let i = 0; i < 3; i++) {
      for (const size of [20, data.train.indices.length % 20]) step.run(size, i);
      step.update(i, 0.1);
      for (const part of [data.validation, data.test]) if (part !== undefined) await evaluator.run(part, async () => false);
    }
    expect(engine.memory.step.peak).toBe(planned.step);
    // Gaps between buffers; with the small ones of this network they weigh more than with those of a real one.
    expect(engine.memory.step.peak).toBeLessThan(1.2 * engine.memory.step.peakInUse);
  });
});
