import { describe, expect, it } from 'vitest';
import { configOf, type Draft, subjectOf } from '../../test/helpers/checks.ts';
import { bytesOf } from '../../test/helpers/experiment.ts';
import { layersOf } from '../nn/model.ts';
import { optimizers } from '../optim/index.ts';
import { trainingBatches } from '../train/short-training.ts';
import { withoutRegularization } from './subject.ts';

const RESIDUAL = [
  { type: 'conv2d', channels: 4, kernel: 3 },
  {
    type: 'residual',
    layers: [
      { type: 'dropout', p: 0.4 },
      {
        type: 'residual',
        layers: [
          { type: 'conv2d', channels: 4, kernel: 3 },
          { type: 'dropout', p: 0.3 },
        ],
      },
    ],
    shortcut: [
      { type: 'conv2d', channels: 4 },
      { type: 'dropout', p: 0.2 },
    ],
  },
  'flatten',
  { type: 'dropout', p: 0.5 },
  { type: 'linear', features: 'classes' },
];
const REGULARIZED: Draft = {
  data: { augment: ['flipHorizontal'] },
  model: RESIDUAL,
  loss: { type: 'crossEntropy', labelSmoothing: 0.1 },
  optimizer: { type: 'adamw', lr: 0.01, weightDecay: 0.1 },
};

describe('withoutRegularization', () => {
  it('takes out dropout wherever it is, weight decay, label smoothing and augmentation, and leaves the rest', () => {
    const config = configOf(REGULARIZED);
    const plain = withoutRegularization(config);
    const drops = [...JSON.stringify(plain.model).matchAll(/"type":"dropout","p":([\d.]+)/g)].map(([, p]) => p);
    expect(drops).toEqual(['0', '0', '0', '0']);
    expect(JSON.parse(JSON.stringify(plain.model).replaceAll(/"p":[\d.]+/g, '"p":0'))).toEqual(
      JSON.parse(JSON.stringify(config.model).replaceAll(/"p":[\d.]+/g, '"p":0')),
    );
    expect(plain).toMatchObject({
      data: { augment: [] },
      loss: { type: 'crossEntropy', labelSmoothing: 0 },
      optimizer: { type: 'adamw', lr: 0.01, weightDecay: 0 },
    });
    const { data, model, loss, optimizer, ...rest } = config;
    expect(plain).toMatchObject({ ...rest, data: { ...data, augment: [] } });
    // The one that was given is left as it was.
    expect(config).toEqual(configOf(REGULARIZED));
  });

  it('writes out architectures', () => {
    const config = configOf({ model: { architecture: 'mlp', hidden: [8], dropout: 0.5 } });
    const plain = withoutRegularization(config);
    expect(plain.model).toEqual(layersOf(config.model).map((layer) => (layer.type === 'dropout' ? { ...layer, p: 0 } : layer)));
    expect(JSON.stringify(plain.model)).toContain('"dropout"');
  });

  it('leaves losses as they are that have no label smoothing', () => {
    expect(withoutRegularization(configOf({ loss: { type: 'hinge', margin: 2 } })).loss).toEqual({ type: 'hinge', margin: 2 });
  });
});

describe('a subject', () => {
  it('has two experiments with the same weights and data, one of them without regularisation', () => {
    const subject = subjectOf(REGULARIZED);
    const { configured, plain } = subject;
    expect(plain).not.toBe(configured);
    expect(configured.augmenter).toBeDefined();
    expect(plain.augmenter).toBeUndefined();
    expect(plain.network.parameters.parameters.map(({ name }) => name)).toEqual(
      configured.network.parameters.parameters.map(({ name }) => name),
    );
    expect(bytesOf(plain)).toEqual(bytesOf(configured));
    expect([subject.configured, subject.plain, subject.data]).toEqual([configured, plain, configured.data]);
    expect(plain.data.train.indices).toBe(configured.data.train.indices);
  });

  it.each(optimizers.names)('has one only, where nothing is to be left out: %s, a list or an architecture', (type) => {
    const subject = subjectOf({ optimizer: { type, weightDecay: 0 } });
    expect(subject.plain).toBe(subject.configured);
    const mlp = subjectOf({ model: { architecture: 'mlp', hidden: [8] }, optimizer: { type, weightDecay: 0 } });
    expect(mlp.plain).toBe(mlp.configured);
  });

  it.each<[string, Draft]>([
    ['dropout', { model: RESIDUAL }],
    ['weight decay', { optimizer: { type: 'sgd', weightDecay: 1e-4 } }],
    ['label smoothing', { loss: { type: 'crossEntropy', labelSmoothing: 0.1 } }],
    ['augmentation', { data: { augment: ['flipHorizontal'] } }],
  ])('has two where there is %s', (_, draft) => {
    const subject = subjectOf(draft);
    expect(subject.plain).not.toBe(subject.configured);
  });

  it('can be initialised otherwise: all weights of its layers, those inside of others too', () => {
    const subject = subjectOf({ model: RESIDUAL });
    const { network } = subject.withInitialization('zeros');
    for (const { name, tensor, declaration } of network.parameters.parameters) {
      if (declaration.decays)
        expect(
          tensor.toArray().every((value) => value === 0),
          name,
        ).toBe(true);
    }
    expect(subject.plain.network.parameters.parameters[0]?.tensor.toArray().some((value) => value !== 0)).toBe(true);
  });

  it('trains for a trial from the initial weights, whoever asks', () => {
    const subject = subjectOf();
    const { plain } = subject;
    const plan = { steps: 3, rate: 0.01, batches: trainingBatches(plain) };
    const first = subject.trials(plain).run(plan);
    expect(subject.trials(plain)).toBe(subject.trials(plain));
    expect(subject.trials(plain).run(plan)).toEqual(first);
  });
});
