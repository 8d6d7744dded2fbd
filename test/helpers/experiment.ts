import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { experimentSchema } from '../../src/config/schema.ts';
import { buildExperiment, type Experiment, type ExperimentConfig, type ExperimentOptions } from '../../src/train/experiment.ts';
import { type ImageFolderOptions, makeImageFolder } from './idx-files.ts';

/** A folder that goes when the tests of the file are done. */
export function temporaryFolder(name: string): string {
  const folder = mkdtempSync(join(tmpdir(), `${name}-`));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A config, complete, for a data set of its own in `folder`; `given` is what a config file would say. */
export function configFor(
  folder: string,
  given: { readonly [key: string]: unknown; readonly data?: object } = {},
  images: ImageFolderOptions = {},
): ExperimentConfig {
  const path = makeImageFolder(join(folder, JSON.stringify(images).replace(/\W+/g, '_')), images);
  return experimentSchema.parse({ ...given, data: { dataset: 'idx', path, ...given.data } });
}

/** An experiment on a small data set: 4 classes, 200 training and 80 test images of 8 x 8 unless `images` says otherwise. */
export function experimentFor(
  folder: string,
  given: Parameters<typeof configFor>[1] = {},
  options: ExperimentOptions & { readonly images?: ImageFolderOptions } = {},
): Experiment {
  const { images, ...rest } = options;
  return buildExperiment(configFor(folder, given, images), { threads: 1, ...rest });
}

/** One of each kind of layer that has something of its own: weights, running statistics, a mask, positions of maxima. */
export const EVERY_KIND = [
  { type: 'conv2d', name: 'conv', channels: 5, kernel: 3 },
  { type: 'batchNorm2d', name: 'bn' },
  'relu',
  'maxPool2d',
  'flatten',
  { type: 'dropout', p: 0.3 },
  { type: 'linear', name: 'fc', features: 'classes' },
] as const;

/** Everything that training changes, as bytes: weights and running statistics by name, the state of the optimizer. */
export function bytesOf({ engine, network, optimizer }: Experiment): ReadonlyMap<string, Buffer> {
  const copy = (address: number, floats: number) => Buffer.from(engine.memory.uint8(address, 4 * floats).slice());
  return new Map([
    ...network.parameters.parameters.map(({ name, tensor }) => [name, copy(tensor.address, tensor.size)] as const),
    ...[...network.buffers].map(([name, tensor]) => [name, copy(tensor.address, tensor.size)] as const),
    ...[...optimizer.state].map(([kind, { address, floats }]) => [`optimizer ${kind}`, copy(address, floats)] as const),
  ]);
}
