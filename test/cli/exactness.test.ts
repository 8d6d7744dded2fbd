/** The same config and seed give the same bytes, on every run. */
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { cnnRunJson } from '../helpers/cli.ts';
import { exactFiles, experimentFolder } from '../helpers/experiment-folder.ts';

const cwd = experimentFolder();
const files = (runs: string) => exactFiles(join(cwd, runs, 'stateful-001'));
let first: Record<string, unknown>;

beforeAll(async () => {
  first = await cnnRunJson(['train', 'stateful.yaml', '--runs', 'first'], { cwd });
});

it.concurrent('a config gives the same bytes each time', async () => {
  const again = await cnnRunJson(['train', 'stateful.yaml', '--runs', 'again'], { cwd });
  expect(files('again')).toEqual(files('first'));
  expect(withoutTimes(again)).toEqual({ ...withoutTimes(first), path: join('again', 'stateful-001') });
});

it.concurrent('the complete config in the folder of a run gives the same bytes', async () => {
  await cnnRunJson(['train', join('first', 'stateful-001', 'config.yaml'), '--runs', 'from-run'], { cwd });
  expect(files('from-run')).toEqual(files('first'));
});

it.concurrent('the spelling of the command line makes no difference', async () => {
  const overrides = ['--optimizer.lr=5e-3', '--seed', '7', '--model.2.type', 'relu', '--train.epochs', '4'];
  await cnnRunJson(['train', ...overrides, 'stateful.yaml', '--runs', 'spelled'], { cwd });
  expect(files('spelled')).toEqual(files('first'));
});

it.concurrent('how often it is saved makes no difference to what is trained', async () => {
  const seldom = await cnnRunJson(['train', 'stateful.yaml', '--runs', 'seldom', '--train.checkpointSteps', '1000'], { cwd });
  const { 'config.yaml': saved, ...rest } = files('seldom');
  expect(files('first')).toMatchObject(rest);
  expect(files('first')['config.yaml']).not.toBe(saved);
  expect(seldom.weightsSha256).toBe(first.weightsSha256);
});

it.concurrent('the number of threads makes no difference', async () => {
  await cnnRunJson(['train', 'stateful.yaml', '--runs', 'threads', '--threads', '3'], { cwd });
  expect(files('threads')).toEqual(files('first'));
});

it.concurrent('another seed gives another training', async () => {
  const other = await cnnRunJson(['train', 'stateful.yaml', '--runs', 'other', '--seed', '8'], { cwd });
  expect(other.weightsSha256).not.toBe(first.weightsSha256);
  const others = files('other');
  for (const [name, hash] of Object.entries(files('first'))) expect(others[name], name).not.toBe(hash);
});

/** A summary without what differs from run to run. */
function withoutTimes({
  seconds: _,
  imagesPerSecond: __,
  peakMemoryBytes: ___,
  ...rest
}: Record<string, unknown>): Record<string, unknown> {
  return rest;
}
