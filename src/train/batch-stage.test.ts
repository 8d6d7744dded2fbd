import { describe, expect, it } from 'vitest';
import { experimentFor, temporaryFolder } from '../../test/helpers/experiment.ts';
import { augmentImages } from '../data/augment.ts';
import { BatchStage } from './batch-stage.ts';
import type { Experiment } from './experiment.ts';
import { makeResident } from './resident-images.ts';

const folder = temporaryFolder('batch-stage');

/** Examples 3 to 7 of an order, as a stage gives them, against what the bytes say. */
function expectBatch(stage: BatchStage, { data, engine }: Experiment, set = data.train.set): void {
  const { channels, height, width } = data.dataset;
  const image = channels * height * width;
  const order = data.train.indices.toReversed();
  stage.load(set, order, 3, 8);
  const { shape, values } = engine.step(() => {
    const images = stage.images(5);
    return { shape: images.shape, values: images.toArray() };
  });
  expect(shape).toEqual([5, channels, height, width]);
  const { mean, std } = data.normalization;
  for (let n = 0; n < 5; n++) {
    const index = order[3 + n] as number;
    expect(stage.label(n)).toBe(set.labels[index]);
    for (let i = 0; i < image; i++) {
      const channel = Math.floor(i / (height * width));
      const expected = ((set.pixels[index * image + i] ?? 0) / 255 - (mean[channel] ?? 0)) / (std[channel] ?? 1);
      expect(Math.abs((values[n * image + i] ?? Number.NaN) - expected)).toBeLessThan(1e-6);
    }
  }
}

describe('BatchStage', () => {
  it.each([1, 3])('lays out the examples of a batch, normalised by channel: %i channels', (channels) => {
    const experiment = experimentFor(folder, {}, { images: { channels, size: 9 } });
    expectBatch(experiment.stage, experiment);
  });

  it('copies images that do not lie in the memory, one batch after another', () => {
    const experiment = experimentFor(folder, {}, { images: { channels: 3, size: 9 } });
    const { engine, data } = experiment;
    const set = { ...data.train.set, pixels: data.train.set.pixels.slice() };
    const outside = { ...data, dataset: { ...data.dataset, train: set }, train: { ...data.train, set } };
    const stage = new BatchStage(engine, makeResident(engine, outside, 100), 16);
    expectBatch(stage, experiment, set);
    stage.load(set, data.train.indices, 0, 16);
    expectBatch(stage, experiment, set);
  });

  it('gives a captured step images of another set', () => {
    const experiment = experimentFor(folder, {}, { images: { channels: 2, size: 5 } });
    const { engine, data, stage } = experiment;
    if (data.test === undefined) throw new Error('the data have a test part');
    const out = engine.persistent([4, 2, 5, 5], 'lanes');
    stage.load(data.train.set, data.train.indices, 0, 4);
    const program = engine.capture(() => engine.copy(stage.images(4).address, out.address, out.floats));
    stage.load(data.test.set, data.test.indices, 2, 6);
    program.replay();
    const replayed = out.toArray();
    engine.step(() => expect(stage.images(4).toArray()).toEqual(replayed));
    stage.load(data.train.set, data.train.indices, 0, 4);
    program.replay();
    expect(out.toArray()).not.toEqual(replayed);
  });
});

describe('an augmenting BatchStage', () => {
  const augment = ['flipHorizontal', { type: 'shift', pixels: 2 }];

  /** The values that a stage lays out, and its labels. */
  function laidOut({ stage, engine }: Experiment, images: number) {
    const labels = Array.from({ length: images }, (_, i) => stage.label(i));
    return engine.step(() => ({ labels, values: stage.images(images).toArray() }));
  }

  it('lays out the images that augmentImages makes, wherever they lie', () => {
    const experiment = experimentFor(folder, { data: { augment } }, { images: { channels: 3, size: 9 } });
    const { augmenter, data, engine, stage } = experiment;
    if (augmenter === undefined) throw new Error('the config has augmentations');
    const order = data.train.indices.toReversed();
    const made = augmentImages(augmenter, data.train.set, order.subarray(3, 8), 2);
    stage.load(made, Uint32Array.of(0, 1, 2, 3, 4), 0, 5);
    const expected = laidOut(experiment, 5);
    stage.loadAugmented(data.train.set, order, 3, 8, 2);
    expect(laidOut(experiment, 5)).toEqual(expected);

    const set = { ...data.train.set, pixels: data.train.set.pixels.slice() };
    const outside = { ...data, dataset: { ...data.dataset, train: set }, train: { ...data.train, set } };
    const copying = new BatchStage(engine, makeResident(engine, outside, 100), 16, augmenter);
    copying.loadAugmented(set, order, 3, 8, 2);
    expect(laidOut({ ...experiment, stage: copying }, 5)).toEqual(expected);

    stage.loadAugmented(data.train.set, order, 3, 8, 1);
    expect(laidOut(experiment, 5)).not.toEqual(expected);
  });

  it('gives a captured step augmented images and others in turn', () => {
    const experiment = experimentFor(folder, { data: { augment } }, { images: { channels: 2, size: 5 } });
    const { engine, data, stage } = experiment;
    const out = engine.persistent([4, 2, 5, 5], 'lanes');
    stage.load(data.train.set, data.train.indices, 0, 4);
    const program = engine.capture(() => engine.copy(stage.images(4).address, out.address, out.floats));
    const plain = out.toArray();
    stage.loadAugmented(data.train.set, data.train.indices, 0, 4, 1);
    program.replay();
    expect(out.toArray()).toEqual(laidOut(experiment, 4).values);
    expect(out.toArray()).not.toEqual(plain);
    stage.load(data.train.set, data.train.indices, 0, 4);
    program.replay();
    expect(out.toArray()).toEqual(plain);
  });

  it('lays out images as they are when the config has no augmentations', () => {
    const experiment = experimentFor(folder, {}, { images: { size: 5 } });
    const { data, stage } = experiment;
    stage.load(data.train.set, data.train.indices, 2, 6);
    const plain = laidOut(experiment, 4);
    stage.load(data.train.set, data.train.indices, 0, 4);
    stage.loadAugmented(data.train.set, data.train.indices, 2, 6, 1);
    expect(laidOut(experiment, 4)).toEqual(plain);
    expect(experiment.augmenter).toBeUndefined();
  });
});

describe('makeResident', () => {
  it('leaves the data as they are but for the place of the images', () => {
    const { data, engine } = experimentFor(folder, {}, { images: { size: 7 } });
    const { data: again, addresses } = makeResident(engine, data);
    expect(again).toEqual(data);
    expect(again.train.set).toBe(again.dataset.train);
    expect(again.train.set.pixels.byteOffset).toBe(addresses.get(again.train.set));
    expect(makeResident(engine, data, data.dataset.train.pixels.length).addresses.size).toBe(0);
  });
});
