import { describe, expect, it } from 'vitest';
import { contextOf, type Draft, findingOf } from '../../../test/helpers/checks.ts';
import { bytesOf, EVERY_KIND } from '../../../test/helpers/experiment.ts';
import { plantedBug, scaledWeights } from '../../../test/helpers/planted.ts';
import { TimeLimit } from '../../base/time-limit.ts';
import { measureLayers } from './layer-measures.ts';
import { type LayerStatistics, layerStatisticsCheck, layersIn, trainedLayersCheck } from './layer-statistics.ts';

/** Two hidden layers of 16 with this activation. */
const deep = (activation: string, more: object = {}): Draft => ({
  model: [
    'flatten',
    { type: 'linear', features: 16, name: 'first', ...more },
    { type: activation, name: 'act1' },
    { type: 'linear', features: 16, name: 'second' },
    { type: activation, name: 'act2' },
    { type: 'linear', features: 'classes' },
  ],
});

/** Biases of one layer so far below zero that its ReLU never works. */
const deadLayer = (from = 0) => ({
  experiment(experiment: Parameters<NonNullable<ReturnType<typeof scaledWeights>['experiment']>>[0]) {
    const bias = experiment.network.parameters.parameters.find(({ name }) => name === 'first.bias');
    bias?.tensor.set(Float32Array.from({ length: 16 }, (_, i) => (i < from ? 0 : -40)));
    return experiment;
  },
});

describe('the measures of layers', () => {
  it('are mean and deviation of what each layer gives, in training mode; nothing is changed', () => {
    const { subject } = contextOf({ model: EVERY_KIND });
    const before = bytesOf(subject.plain);
    const layers = measureLayers(subject.plain, subject.data.train, TimeLimit.NONE);
    expect(bytesOf(subject.plain)).toEqual(before);
    expect(layers.map(({ type }) => type)).toEqual([
      'conv2d',
      'batchNorm2d',
      'relu',
      'maxPool2d',
      'flatten',
      'dropout',
      'linear',
    ]);
    const [, normalised, relu, , flat, dropped] = layers;
    expect(normalised?.mean).toBeCloseTo(0, 3);
    expect(normalised?.deviation).toBeCloseTo(1, 3);
    expect(relu?.mean).toBeGreaterThan(0.2);
    expect(relu?.deadFraction).toBe(0);
    expect(dropped).toMatchObject({ mean: flat?.mean, deviation: flat?.deviation, deadFraction: undefined });
  });

  it('count units that are zero for every image, and values at the ends of a range', () => {
    const dead = contextOf(deep('relu'), deadLayer(4)).subject;
    const [, , relu] = measureLayers(dead.plain, dead.data.train, TimeLimit.NONE);
    expect(relu).toMatchObject({ name: 'act1', deadFraction: 0.75, saturatedFraction: undefined });
    for (const type of ['tanh', 'sigmoid']) {
      const { subject } = contextOf(
        deep(type),
        scaledWeights(1000, (name) => name.startsWith('first')),
      );
      const [, , first] = measureLayers(subject.plain, subject.data.train, TimeLimit.NONE);
      expect(first?.saturatedFraction, type).toBeGreaterThan(0.95);
      expect(first?.deadFraction).toBeUndefined();
    }
  });

  it('look at one batch at least, where there is no time', () => {
    const { subject } = contextOf();
    expect(measureLayers(subject.plain, subject.data.train, new TimeLimit(0))).toHaveLength(4);
  });
});

describe('layers at the start', () => {
  it.each(['relu', 'tanh', 'leakyRelu', 'sigmoid'])('pass as they are initialised, with %s', async (activation) => {
    const finding = await findingOf(layerStatisticsCheck, deep(activation));
    expect(finding).toMatchObject({ status: 'pass', key: expect.any(Array) });
    const layers = layersIn({ id: '', title: '', seconds: 0, ...finding }) as readonly LayerStatistics[];
    expect(layers.map(({ name }) => name)).toEqual(['0', 'first', 'act1', 'second', 'act2', '5']);
    expect(layers.map(({ updateRatio }) => updateRatio !== undefined)).toEqual([false, true, false, true, false, true]);
    for (const { updateRatio, weightNorm, gradientNorm } of layers.filter(({ type }) => type === 'linear')) {
      expect(updateRatio).toBeGreaterThan(1e-4);
      expect(weightNorm).toBeGreaterThan(0);
      expect(gradientNorm).toBeGreaterThan(0);
    }
  });

  it.each<[string, Draft]>([
    ['a single layer', { model: ['flatten', { type: 'linear', features: 'classes' }] }],
    ['residual blocks', { model: { architecture: 'resnet', channels: [4, 8], depth: 1 } }],
    ['inputs that are not centred', { data: { normalization: 'unit' } }],
  ])('pass with %s', async (_, draft) => {
    expect(await findingOf(layerStatisticsCheck, draft)).toMatchObject({ status: 'pass' });
  });

  it('fail where nearly all units are dead, with a warning for most', async () => {
    expect(await findingOf(layerStatisticsCheck, deep('relu'), deadLayer(1))).toMatchObject({
      status: 'fail',
      reading: expect.stringMatching(/94 %.*act1 \(relu\).*dead/),
      fix: expect.stringMatching(/init: auto/),
    });
    expect(await findingOf(layerStatisticsCheck, deep('relu'), deadLayer(5))).toMatchObject({ status: 'warn' });
    expect(await findingOf(layerStatisticsCheck, deep('relu'), deadLayer(10))).toMatchObject({ status: 'pass' });
  });

  it.each(['tanh', 'sigmoid'])('fail where %s is saturated', async (activation) => {
    const finding = await findingOf(
      layerStatisticsCheck,
      deep(activation),
      scaledWeights(1000, (name) => name.startsWith('first')),
    );
    expect(finding).toMatchObject({
      status: 'fail',
      reading: expect.stringMatching(/act1.*end of its range/),
      fix: expect.any(String),
    });
  });

  it.each([
    ['too large', 1e4, /first \(linear\) have deviation .*too large/],
    ['lost', 1e-5, /hardly differ/],
  ])('warn where activations are %s', async (_, factor, reading) => {
    const scaled = scaledWeights(factor, (name) => name.startsWith('first'));
    expect(await findingOf(layerStatisticsCheck, deep('leakyRelu'), scaled)).toMatchObject({
      status: 'warn',
      reading: expect.stringMatching(reading),
    });
  });

  it.each([
    ['high', { type: 'adam', lr: 3 }, /too high/],
    ['low', { type: 'sgd', lr: 1e-7 }, /too low/],
  ])('warn of a rate that is far too %s', async (_, optimizer, reading) => {
    expect(await findingOf(layerStatisticsCheck, { ...deep('relu'), optimizer })).toMatchObject({
      status: 'warn',
      reading: expect.stringMatching(reading),
      key: ['optimizer', 'lr'],
    });
  });
});

describe('layers after the overfit', () => {
  it('pass where the sample was fitted', async () => {
    const finding = await findingOf(trainedLayersCheck);
    expect(finding.status).toBe('pass');
    expect(finding.details?.layers).toHaveLength(4);
  });

  it('say nothing where it was not', async () => {
    expect(await findingOf(trainedLayersCheck, {}, plantedBug('lossSign'))).toMatchObject({
      status: 'inconclusive',
      reading: expect.stringMatching(/not fitted/),
    });
  });
});
