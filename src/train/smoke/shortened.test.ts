import { expect, it } from 'vitest';
import { configFor, temporaryFolder } from '../../../test/helpers/experiment.ts';
import { gatherLabels, gatherPixels } from '../../data/order.ts';
import type { DataPart } from '../../data/prepare.ts';
import { buildExperiment } from '../experiment.ts';
import { shorten, withoutOtherImages } from './shortened.ts';

const folder = temporaryFolder('short-training');
const IMAGES = { train: 1000, test: 500 };

function shortened(train: object, model: unknown = ['flatten', { type: 'linear', features: 'classes' }]) {
  const config = configFor(folder, { model, data: { split: { validation: 170 } }, train }, IMAGES);
  const real = buildExperiment(config, { planOnly: true });
  const short = shorten(config, real);
  return { real, short, built: buildExperiment(short.config, { data: short.data, planOnly: true }) };
}

it.each<[train: object, counts: object, stepsPerEpoch: number]>([
  // 830 = 25 * 32 + 30; evaluated in batches of 32: 170 = 5 * 32 + 10, 500 = 15 * 32 + 20.
  [{ batchSize: 32 }, { train: 126, validation: 74, test: 84 }, 4],
  [{ batchSize: 32, dropLast: true }, { train: 126, validation: 74, test: 84 }, 3],
  [{ batchSize: 32, steps: 25 }, { train: 96, validation: 74, test: 84 }, 3],
  [{ batchSize: 32, steps: 26 }, { train: 126, validation: 74, test: 84 }, 4],
  [{ batchSize: 32, steps: 2 }, { train: 64, validation: 74, test: 84 }, 2],
  // In batches of 128: 170 = 128 + 42, 500 = 3 * 128 + 116.
  [{ batchSize: 400 }, { train: 830, validation: 170, test: 372 }, 3],
  [{ batchSize: 830 }, { train: 830, validation: 170, test: 372 }, 1],
])('%j meets the batch sizes of the real training', (train, counts, stepsPerEpoch) => {
  const { real, short, built } = shortened(train);
  expect(short.data.summary).toEqual({ ...real.data.summary, counts });
  expect(built.plan).toEqual({ stepsPerEpoch, totalSteps: 2 * stepsPerEpoch, epochs: 2 });
  const { train: _, ...rest } = short.config;
  expect(real.config).toMatchObject(rest);
});

it('saves within an epoch where the real training does', () => {
  expect(shortened({ checkpointSteps: 1000 }).short.config.train.checkpointSteps).toBe(2);
  expect(shortened({ checkpointSteps: 1 }).short.config.train.checkpointSteps).toBe(1);
  expect(shortened({}).short.config.train).not.toHaveProperty('checkpointSteps');
});

it('takes fewer batches of a large network', () => {
  // 64 input values: 2^20 multiply-adds, and 8 times as many.
  const model = (features: number) => [
    'flatten',
    { type: 'linear', name: 'a', features },
    { type: 'linear', name: 'b', features: 4 },
  ];
  expect(shortened({ batchSize: 256 }, model(32_768)).built.plan.stepsPerEpoch).toBe(3);
  expect(shortened({ batchSize: 256 }, model(262_144)).built.plan.stepsPerEpoch).toBe(2);
});

it('draws from all of a part, and holds the same images once the others are away', () => {
  const { short } = shortened({ batchSize: 32 });
  const { indices } = short.data.train;
  expect([...indices]).toEqual([...new Set(indices)].sort((a, b) => a - b));
  expect(indices.at(-1)).toBeGreaterThan(980);
  const small = withoutOtherImages(short.data);
  expect(small.dataset.train.count).toBe(126 + 74);
  expect(small.dataset.test?.count).toBe(84);
  const contents = ({ set, indices }: DataPart) => {
    const labels = new Int32Array(indices.length);
    gatherLabels(set, indices, 0, indices.length, labels);
    const pixels = new Uint8Array(64 * indices.length);
    gatherPixels(set, indices, 0, indices.length, pixels);
    return { labels, pixels };
  };
  for (const part of ['train', 'validation', 'test'] as const) {
    expect(contents(small[part] as DataPart)).toEqual(contents(short.data[part] as DataPart));
  }
});
