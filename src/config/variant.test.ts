import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { describeSpace } from '../search/section.ts';
import { createSpace } from '../search/space/space.ts';
import { checkSpace } from './check-space.ts';
import { ConfigError } from './config-error.ts';
import { type LoadOptions, loadAs } from './load.ts';
import { schemaFor } from './schema-for.ts';

const folder = mkdtempSync(join(tmpdir(), 'config-variant-'));
const file = join(folder, 'mine.yaml');
afterAll(() => rmSync(folder, { recursive: true }));

async function load(text: string, options: LoadOptions = {}) {
  writeFileSync(file, text);
  return await loadAs(schemaFor, file, options);
}

/** The message of what `body` throws; FILE stands for the path of the config. */
async function messageOf(body: () => unknown): Promise<string[]> {
  const error: unknown = await (async () => await body())().catch((cause: unknown) => cause);
  expect(error).toBeInstanceOf(ConfigError);
  return (error as ConfigError).message.replaceAll(file, 'FILE').split('\n');
}

const SPACE = `
optimizer: { type: adam, lr: 0.003, beta1: 0.8 }
search:
  space:
    optimizer.type: [adam, sgd]
    optimizer.lr: log:1e-4..1e-1
    optimizer.momentum: { type: uniform, low: 0.5, high: 0.99, when: { optimizer.type: sgd } }
    model: [lenet, { architecture: mlp, hidden: [32] }]
`;

describe('the config of a trial', () => {
  it('is the config with other values, and without the search', async () => {
    const { config, variant } = await load(SPACE);
    const { search: _, ...rest } = config;
    expect(variant({})).toEqual(rest);
    const trial = variant({ 'optimizer.lr': 0.02, 'train.batchSize': 64 });
    expect(trial).toEqual({
      ...rest,
      optimizer: { ...rest.optimizer, lr: 0.02 },
      train: { ...rest.train, batchSize: 64 },
    });
    expect(Object.keys(trial)).toEqual(Object.keys(rest));
    expect(trial.name).toBe('mine');
  });

  it('drops the options that another member does not have', async () => {
    const { variant } = await load(SPACE);
    const { optimizer } = variant({ 'optimizer.momentum': 0.9, 'optimizer.type': 'sgd' });
    expect(optimizer).toMatchObject({ type: 'sgd', lr: 0.003, momentum: 0.9 });
    expect(optimizer).not.toHaveProperty('beta1');
  });

  it('may have another model as a whole, and parts of that changed', async () => {
    const { variant } = await load('model: [flatten, {type: linear, features: classes}]');
    expect(variant({ 'model.0.name': 'a', model: ['flatten', { type: 'linear', features: 'classes' }] }).model).toMatchObject([
      { type: 'flatten', name: 'a' },
      { type: 'linear' },
    ]);
    expect(variant({ model: { architecture: 'mlp', hidden: [32] } }).model).toMatchObject({ architecture: 'mlp', hidden: [32] });
  });

  it('leaves out what is null', async () => {
    const { variant } = await load('optimizer: { lr: 0.5 }');
    expect(variant({ 'optimizer.lr': null }).optimizer).toMatchObject({ lr: 0.001 });
  });

  it('does not depend on the trials before', async () => {
    const { variant } = await load(SPACE);
    const first = JSON.stringify(variant({ 'optimizer.lr': 0.02 }));
    variant({ 'optimizer.type': 'sgd', 'train.epochs': 9 });
    await messageOf(() => variant({ 'optimizer.lr': -1 }));
    expect(JSON.stringify(variant({ 'optimizer.lr': 0.02 }))).toBe(first);
  });

  it('is refused at the place where the space has the key', async () => {
    const { variant } = await load(SPACE, { space: ['train.batchSize=int:0..4'] });
    expect(
      await messageOf(() =>
        variant({
          'optimizer.lr': -1,
          'optimizer.momentum': 0.5,
          'model.0.x': 3,
          'train.batchSize': 0,
          name: 'x',
          'search.lag': 1,
        }),
      ),
    ).toEqual([
      'FILE:4:3  name: a search cannot change this',
      'FILE:4:3  search.lag: a search cannot change this',
      'FILE:4:3  model: the config has no list here',
      'FILE:6:5  optimizer.lr: expected a number of at least 0, got -1',
      'FILE:7:5  optimizer.momentum: unknown key. sgd and rmsprop have it, adam has not',
      'command line: --space train.batchSize=int:0..4  train.batchSize: expected a whole number from 1 to 65536, got 0',
    ]);
  });
});

describe('a space is checked', () => {
  const check = async (text: string, options?: LoadOptions) => checkSpace(await load(text, options));

  it('and nothing is said of a good one, nor of none', async () => {
    await check(SPACE);
    await check('seed: 1');
  });

  it('for keys that the config does not have and values that it does not take, all at once', async () => {
    const text = `
search:
  space:
    optimizer.type: [adam, admw]
    optimzer.lr: [1]
    optimizer.batchSize: [16]
    optimizer.lr: -0.1..0.1
    train.batchSize: [16, 32, 64.5]
    model.0.channels: int:1..4
    search.lag: [1, 2]
`;
    expect(await messageOf(() => check(text))).toEqual([
      'FILE:4:5  optimizer.type: there is no optimizer called "admw". Did you mean "adamw" or "adam"?',
      'FILE:5:5  optimzer: unknown key. Did you mean "optimizer"?',
      'FILE:6:5  optimizer.batchSize: unknown key. Did you mean train.batchSize?',
      'FILE:7:5  optimizer.lr: expected a number of at least 0, got -0.1',
      'FILE:8:5  train.batchSize: expected a whole number from 1 to 65536, got 64.5',
      'FILE:9:5  model: the config has no list here',
      'FILE:10:5  search.lag: a search cannot change this',
    ]);
  });

  it('with every value of the choices that decide which keys there are', async () => {
    const text = 'search: { space: { optimizer.momentum: [0, 0.9], optimizer.type: [sgd, adam] } }';
    expect(await messageOf(() => check(text))).toEqual([
      'FILE:1:20  optimizer.momentum: unknown key. sgd and rmsprop have it, adam has not',
    ]);
    await check('search: { space: { optimizer.momentum: [0, 0.9], optimizer.type: [sgd, rmsprop] } }');
  });

  it('for trials without a validation part', async () => {
    const texts = [0, 0.1].map((validation) => `{ dataset: synthetic, split: { validation: ${validation} } }`);
    const text = `search: { space: { data: [${texts.join(', ')}] } }`;
    const refusal = 'data.split.validation: a search goes by the validation part, and there would be none (expected above 0)';
    expect(await messageOf(() => check(text))).toEqual([`FILE:1:26  ${refusal}`]);
    const options = { space: ['data.split.validation=0..0.2'] };
    expect(await messageOf(() => check('{}', options))).toEqual([
      `command line: --space data.split.validation=0..0.2  ${refusal}`,
    ]);
    await check('search: { space: { data.split.validation: [0.1, 50] } }');
  });

  it('only in trials that it has', async () => {
    await check(`
search:
  space:
    optimizer.type: [adam, sgd]
    optimizer.momentum: 0..0.9@optimizer.type=sgd
    optimizer.nesterov: true@optimizer.momentum=0.9
`);
    await check(`
optimizer: adam
search: { space: { optimizer.type: [sgd], optimizer.momentum: 0..0.9 } }
`);
  });
});

it('has every value of the trial', async () => {
  const { config, variant } = await load(SPACE);
  const space = createSpace(describeSpace(config.search?.space ?? {}));
  for (let i = 0; i < 50; i++) {
    const params = space.decode([i % 2, i / 50, 1 - i / 50, 0]);
    const { optimizer } = variant(params);
    expect(optimizer).toMatchObject({ type: params['optimizer.type'], lr: params['optimizer.lr'] });
    if (i % 2 === 1) expect(optimizer).toMatchObject({ momentum: params['optimizer.momentum'] });
  }
});
