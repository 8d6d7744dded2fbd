/** Configs that cannot be read or followed: every problem with its place, exit code 2, and no run. */
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { cnnRun, expectJsonRefusal, expectRefusal } from '../helpers/cli.ts';
import { experimentFolder, writeText } from '../helpers/experiment-folder.ts';

const cwd = experimentFolder();

const DATA = 'data: { dataset: idx, path: data }\n';

/** A billion values in a few hundred bytes. */
const BOMB = [
  'a: &a [x, x, x, x, x, x, x, x, x, x]',
  ...[...'bcdefghi'].map((name, i) => `${name}: &${name} [${Array(10).fill(`*${'abcdefgh'[i]}`).join(', ')}]`),
].join('\n');

interface Case {
  readonly name: string;
  /** What the file `file` holds; undefined: a folder of that name. */
  readonly content: string | Uint8Array | undefined;
  readonly file: string;
  readonly message: readonly string[];
}

const cases: readonly Case[] = [
  {
    name: 'a folder',
    file: 'folder.yaml',
    content: undefined,
    message: ['Cannot read the config: it is a folder, not a file.', '  path   folder.yaml'],
  },
  {
    name: 'an empty file',
    file: 'empty.yaml',
    content: '',
    message: [
      'The config is empty.',
      '  path   empty.yaml',
      '  A config is a mapping with sections such as data, model and optimizer.',
    ],
  },
  {
    name: 'a text that is not UTF-8',
    file: 'latin1.yaml',
    content: Buffer.from('name: café\n', 'latin1'),
    message: ['The config is not UTF-8 text.', '  path   latin1.yaml', '  Save it as UTF-8.'],
  },
  {
    name: 'JSON with an error',
    file: 'error.json',
    content: '{\n  "seed": 1,\n  "train": { "epochs": 3, }\n}\n',
    message: ['error.json:3:27  expected a key in double quotes'],
  },
  {
    name: 'YAML with several errors',
    file: 'syntax.yaml',
    content: 'seed: 1\ndata: { dataset: idx, path: data\nmodel: [flatten\n',
    message: [
      'syntax.yaml:3:1  flow map in block collection must be sufficiently indented and end with a }',
      'syntax.yaml:4:1  flow sequence in block collection must be sufficiently indented and end with a ]',
    ],
  },
  {
    name: 'aliases that stand for a billion values',
    file: 'bomb.yaml',
    content: BOMB,
    message: ['bomb.yaml:5:7  this stands for more than 100,000 values (an alias counts as all that it refers to)'],
  },
  {
    name: 'many problems at once',
    file: 'many.yaml',
    content: [
      'sede: 1',
      'data: { dataset: idx, path: data, batch_size: 3 }',
      'model:',
      '  - { type: conv2d, channels: 4, kernal: 3 }',
      '  - relu',
      '  - { type: linaer, features: classes }',
      'optimizer: { type: adam, lr: fast, nesterov: true }',
      'train:',
      '  batch-size: 16',
      '  epochs: 0',
      '  batchSize: 0',
    ].join('\n'),
    message: [
      'many.yaml:1:1  sede: unknown key. Did you mean "seed"?',
      'many.yaml:2:35  data.batch_size: unknown key. Did you mean train.batchSize?',
      'many.yaml:4:34  model.0.kernal: unknown key. Did you mean "kernel"?',
      'many.yaml:6:13  model.2.type: there is no layer called "linaer". Did you mean "linear"?',
      'many.yaml:7:30  optimizer.lr: expected a number of at least 0, got "fast"',
      'many.yaml:7:36  optimizer.nesterov: unknown key. sgd has it, adam has not',
      'many.yaml:9:3  train.batch-size: unknown key. Did you mean "batchSize"?',
      'many.yaml:10:11  train.epochs: expected a whole number from 1 to 1000000, got 0',
      'many.yaml:11:14  train.batchSize: expected a whole number from 1 to 65536, got 0',
    ],
  },
  {
    name: 'a layer whose input does not fit',
    file: 'unflattened.yaml',
    content: `${DATA}model:\n  - { type: conv2d, channels: 4 }\n  - relu\n  - { type: linear, name: fc, features: classes }\n`,
    message: [
      'linear: the input is not a list of features',
      '  input      [4, 8, 8]   (C, H, W)',
      '  expected   [features]',
      '  layer      fc (linear)   unflattened.yaml:5',
      '  Put "flatten" before this layer.',
    ],
  },
  {
    name: 'a kernel larger than its padded input',
    file: 'kernel.yaml',
    content: `${DATA}model:\n  - maxPool2d\n  - maxPool2d\n  - { type: conv2d, channels: 4, kernel: 5, padding: 1 }\n  - flatten\n  - { type: linear, features: classes }\n`,
    message: [
      'conv2d: the kernel is larger than the padded input',
      '  input    [1, 1, 2, 2]   (N, C, H, W), with padding 4 x 4',
      '  kernel   5 x 5',
      '  layer    2 (conv2d)   kernel.yaml:5',
      '  Use a smaller kernel or more padding, or fewer poolings and strides before this layer.',
    ],
  },
  {
    name: 'a network that does not end in the classes',
    file: 'classes.yaml',
    content: `${DATA}model:\n  - flatten\n  - { type: linear, features: 7 }\n`,
    message: [
      'The network does not end in one number for each class.',
      '  output     [7]',
      '  expected   [4]   (classes)',
      '  layer      1 (linear)   classes.yaml:4',
      '  End the model with "flatten" (or "globalAvgPool" and "flatten") and { type: linear, features: classes }.',
    ],
  },
  {
    name: 'a batch that is larger than the data',
    file: 'batch.yaml',
    content: `${DATA}train:\n  batchSize: 181\n`,
    message: [
      'A batch is larger than the training part.',
      '  batch size          181',
      '  training examples   180',
      '  given in            batch.yaml:3',
      '  Choose a whole number from 1 to 180.',
    ],
  },
];

it.concurrent.each(cases)('$name', async ({ file, content, message }) => {
  if (content === undefined) mkdirSync(join(cwd, file));
  else writeText(cwd, file, content);
  const runs = `runs-${file}`;
  const began = performance.now();
  const outcome = await cnnRun(['train', file, '--runs', runs], { cwd });
  expect(performance.now() - began).toBeLessThan(5000);
  expectRefusal(outcome, message.join('\n'));
  expect(existsSync(join(cwd, runs))).toBe(false);
});

it.concurrent('a file that is not there, for describe as well', async () => {
  const message = 'Cannot read the config: there is no such file or folder.\n  path   nowhere.yaml';
  expectJsonRefusal(await cnnRun(['train', 'nowhere.yaml', '--json'], { cwd }), message);
  expectJsonRefusal(await cnnRun(['describe', 'nowhere.yaml', '--json'], { cwd }), message);
});
