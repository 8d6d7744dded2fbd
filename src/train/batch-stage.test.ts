import { expect, it } from 'vitest';
import { experimentFor, temporaryFolder } from '../../test/helpers/experiment.ts';

const folder = temporaryFolder('batch-stage');

it.each([1, 3])('lays out the examples of a batch, normalised by channel: %i channels', (channels) => {
  const { stage, data, engine } = experimentFor(folder, {}, { images: { channels, size: 9 } });
  const { set, indices } = data.train;
  const order = indices.toReversed();
  stage.load(set, order, 3, 8);
  const { shape, values } = engine.step(() => {
    const images = stage.images(5);
    return { shape: images.shape, values: images.toArray() };
  });
  expect(shape).toEqual([5, channels, 9, 9]);
  const { mean, std } = data.normalization;
  for (let n = 0; n < 5; n++) {
    const index = order[3 + n] as number;
    expect(stage.label(n)).toBe(set.labels[index]);
    for (let i = 0; i < channels * 81; i++) {
      const channel = Math.floor(i / 81);
      const expected = ((set.pixels[index * channels * 81 + i] ?? 0) / 255 - (mean[channel] ?? 0)) / (std[channel] ?? 1);
      expect(Math.abs((values[n * channels * 81 + i] ?? Number.NaN) - expected)).toBeLessThan(1e-6);
    }
  }
});
