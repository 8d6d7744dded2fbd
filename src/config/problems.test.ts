import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { sampleSchema } from '../../test/helpers/sample-config.ts';
import { check } from './problems.ts';
import { parseSource } from './source.ts';
import { locate, placeText, toValue } from './tree.ts';

/** The problems of a config text as `line:column  key: text`, in the order found. */
async function problemsOf(text: string): Promise<string[]> {
  const root = await parseSource(text, 'f.yaml');
  const { findings = [] } = check(sampleSchema, toValue(root));
  return findings.map(
    ({ path, target, text: said }) => `${placeText(locate(root, path, target)).slice(7)}  ${path.join('.')}: ${said}`,
  );
}

const LAYER = 'a layer (its name, or a mapping with "type")';
const PADDING = '"same", "valid", a whole number of at least 0 or a list of 2 whole numbers of at least 0';

describe('every problem, in plain English', () => {
  it.each([
    ['seed: -1', ['1:7  seed: expected a whole number from 0 to 4294967295, got -1']],
    ['seed: 1.5', ['1:7  seed: expected a whole number from 0 to 4294967295, got 1.5']],
    ['seed: abc', ['1:7  seed: expected a whole number from 0 to 4294967295, got "abc"']],
    ['seed: .nan', ['1:7  seed: expected a whole number from 0 to 4294967295, got NaN']],
    ['seed: 4294967296', ['1:7  seed: expected a whole number from 0 to 4294967295, got 4294967296']],
    ['name: ""', ['1:7  name: expected text that is not empty, got ""']],
    ['name: 7', ['1:7  name: expected text that is not empty, got 7 (in quotes it would be text)']],
    [
      'train: {epochs: 0, batchSize: 2.5}',
      [
        '1:17  train.epochs: expected a whole number of at least 1, got 0',
        '1:31  train.batchSize: expected a whole number from 1 to 65536, got 2.5',
      ],
    ],
    ['train: 3', ['1:8  train: expected a mapping, got 3']],
    ['train: [1, [2]]', ['1:8  train: expected a mapping, got a list of 2 values']],
    ['train: {note: {a: 1}}', ['1:15  train.note: expected text or null, got a mapping']],
    ['data: {classes: [1, b]}', ['1:18  data.classes.0: expected text, got 1 (in quotes it would be text)']],
    ['data: {classes: [a]}', ['1:17  data.classes: expected a list of at least 2 texts, got ["a"]']],
    ['data: {dataset: idx}', ['1:1  data.path: is missing: expected text that is not empty']],
    ['data: {split: {validation: 1}}', ['1:28  data.split.validation: expected a number of at least 0 and less than 1, got 1']],
    [
      'data: {normalization: standrd}',
      ['1:23  data.normalization: expected one of "standard", "unit", "none", got "standrd". Did you mean "standard"?'],
    ],
  ])('%s', async (text, problems) => {
    expect(await problemsOf(text)).toEqual(problems);
  });
});

describe('a choice reports the problems of the member that was chosen', () => {
  it.each([
    [
      'optimizer: {lr: -1, weightDecay: .inf}',
      [
        '1:17  optimizer.lr: expected a number greater than 0, got -1',
        '1:34  optimizer.weightDecay: expected a number of at least 0, got Infinity',
      ],
    ],
    ['optimizer: adm', ['1:12  optimizer: there is no optimizer called "adm". Did you mean "adam"?']],
    ['optimizer: {type: adm, lr: -1}', ['1:19  optimizer.type: there is no optimizer called "adm". Did you mean "adam"?']],
    ['optimizer: rmsprop', ['1:12  optimizer: there is no optimizer called "rmsprop". Choose one of adam, sgd.']],
    ['optimizer: {type: 3}', ['1:19  optimizer.type: expected the name of an optimizer, got 3']],
    ['optimizer: true', ['1:12  optimizer: expected an optimizer (its name, or a mapping with "type"), got true']],
    ['model: letnet', ['1:8  model: there is no architecture called "letnet". Did you mean "lenet"?']],
    [
      'model: 3',
      ['1:8  model: expected a list of at least 1 layer or an architecture (its name, or a mapping with "architecture"), got 3'],
    ],
    [
      'model: []',
      ['1:8  model: expected a list of at least 1 layer or an architecture (its name, or a mapping with "architecture"), got []'],
    ],
    ['model: {channels: [1, -2]}', ['1:23  model.channels.1: expected a whole number from 1 to 65536, got -2']],
    [
      'model: {channels: [1, 2, 3, 4, 5]}',
      ['1:19  model.channels: expected a list of 1 to 4 whole numbers from 1 to 65536, got [1, 2, 3, 4, 5]'],
    ],
    ['model: [relu, null, 3]', [`1:15  model.1: expected ${LAYER}, got null`, `1:21  model.2: expected ${LAYER}, got 3`]],
    ['model:\n  - relu\n  - conv2d', ['3:5  model.1.channels: is missing: expected a whole number from 1 to 65536']],
    ['model:\n  - {kernel: 3}', ['2:5  model.0.type: is missing: choose one of conv2d, relu, maxPool2d, linear']],
    [
      'model:\n  - {type: conv2d, channels: 1, kernel: [5, 0], padding: [1, 2, 3]}',
      [
        '2:45  model.0.kernel.1: expected a whole number from 1 to 65536, got 0',
        `2:58  model.0.padding: expected ${PADDING}, got [1, 2, 3]`,
      ],
    ],
    [
      'model: [{type: conv2d, channels: 1, padding: sam}]',
      [`1:46  model.0.padding: expected ${PADDING}, got "sam". Did you mean "same"?`],
    ],
    [
      'model: [{type: linear, features: class}]',
      ['1:34  model.0.features: expected a whole number from 1 to 65536 or "classes", got "class". Did you mean "classes"?'],
    ],
    [
      'model: [{type: relu, name: a}, relu, {type: relu, name: a}]',
      ['1:57  model.2.name: the name "a" is that of model.0 already'],
    ],
    [
      'model: [{type: relu, name: 1a}]',
      ['1:28  model.0.name: expected a name of letters, digits, "_" and ".", not beginning with a digit or a dot, got "1a"'],
    ],
  ])('%s', async (text, problems) => {
    expect(await problemsOf(text)).toEqual(problems);
  });
});

describe('unknown keys say what was meant', () => {
  it.each([
    ['optimzer: adam', '1:1  optimzer: unknown key. Did you mean "optimizer"?'],
    ['train: {batch_size: 3}', '1:9  train.batch_size: unknown key. Did you mean "batchSize"?'],
    ['train: {Batch-Size: 3}', '1:9  train.Batch-Size: unknown key. Did you mean "batchSize"?'],
    ['train: {lr: 1}', '1:9  train.lr: unknown key. Did you mean optimizer.lr?'],
    ['train: {weight_decay: 1}', '1:9  train.weight_decay: unknown key. Did you mean optimizer.weightDecay?'],
    ['lr: 1', '1:1  lr: unknown key. Did you mean optimizer.lr?'],
    ['train: {seed: 1}', '1:9  train.seed: unknown key. Did you mean "seed" at the top level?'],
    ['train: {validation: 0.1}', '1:9  train.validation: unknown key. Did you mean data.split.validation?'],
    ['optimizer: {momentum: 1}', '1:13  optimizer.momentum: unknown key. sgd has it, adam has not'],
    ['optimizer: {name: sgd}', '1:13  optimizer.name: unknown key. Did you mean "type"?'],
    ['model: [{type: relu, kernel: 3}]', '1:22  model.0.kernel: unknown key. conv2d and maxPool2d have it, relu has not'],
    ['optimizer: {toString: 2}', '1:13  optimizer.toString: unknown key. Known are type, lr, weightDecay, beta1'],
  ])('%s', async (text, problem) => {
    expect(await problemsOf(text)).toEqual([problem]);
  });

  it('among many, without taking long', async () => {
    const text = Array.from({ length: 5_000 }, (_, i) => `key${i}: 1`).join('\n');
    expect(await problemsOf(text)).toHaveLength(5_000);
  });
});

describe('null', () => {
  it('means not given, wherever that is possible', async () => {
    const given = await parseSource(
      'seed:\ndata: {path: ~, split: {validation: }}\nmodel: [{type: conv2d, channels: 1, bias: null}]\noptimizer: {type: , lr: }\n',
      'f.yaml',
    );
    const same = await parseSource('model: [{type: conv2d, channels: 1}]', 'f.yaml');
    const { value } = check(sampleSchema, toValue(given));
    expect(value).toBeDefined();
    expect(value).toEqual(check(sampleSchema, toValue(same)).value);
  });

  it('stays where the key takes it', () => {
    expect(check(sampleSchema, { train: { note: null } }).value?.train.note).toBeNull();
  });

  it('is no way around what is required', async () => {
    expect(await problemsOf('data: {dataset: idx, path: null}')).toEqual([
      '1:28  data.path: is missing: expected text that is not empty',
    ]);
  });
});

it('adds what was given to a message that a schema has worded itself, unless it is about more than one value', () => {
  const schema = z.strictObject({
    a: z.number({ error: 'expected a lucky number' }),
    b: z.strictObject({}).refine(() => false, { error: 'this never works' }),
  });
  expect(check(schema, { a: 'x', b: {} }).findings?.map(({ text }) => text)).toEqual([
    'expected a lucky number, got "x"',
    'this never works',
  ]);
  expect(check(schema, { b: {} }).findings?.map(({ text }) => text)[0]).toBe('is missing: expected a lucky number');
});
