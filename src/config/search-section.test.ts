import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { describeSpace } from '../search/section.ts';
import { createSpace } from '../search/space/space.ts';
import { ConfigError } from './config-error.ts';
import { fullSchema } from './full-schema.ts';
import { toJsonSchema } from './json-schema.ts';
import { type LoadOptions, loadAs } from './load.ts';
import { renderConfig } from './render.ts';
import { schemaFor } from './schema-for.ts';

const folder = mkdtempSync(join(tmpdir(), 'config-search-'));
const file = join(folder, 'mine.yaml');
afterAll(() => rmSync(folder, { recursive: true }));

async function load(text: string, options: LoadOptions = {}) {
  writeFileSync(file, text);
  return await loadAs(schemaFor, file, options);
}

/** The space of a config as a study has it. */
async function spaceOf(text: string, options?: LoadOptions) {
  const { config } = await load(text, options);
  return describeSpace(config.search?.space ?? {});
}

/** The lines of the message about a config that is refused; FILE stands for its path. */
async function problemsOf(text: string, options?: LoadOptions): Promise<string[]> {
  const error: unknown = await load(text, options).catch((cause: unknown) => cause);
  expect(error).toBeInstanceOf(ConfigError);
  return (error as ConfigError).message.replaceAll(file, 'FILE').split('\n');
}

const WRITTEN = `
search:
  space:
    optimizer.type: [adam, sgd]
    optimizer.lr: { type: logUniform, low: 1e-4, high: 1e-1 }
    optimizer.weightDecay: [0, 1e-5, 1e-4]
    model.0.channels: { type: integer, low: 4, high: 32, step: 4 }
    optimizer.momentum: { type: uniform, low: 0.5, high: 0.99, when: { optimizer.type: sgd } }
    train.batchSize: { type: integer, low: 16, high: 128, log: true }
    data.augment: { type: choice, values: [[], [{ type: shift, pixels: 2 }]] }
    train.clip: { type: uniform, low: 0, high: 1, step: 0.25, when: { optimizer.type: [sgd, adam], optimizer.weightDecay: 0 } }
`;

const SHORT = `
search:
  space:
    optimizer.type: adam,sgd
    optimizer.lr: log:1e-4..1e-1
    optimizer.weightDecay: 0,1e-5,1e-4
    model.0.channels: int:4..32/4
    optimizer.momentum: 0.5..0.99 @optimizer.type=sgd
    train.batchSize: intlog:16..128
    data.augment: '[],[{ type: shift, pixels: 2 }]'
    train.clip: 0..1/0.25@optimizer.type=sgd|adam&optimizer.weightDecay=0
`;

describe('the space', () => {
  it('is what is written, in its order, defaults filled in', async () => {
    const space = await spaceOf(WRITTEN);
    expect(space).toEqual([
      { key: 'optimizer.type', type: 'choice', values: ['adam', 'sgd'] },
      { key: 'optimizer.lr', type: 'logUniform', low: 1e-4, high: 1e-1 },
      { key: 'optimizer.weightDecay', type: 'choice', values: [0, 1e-5, 1e-4] },
      { key: 'model.0.channels', type: 'integer', low: 4, high: 32, step: 4, log: false },
      { key: 'optimizer.momentum', type: 'uniform', low: 0.5, high: 0.99, when: { 'optimizer.type': ['sgd'] } },
      { key: 'train.batchSize', type: 'integer', low: 16, high: 128, step: 1, log: true },
      { key: 'data.augment', type: 'choice', values: [[], [{ type: 'shift', pixels: 2 }]] },
      {
        key: 'train.clip',
        type: 'uniform',
        low: 0,
        high: 1,
        step: 0.25,
        when: { 'optimizer.type': ['sgd', 'adam'], 'optimizer.weightDecay': [0] },
      },
    ]);
    expect(createSpace(space).dimensions.map(({ domain }) => domain.size)).toEqual([2, Infinity, 3, 8, Infinity, 113, 2, 5]);
  });

  it('is the same in its short form', async () => {
    expect(JSON.stringify(await spaceOf(SHORT))).toBe(JSON.stringify(await spaceOf(WRITTEN)));
  });

  it('can be written on the command line', async () => {
    const space = [...SHORT.matchAll(/^ {4}(\S+): '?(.*?)'?$/gm)].map(([, key, range]) => `${key}=${range}`);
    expect(space).toHaveLength(8);
    expect(await spaceOf('seed: 1', { space })).toEqual(await spaceOf(WRITTEN));
  });

  it('has what the command line says in place of what the file says, and more', async () => {
    const space = ['optimizer.lr={ type: uniform, low: 0, high: 1 }', 'train.epochs=1,2', 'train.epochs=3,4'];
    const overrides = ['--search.space.optimizer.weightDecay', '[0, 1]', '--search.space.train.batchSize=int:4..8'];
    const text = 'search: { space: { optimizer.lr: log:0.1..1, optimizer.weightDecay: 0..1 }, lag: 2 }';
    expect(await spaceOf(text, { space, overrides })).toEqual([
      { key: 'optimizer.lr', type: 'uniform', low: 0, high: 1 },
      { key: 'optimizer.weightDecay', type: 'choice', values: [0, 1] },
      { key: 'train.batchSize', type: 'integer', low: 4, high: 8, step: 1, log: false },
      { key: 'train.epochs', type: 'choice', values: [3, 4] },
    ]);
  });
});

it('has a default for everything', async () => {
  const { config } = await load('search: {}');
  expect(config.search).toEqual({
    space: {},
    sampler: { type: 'random' },
    pruner: { type: 'none' },
    metric: 'valAccuracy',
    lag: 4,
    keep: 3,
  });
  expect((await load('search:')).config).not.toHaveProperty('search');
});

it('changes nothing in configs that have none', async () => {
  const { config } = await load('seed: 3');
  expect(Object.keys(config)).toEqual(['name', 'seed', 'data', 'model', 'loss', 'optimizer', 'schedule', 'train', 'log']);
  expect(renderConfig(config)).not.toContain('search');
});

it('comes through its own text', async () => {
  const { config } = await load(WRITTEN);
  expect((await load(renderConfig(config))).config).toEqual(config);
});

it('is refused with every problem at its place', async () => {
  const text = `
search:
  space:
    a: { type: logUniform, low: 0, high: 1e-1 }
    b: { type: loguniform, low: 0, high: 1 }
    c: log:0..1
    d: { type: uniform, low: 1, high: 0.5 }
    e: []
    f: { low: 3 }
    g: [1, 2, 1]
    h: 3
    i: log:1e-4-1e-1
    j: { type: integer, low: 4, high: 8, step: 5, setp: 1 }
    k: int:4..8/5
    l: [adam, sgd]
    m: { type: uniform, low: x, when: { l: [] } }
    n: { type: uniform, low: 0, high: 1, when: { l: 3, o: 1, lr: 1, a: 7 } }
    o: 0..1@l=sgd|adma
  sampler: tpee
  lag: 0
`;
  const space = ['p=1..0', 'q', '__proto__.x=1,2', 'r=0..1@l=lion', 's=.nan,1', 't=0..1e999', 'u=log:1e999..1', 'v=int:1..1e999'];
  expect(await problemsOf(text, { space })).toEqual([
    'FILE:4:33  search.space.a.low: expected a number greater than 0, got 0',
    'FILE:5:16  search.space.b.type: there is no range called "loguniform". Did you mean "logUniform" or "uniform"?',
    'FILE:6:5  search.space.c.low: expected a number greater than 0, got 0',
    'FILE:7:39  search.space.d.high: expected more than low, which is 1, got 0.5',
    'FILE:8:8  search.space.e: expected a range (a mapping with "type"), a list of at least 1 value or text, got []',
    'FILE:9:5  search.space.f.type: is missing: choose one of choice, uniform, logUniform, integer',
    'FILE:10:15  search.space.g.2: is the same as value 0',
    'FILE:11:8  search.space.h: expected a range (a mapping with "type"), a list of at least 1 value or text, got 3',
    'FILE:12:8  search.space.i: expected a range (log:1e-4..1e-1, 0.5..0.99, int:4..32, intlog:8..256, with a step 0..1/0.1) or ' +
      'values with commas (0, 1e-5, 1e-4), got "log:1e-4-1e-1"',
    'FILE:13:48  search.space.j.step: expected at most the width of the range, 4, got 5',
    'FILE:13:51  search.space.j.setp: unknown key. Did you mean "step"?',
    'FILE:14:5  search.space.k.step: expected at most the width of the range, 4, got 5',
    'FILE:16:5  search.space.m.high: is missing: expected a number',
    'FILE:16:30  search.space.m.low: expected a number, got "x"',
    'FILE:16:44  search.space.m.when.l: expected a value or a list of values, got []',
    'FILE:17:53  search.space.n.when.l: the range of l has no value 3',
    'FILE:17:59  search.space.n.when.o: a condition can only ask for what stands before it in the space',
    'FILE:17:66  search.space.n.when.lr: a condition asks for another key of the space, and this is none. Did you mean "l"?',
    'FILE:18:5  search.space.o.when.l: the range of l has no value "adma". Did you mean "adam"?',
    'FILE:19:12  search.sampler: there is no sampler called "tpee". Did you mean "tpe"?',
    'FILE:20:8  search.lag: expected a whole number from 1 to 1024, got 0',
    'command line: --space q  expected KEY=RANGE, such as optimizer.lr=log:1e-4..1e-1',
    'command line: --space __proto__.x=1,2  a key must not be called "__proto__"',
    'command line: --space p=1..0  search.space.p.high: expected more than low, which is 1, got 0',
    'command line: --space s=.nan,1  search.space.s.values.0: expected a value without .nan and .inf, got .nan',
    'command line: --space t=0..1e999  search.space.t.high: expected a number from -1e30 to 1e30, got .inf',
    'command line: --space u=log:1e999..1  search.space.u.low: expected a number from -1e30 to 1e30, got .inf',
    'command line: --space v=int:1..1e999  search.space.v.high: expected a whole number from -1e12 to 1e12, got .inf',
    'command line: --space r=0..1@l=lion  search.space.r.when.l: the range of l has no value "lion"',
  ]);
});

it('is described to editors: mappings of each kind, lists, texts', () => {
  const json = JSON.stringify(toJsonSchema(fullSchema.shape.search));
  expect(json).toContain('"title":"logUniform"');
  expect(json).toContain('"type":{"const":"integer"}');
  expect(json).toContain('{"minItems":1,"type":"array","items":{}},{"type":"string"}');
});
