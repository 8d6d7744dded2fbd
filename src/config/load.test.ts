import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { sampleSchema } from '../../test/helpers/sample-config.ts';
import { UserError } from '../base/errors.ts';
import { ConfigError } from './config-error.ts';
import { type Loaded, type LoadOptions, loadAs } from './load.ts';

const folder = mkdtempSync(join(tmpdir(), 'config-load-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Loads a text from a file; FILE in messages stands for its path. */
async function load(text: string, options: LoadOptions = {}, name = 'my net.yaml') {
  const file = join(folder, name);
  writeFileSync(file, text);
  const loaded: Loaded<{ name: string; seed: number }> = await loadAs(sampleSchema, file, options);
  return { ...loaded, at: (...path: (string | number)[]) => loaded.locate(path).replace(file, 'FILE') };
}

async function messageOf(text: string, options: LoadOptions = {}): Promise<string> {
  const error: unknown = await load(text, options).catch((cause: unknown) => cause);
  expect(error).toBeInstanceOf(ConfigError);
  return (error as ConfigError).message.replaceAll(join(folder, 'my net.yaml'), 'FILE');
}

it('fills in every default and writes out every shorthand', async () => {
  const { config } = await load('model: [{channels: 4, name: a, type: conv2d}, relu]\noptimizer: {lr: 0.5}\n');
  expect(JSON.stringify(config)).toBe(
    JSON.stringify({
      name: 'my net',
      seed: 1,
      data: { dataset: 'mnist', split: { validation: 0.1 }, normalization: 'standard' },
      model: [{ type: 'conv2d', channels: 4, kernel: 3, padding: 'same', bias: true, name: 'a' }, { type: 'relu' }],
      optimizer: { type: 'adam', lr: 0.5, weightDecay: 0, beta1: 0.9 },
      train: { epochs: 3, batchSize: 32, note: 'none' },
    }),
  );
});

it('reads JSON as well', async () => {
  const { config } = await load('{"seed": 7}', {}, 'other.json');
  expect(config).toMatchObject({ name: 'other', seed: 7 });
});

describe('options of the command line', () => {
  it('override the file', async () => {
    const { config } = await load('name: a\nseed: 3', { seed: 5, name: '007' });
    expect(config).toMatchObject({ name: '007', seed: 5 });
  });

  it('are checked as the file is', async () => {
    expect(await messageOf('seed: 3', { seed: 'x', name: '' })).toBe(
      'command line: --name  name: expected text that is not empty, got ""\n' +
        'command line: --seed  seed: expected a whole number from 0 to 4294967295, got "x"',
    );
  });
});

it('tells where everything comes from', async () => {
  const { at } = await load('seed: 1\nmodel:\n  - relu\n  - {type: conv2d,\n     channels: 3}\n', {
    overrides: ['--train.epochs', '4', '--model.1.kernel=5'],
    seed: 2,
  });
  expect(at('model', 1)).toBe('FILE:4');
  expect(at('model', 1, 'channels')).toBe('FILE:5');
  expect(at('model', 1, 'padding')).toBe('FILE:4');
  expect(at('model', 1, 'kernel')).toBe('command line: --model.1.kernel');
  expect(at('train', 'epochs')).toBe('command line: --train.epochs');
  expect(at('train', 'batchSize')).toBe('command line: --train.epochs');
  expect(at('seed')).toBe('command line: --seed');
  expect(at('optimizer', 'lr')).toBe('FILE:1');
});

it('shows all problems of the file and the command line, in order', async () => {
  const overrides = ['--optimizer.lr=-1', '--model.9', 'relu', '--optimizer.beta3', '1', '--train.epochs', '[1'];
  expect(await messageOf('trian: {}\nseed: x\nmodel: [relux]\n', { overrides })).toBe(
    [
      'FILE:1:1  trian: unknown key. Did you mean "train"?',
      'FILE:2:7  seed: expected a whole number from 0 to 4294967295, got "x"',
      'FILE:3:9  model.0: there is no layer called "relux". Did you mean "relu"?',
      'command line: --train.epochs  flow sequence must end with a ]',
      'command line: --model.9  model: the list has the positions 0 to 0, not 9',
      'command line: --optimizer.lr  optimizer.lr: expected a number greater than 0, got -1',
      'command line: --optimizer.beta3  optimizer.beta3: unknown key. Did you mean "beta1"?',
    ].join('\n'),
  );
});

it('shows the first fifty of very many problems', async () => {
  const lines = (await messageOf(Array.from({ length: 60 }, (_, i) => `k${i}: 1`).join('\n'))).split('\n');
  expect(lines).toHaveLength(51);
  expect(lines.at(-1)).toBe('and 10 more problems');
});

it('throws nothing but a UserError, whatever the config', async () => {
  const key = fc.constantFrom(
    'seed',
    'data',
    'model',
    'optimizer',
    'train',
    'type',
    'lr',
    'channels',
    'split',
    'kernel',
    'architecture',
    'name',
    'toString',
    '0',
  );
  const { tree } = fc.letrec((tie) => ({
    tree: fc.oneof(
      { maxDepth: 4 },
      tie('leaf'),
      fc.array(tie('tree'), { maxLength: 3 }),
      fc.dictionary(key, tie('tree'), { maxKeys: 5 }),
    ),
    leaf: fc.constantFrom<unknown>(null, 1, -1, 0.5, true, '', 'adam', 'lenet', 'conv2d', 'relu', 'mnist', 'x'),
  }));
  const config = fc.dictionary(key, tree, { minKeys: 1, maxKeys: 6 });
  const token = fc
    .tuple(fc.array(key, { minLength: 2, maxLength: 4 }), tree)
    .map(([path, value]) => `--${path.join('.')}=${JSON.stringify(value)}`);
  await fc.assert(
    fc.asyncProperty(config, fc.array(token, { maxLength: 3 }), async (value, overrides) => {
      const error: unknown = await load(JSON.stringify(value), { overrides }).catch((cause: unknown) => cause);
      if (!(error instanceof Error)) return;
      expect(error).toBeInstanceOf(UserError);
      expect(error.message).not.toMatch(/invalid|undefined|\[object|\0/i);
    }),
    { numRuns: 250, seed: 1 },
  );
});
