import { describe, expect, it } from 'vitest';
import { experimentFor, temporaryFolder } from '../../test/helpers/experiment.ts';
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
