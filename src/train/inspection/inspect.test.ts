import { expect, it } from 'vitest';
import { configOf } from '../../../test/helpers/checks.ts';
import { bytesOf, EVERY_KIND } from '../../../test/helpers/experiment.ts';
import type { DataPart } from '../../data/prepare.ts';
import { buildExperiment } from '../experiment.ts';
import { inspect } from './inspect.ts';

const untrained = (channels: number, model: unknown = EVERY_KIND) =>
  buildExperiment(configOf({ data: { channels }, model }), { threads: 1 });

it('looks into a network on colour images, changes nothing in it, and sees the same twice', async () => {
  const experiment = untrained(3);
  const validation = experiment.data.validation as DataPart;
  const before = bytesOf(experiment);
  const inspection = await inspect(experiment, validation);
  expect(bytesOf(experiment)).toEqual(before);
  expect(await inspect(experiment, validation)).toEqual(inspection);

  const { classes, evaluation, mostWrong, filters, deadChannels, examples, notes } = inspection;
  expect(notes).toEqual([]);
  expect(classes).toEqual(['0', '1', '2', '3']);
  const wrong = evaluation.confusion.flatMap((row, truth) => row.filter((_, predicted) => predicted !== truth));
  expect(mostWrong).toHaveLength(
    Math.min(
      24,
      wrong.reduce((a, b) => a + b, 0),
    ),
  );
  expect(filters).toMatchObject({ layer: 'conv', count: 5 });
  expect(filters?.pictures[0]).toMatchObject({ channels: 3, width: 3, height: 3 });
  expect(deadChannels).toEqual([{ layer: '2', dead: expect.any(Number), channels: 5 }]);
  expect(examples.map(({ isRight, layers }) => [isRight, layers.map(({ type }) => type)])).toEqual([
    [true, ['conv2d', 'batchNorm2d', 'relu', 'maxPool2d']],
    [false, ['conv2d', 'batchNorm2d', 'relu', 'maxPool2d']],
  ]);
  expect(examples[1]?.index).toBe(mostWrong[0]?.index);

  // The picture is the bytes of the data set, with the channels of a pixel side by side.
  const { index = 0, picture } = mostWrong[0] ?? {};
  const area = 64;
  const start = 3 * area * index;
  expect(picture).toMatchObject({ width: 8, height: 8, channels: 3 });
  for (const pixel of [0, 9, 63]) {
    const colour = [0, 1, 2].map((c) => validation.set.pixels[start + c * area + pixel]);
    expect([...(picture?.pixels.subarray(3 * pixel, 3 * pixel + 3) ?? [])]).toEqual(colour);
  }
});

it('shows the first of five channels as grey, and says so', async () => {
  const experiment = untrained(5);
  const { mostWrong, notes } = await inspect(experiment, experiment.data.test as DataPart);
  expect(mostWrong[0]?.picture.channels).toBe(1);
  expect(notes).toEqual([
    'The images have 5 channels: their pictures show the first.',
    'The filters of conv have 5 channels: their pictures show the first.',
  ]);
});

it('says when layers are left out', async () => {
  const model = [...new Array<unknown>(26).fill('relu'), 'flatten', { type: 'linear', features: 'classes' }];
  const experiment = untrained(1, model);
  const { examples, notes } = await inspect(experiment, experiment.data.test as DataPart);
  expect(examples[0]?.layers).toHaveLength(24);
  expect(notes).toEqual(['Feature maps are shown of 24 of 26 layers, evenly chosen.']);
});
