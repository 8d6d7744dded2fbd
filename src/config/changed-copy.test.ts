import { linkSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { userErrorOf } from '../../test/helpers/errors.ts';
import { temporaryFolder } from '../../test/helpers/experiment.ts';
import { type ConfigChange, changedCopy, writeCopy } from './changed-copy.ts';
import { fullSchema } from './full-schema.ts';
import { loadAs } from './load.ts';

const folder = temporaryFolder('changed-copy');
const CONFIGS = join(import.meta.dirname, '../../configs');

function fileOf(text: string, name: string): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}

const LR = { path: ['optimizer', 'lr'], value: 0.003 };
const change = (path: string, value: ConfigChange['value']): ConfigChange => ({ path: path.split('.'), value });
const changeOf = async (text: string, changes: readonly ConfigChange[], name = 'mine.yaml') =>
  await changedCopy(fullSchema, fileOf(text, name), changes);

describe('YAML', () => {
  it.each<[what: string, before: string, changes: ConfigChange[], after: string]>([
    [
      'a number',
      'optimizer: { type: sgd, lr: 0.1, momentum: 0.9 }\n',
      [LR],
      'optimizer: { type: sgd, lr: 0.003, momentum: 0.9 }\n',
    ],
    ['a shorthand', 'optimizer: adam   # good\n', [LR], 'optimizer: { type: adam, lr: 0.003 }   # good\n'],
    ['a section that is missing', 'seed: 1\n', [LR], 'seed: 1\noptimizer: { lr: 0.003 }\n'],
    ['no line end at the end', 'seed: 1', [LR], 'seed: 1\noptimizer: { lr: 0.003 }'],
    ['a comment there', 'seed: 1 # one', [LR], 'seed: 1 # one\noptimizer: { lr: 0.003 }'],
    ['a section with nothing in it', 'optimizer: # later\nseed: 1\n', [LR], 'optimizer: { lr: 0.003 } # later\nseed: 1\n'],
    ['the same at the end', 'seed: 1\noptimizer:', [LR], 'seed: 1\noptimizer: { lr: 0.003 }'],
    ['null', 'optimizer: ~\n', [LR], 'optimizer: { lr: 0.003 }\n'],
    ['a key that is missing in a flow', 'optimizer: {type: adam}', [LR], 'optimizer: {type: adam, lr: 0.003}'],
    ['a flow without a thing', 'optimizer: {}\n', [LR], 'optimizer: { lr: 0.003 }\n'],
    [
      'a flow on several lines',
      'optimizer: {\n    type: adam, # Kingma\n    weightDecay: 0.01, # Loshchilov\n  }\n',
      [LR],
      'optimizer: {\n    type: adam, # Kingma\n    weightDecay: 0.01, lr: 0.003, # Loshchilov\n  }\n',
    ],
    [
      'a key that is missing in a block',
      'optimizer:\n    type: adam   # Kingma\n    # more to come\n\ntrain:\n  epochs:   3\n',
      [LR, change('train.batchSize', 64)],
      'optimizer:\n    type: adam   # Kingma\n    lr: 0.003\n    # more to come\n\ntrain:\n  epochs:   3\n  batchSize: 64\n',
    ],
    [
      'a block whose last value has several lines',
      'train:\n  epochs: 3\n  earlyStopping:\n    patience: 2\nseed: 1\n',
      [change('train.batchSize', 64), change('train.earlyStopping.minDelta', 0)],
      'train:\n  epochs: 3\n  earlyStopping:\n    patience: 2\n    minDelta: 0\n  batchSize: 64\nseed: 1\n',
    ],
    [
      'a layer of a list',
      'model:\n  - { type: linear, features: 10 }\n  - type: linear\n    features: "classes"\n  - relu\n',
      [change('model.0.features', 5), change('model.1.bias', false), change('model.2', 'tanh')],
      'model:\n  - { type: linear, features: 5 }\n  - type: linear\n    features: "classes"\n    bias: false\n  - tanh\n',
    ],
    [
      'comments, blank lines, quotes and odd spaces',
      '# yaml-language-server: $schema=schema.json\n# By hand.\n\nname:  "a: b"\noptimizer:   {type:   sgd , lr: 1.0e-1}  # high\n\n\ntrain: { epochs: 0x3 }\n',
      [LR],
      '# yaml-language-server: $schema=schema.json\n# By hand.\n\nname:  "a: b"\noptimizer:   {type:   sgd , lr: 0.003}  # high\n\n\ntrain: { epochs: 0x3 }\n',
    ],
    ['lines that end as those of Windows', 'seed: 1\r\nname: x\r\n', [LR], 'seed: 1\r\nname: x\r\noptimizer: { lr: 0.003 }\r\n'],
    ['the end of a document', '---\nseed: 1\n...\n', [LR], '---\nseed: 1\noptimizer: { lr: 0.003 }\n...\n'],
    ['a text', 'name: old\n', [change('name', 'a, b: "c"')], 'name: "a, b: \\"c\\""\n'],
    ['a text that looks like something else', 'name: old\n', [change('name', 'null')], 'name: "null"\n'],
    ['a number without', 'train: {steps: 7}\n', [change('train.steps', null)], 'train: {steps: null}\n'],
    ['a small number', 'optimizer: { lr: 1 }\n', [change('optimizer.lr', 0.00001)], 'optimizer: { lr: 1e-5 }\n'],
    ['a longer one', 'optimizer: sgd\n', [change('optimizer.lr', 0.0000325)], 'optimizer: { type: sgd, lr: 3.25e-5 }\n'],
    ['none that is larger', 'optimizer: { lr: 1 }\n', [change('optimizer.lr', 0.00025)], 'optimizer: { lr: 0.00025 }\n'],
    ['a value in a block of text', 'name: >-\n  folded\n  name\nseed: 1\n', [change('name', 'x')], 'name: x\nseed: 1\n'],
    ['another optimizer', 'optimizer: adam\n', [change('optimizer.type', 'sgd'), LR], 'optimizer: { type: sgd, lr: 0.003 }\n'],
    [
      'another optimizer, which has not all of the options: the section is written anew',
      'seed: 1 # one\noptimizer:\n  type: adam\n  beta1: 0.8\n  lr: 1\n# then\nschedule: cosine\n',
      [change('optimizer.type', 'sgd'), LR],
      'seed: 1 # one\noptimizer:\n  { type: sgd, lr: 0.003 }\n# then\nschedule: cosine\n',
    ],
  ])('changes %s', async (_, before, changes, after) => {
    expect(await changeOf(before, changes)).toBe(after);
  });

  it.each<[what: string, before: string, changes: ConfigChange[], after: string]>([
    [
      'a value that an alias stands for',
      'optimizer: { lr: &rate 0.1, weightDecay: *rate }\n',
      [change('optimizer.weightDecay', 0.5)],
      'optimizer: { lr: &rate 0.1, weightDecay: 0.5 }\n',
    ],
    [
      'a value that others refer to, which keep it',
      'optimizer: { lr: &rate 0.1, weightDecay: *rate }\n',
      [LR],
      'optimizer: { lr: &rate 0.003, weightDecay: 0.1 }\n',
    ],
    [
      'what is merged from elsewhere',
      'optimizer: &o { lr: 0.1, type: sgd }\nschedule: { <<: { type: cosine }, final: 0 }\n',
      [change('schedule.type', 'linear')],
      'optimizer: &o { lr: 0.1, type: sgd }\nschedule: { <<: { type: cosine }, final: 0, type: linear }\n',
    ],
    [
      'a layer that stands for another',
      'model:\n  - &fc { type: linear, features: 10 }\n  - *fc\n  - { <<: *fc, features: classes }\n',
      [change('model.1.bias', false)],
      'model:\n  - &fc { type: linear, features: 10 }\n  - { type: linear, features: 10, bias: false }\n  - { <<: *fc, features: classes }\n',
    ],
    [
      'the layer that others stand for',
      'model:\n  - &fc { type: linear, features: 10 }\n  - *fc\n  - { <<: *fc, features: classes }\n',
      [change('model.0.bias', false)],
      'model:\n  - &fc { type: linear, features: 10, bias: false }\n  - { type: linear, features: 10 }\n  - { <<: { type: linear, features: 10 }, features: classes }\n',
    ],
  ])('keeps anchors: %s', async (_, before, changes, after) => {
    expect(await changeOf(before, changes)).toBe(after);
  });
});

describe('JSON', () => {
  it.each<[what: string, before: string, changes: ConfigChange[], after: string]>([
    ['a number', '{\n   "optimizer": {"lr":0.1}, "seed": 1\n}\n', [LR], '{\n   "optimizer": {"lr":0.003}, "seed": 1\n}\n'],
    ['a shorthand', '{\n  "optimizer": "adam"\n}\n', [LR], '{\n  "optimizer": {\n    "type": "adam",\n    "lr": 0.003\n  }\n}\n'],
    ['a missing key', '{\n  "seed": 1\n}\n', [change('name', 'x')], '{\n  "seed": 1,\n  "name": "x"\n}\n'],
    ['a small number', '{"optimizer": {"lr": 1}}', [change('optimizer.lr', 1e-5)], '{"optimizer": {"lr": 1e-5}}'],
    [
      'a layer of a list',
      '{\n  "model": ["flatten", {"type": "linear", "features": 3}]\n}',
      [change('model.1.features', 5)],
      '{\n  "model": ["flatten", {"type": "linear", "features": 5}]\n}',
    ],
  ])('changes %s', async (_, before, changes, after) => {
    expect(await changeOf(before, changes, 'mine.json')).toBe(after);
  });
});

it('says what has no place in the config', async () => {
  await expect(changeOf('model: [relu]\n', [change('model.4.channels', 3)])).rejects.toThrow(
    'command line: --model.4.channels  model: the list has the positions 0 to 0, not 4',
  );
  await expect(changeOf('seed: [1\n', [LR])).rejects.toThrow(/mine.yaml:2:1/);
});

describe('a copy loads as the config does with the same overrides', () => {
  const number = fc.double({ min: 1e-9, max: 10, noNaN: true });
  const size = fc.integer({ min: 1, max: 5000 });
  const one = (path: string, values: fc.Arbitrary<ConfigChange['value']>) => values.map((value) => change(path, value));
  const changes = fc.uniqueArray(
    fc.oneof(
      one('optimizer.lr', number),
      one('optimizer.weightDecay', number),
      one('optimizer.type', fc.constantFrom('sgd', 'adam', 'adamw')),
      one('schedule.warmupSteps', size),
      one('schedule.type', fc.constantFrom('cosine', 'step', 'oneCycle')),
      one('loss.labelSmoothing', fc.double({ min: 0, max: 0.99, noNaN: true })),
      one('train.batchSize', size),
      one('train.steps', fc.oneof(size, fc.constant(null))),
      one('train.dropLast', fc.boolean()),
      one('train.earlyStopping.patience', size),
      one('data.split.validation', fc.double({ min: 0, max: 0.9, noNaN: true })),
      one('seed', size),
      one('name', fc.string({ minLength: 1, maxLength: 40, unit: 'grapheme' })),
    ),
    { minLength: 1, maxLength: 4, selector: ({ path }) => path.join('.') },
  );
  const files = readdirSync(CONFIGS).filter((name) => name.endsWith('.yaml'));

  it.each(files)('%s', async (name) => {
    const original = join(CONFIGS, name);
    await fc.assert(
      fc.asyncProperty(changes, fc.boolean(), async (given, asJson) => {
        const overrides = given.map(({ path, value }) => `--${path.join('.')}=${JSON.stringify(value)}`);
        const wanted = await loadAs(fullSchema, original, { overrides });
        const { config } = await loadAs(fullSchema, original);
        const source = asJson ? fileOf(JSON.stringify(config, undefined, 2), `${name}.json`) : original;
        const text = await changedCopy(fullSchema, source, given);
        mkdirSync(join(folder, 'copies'), { recursive: true });
        const copy = join(folder, 'copies', asJson ? `${name}.json` : name);
        writeFileSync(copy, text);
        const loaded = (await loadAs(fullSchema, copy)).config;
        const expected = asJson
          ? (await loadAs(fullSchema, source, { overrides })).config
          : { ...wanted.config, name: loaded.name };
        expect(loaded).toEqual(expected);
        if (!asJson) {
          const comments = readFileSync(original, 'utf8')
            .split('\n')
            .filter((line) => line.startsWith('#'));
          expect(text.split('\n').slice(0, comments.length)).toEqual(comments);
        }
      }),
      { numRuns: 15, seed: 1 },
    );
  });
});

describe('writing', () => {
  const source = fileOf('seed: 1\n', 'source.yaml');

  it('makes the file, says nothing where it is there already, and leaves no other behind', () => {
    const target = join(folder, 'written.yaml');
    writeCopy(source, target, 'seed: 2\n');
    const { mtimeNs, ino } = statSync(target, { bigint: true });
    writeCopy(source, target, 'seed: 2\n');
    expect(statSync(target, { bigint: true })).toMatchObject({ mtimeNs, ino });
    expect(readFileSync(target, 'utf8')).toBe('seed: 2\n');
    expect(readdirSync(folder).filter((name) => name.startsWith('written'))).toEqual(['written.yaml']);
  });

  it('does not write over what is there, unless told to', () => {
    const target = fileOf('precious', 'precious.yaml');
    expect(userErrorOf(() => writeCopy(source, target, 'seed: 2\n')).message).toBe(
      `There is a file of that name already, with other content.\n  path   ${target}\n  Name another file, or remove it.`,
    );
    expect(readFileSync(target, 'utf8')).toBe('precious');
    writeCopy(source, target, 'seed: 2\n', { overwrite: true });
    expect(readFileSync(target, 'utf8')).toBe('seed: 2\n');
  });

  it('never writes over the config itself, by whatever name it goes', () => {
    symlinkSync('source.yaml', join(folder, 'symbolic.yaml'));
    linkSync(source, join(folder, 'hard.yaml'));
    for (const name of ['source.yaml', './copies/../source.yaml', 'symbolic.yaml', 'hard.yaml']) {
      const target = `${folder}/${name}`;
      expect(userErrorOf(() => writeCopy(source, target, 'seed: 2\n', { overwrite: true })).message).toBe(
        `The copy would be written over the config itself.\n  path   ${target}\n  Name another file for it.`,
      );
    }
    expect(readFileSync(source, 'utf8')).toBe('seed: 1\n');
  });

  it('refuses folders, and names what cannot be written', () => {
    expect(userErrorOf(() => writeCopy(source, folder, '')).headline).toBe(
      'Cannot write the config: it is a folder, not a file.',
    );
    const nowhere = join(folder, 'no', 'such.yaml');
    expect(userErrorOf(() => writeCopy(source, nowhere, '')).message).toBe(
      `Cannot write: there is no such file or folder.\n  path   ${nowhere}`,
    );
  });
});
