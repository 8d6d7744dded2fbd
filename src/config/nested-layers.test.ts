/** Layers inside of layers: checked, located, overridden and suggested as those outside are. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { ConfigError } from './config-error.ts';
import { loadAs } from './load.ts';
import { experimentSchema } from './schema.ts';

const folder = mkdtempSync(join(tmpdir(), 'nested-layers-'));
afterAll(() => rmSync(folder, { recursive: true }));
const file = join(folder, 'net.yaml');

async function load(text: string, overrides: readonly string[] = []) {
  writeFileSync(file, text);
  const { config, locate } = await loadAs(experimentSchema, file, { overrides });
  return { model: config.model, at: (...path: (string | number)[]) => locate(path).replace(file, 'FILE') };
}

async function problemsOf(text: string, overrides: readonly string[] = []): Promise<string[]> {
  const error: unknown = await load(text, overrides).catch((cause: unknown) => cause);
  expect(error).toBeInstanceOf(ConfigError);
  return (error as ConfigError).message.replaceAll(`${file}:`, '').split('\n');
}

const BLOCK = `model:
  - relu
  - type: residual
    layers:
      - { type: conv2d, name: first, channels: 4 }
      - tanh
    shortcut:
      - type: conv2d
        channels: 4
`;
const SHAPE = { kernel: 3, stride: 1, padding: 'same', dilation: 1, groups: 1 };
const CONV = { type: 'conv2d', ...SHAPE, bias: true, init: 'auto', algorithm: 'auto' };

it('fills in defaults and writes out shorthands at every depth', async () => {
  const { model, at } = await load(BLOCK);
  expect(model).toStrictEqual([
    { type: 'relu' },
    {
      type: 'residual',
      layers: [{ ...CONV, channels: 4, name: 'first' }, { type: 'tanh' }],
      shortcut: [{ ...CONV, channels: 4 }],
    },
  ]);
  expect([at('model', 1), at('model', 1, 'layers', 1), at('model', 1, 'shortcut', 0, 'channels')]).toEqual([
    'FILE:3',
    'FILE:6',
    'FILE:9',
  ]);
});

it('takes overrides of what is inside, of its type too', async () => {
  const { model, at } = await load(BLOCK, [
    ...['--model.1.layers.0.channels', '8', '--model.1.layers.1.type=leakyRelu', '--model.1.layers.1.slope', '0.2'],
    ...['--model.1.shortcut.0.type', 'maxPool2d'],
  ]);
  expect(model).toMatchObject([
    { type: 'relu' },
    {
      layers: [
        { type: 'conv2d', channels: 8, name: 'first' },
        { type: 'leakyRelu', slope: 0.2 },
      ],
      // The channels went with the convolution.
      shortcut: [{ type: 'maxPool2d', kernel: 2, padding: 0 }],
    },
  ]);
  expect(at('model', 1, 'layers', 0, 'channels')).toBe('command line: --model.1.layers.0.channels');
  expect(await load(BLOCK, ['--model.1.shortcut', 'null'])).toMatchObject({ model: [{}, { shortcut: [] }] });
});

it.each<[string, string[]]>([
  [
    'model:\n  - type: residual\n    layers:\n      - relu\n      - { type: conv2d, chanels: 3, kernel: 0 }\n      - reluu\n',
    [
      '5:9  model.0.layers.1.channels: is missing: expected a whole number from 1 to 65536',
      '5:25  model.0.layers.1.chanels: unknown key. Did you mean "channels"?',
      '5:45  model.0.layers.1.kernel: expected a whole number from 1 to 65536 or a list of 2 whole numbers from 1 to 65536, got 0',
      '6:9  model.0.layers.2: there is no layer called "reluu". Did you mean "relu"?',
    ],
  ],
  [
    'model:\n  - type: residual\n    layers:\n      - type: residual\n        layers: []\n        shortcut:\n          - { type: relu, slope: 1 }\n',
    [
      '5:17  model.0.layers.0.layers: expected a list of at least 1 layer, got []',
      '7:27  model.0.layers.0.shortcut.0.slope: unknown key. leakyRelu has it, relu has not',
    ],
  ],
  [
    'model:\n  - { type: residual, layers: relu, shortcuts: [] }\n  - residual\n',
    [
      '2:31  model.0.layers: expected a list of at least 1 layer, got "relu"',
      '2:37  model.0.shortcuts: unknown key. Did you mean "shortcut"?',
      '3:5  model.1.layers: is missing: expected a list of at least 1 layer',
    ],
  ],
  [
    'model:\n  - type: residual\n    layers:\n      - { type: relu, name: a }\n      - { type: tanh, name: a }\n    shortcut:\n      - { type: relu, name: a }\n',
    ['5:29  model.0.layers.1.name: the name "0.layers.a" is that of model.0.layers.0 already'],
  ],
  [
    'model:\n  - { type: relu, name: b.layers.0 }\n  - type: residual\n    name: b\n    layers:\n      - relu\n  - { type: relu, name: b }\n',
    [
      '6:9  model.1.layers.0: the name "b.layers.0" is that of model.0 already',
      '7:25  model.2.name: the name "b" is that of model.1 already',
    ],
  ],
])('%j', async (text, problems) => {
  expect(await problemsOf(text)).toEqual(problems);
});

it('locates bad overrides of what is inside', async () => {
  const overrides = ['--model.1.layers.2', 'relu', '--model.1.layers.0.chanels=3', '--model.1.shortcut.0.kernel', 'big'];
  expect(await problemsOf(BLOCK, overrides)).toEqual([
    'command line: --model.1.layers.2  model.1.layers: the list has the positions 0 to 1, not 2',
    'command line: --model.1.layers.0.chanels  model.1.layers.0.chanels: unknown key. Did you mean "channels"?',
    'command line: --model.1.shortcut.0.kernel  model.1.shortcut.0.kernel: expected a whole number from 1 to 65536 or a list of 2 whole numbers from 1 to 65536, got "big"',
  ]);
});
