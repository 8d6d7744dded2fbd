import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { fullSchema } from './full-schema.ts';
import { loadAs } from './load.ts';
import { check } from './problems.ts';
import { generatedFiles } from './reference.ts';
import { renderConfig } from './render.ts';
import { parseSource } from './source.ts';
import { toValue } from './tree.ts';

const ROOT = new URL('../../', import.meta.url);
const CONFIGS = readdirSync(new URL('configs/', ROOT)).filter((name) => /\.(ya?ml)$/.test(name));

it('has a default for everything', () => {
  expect(check(fullSchema, {}).value).toMatchObject({
    seed: 1,
    data: { dataset: 'mnist', split: { validation: 0.1 }, normalization: 'standard' },
    model: { architecture: 'lenet' },
    loss: { type: 'crossEntropy', labelSmoothing: 0 },
    optimizer: { type: 'adam', lr: 0.001, weightDecay: 0 },
    schedule: { type: 'constant' },
    train: { epochs: 3, batchSize: 32 },
  });
});

it('says of every key what it means', () => {
  const reference = generatedFiles()[0]?.content ?? '';
  expect(reference.split('\n').filter((line) => line.startsWith('|') && /\|\s*\|$/.test(line))).toEqual([]);
});

it.each(generatedFiles().map(({ path, content }) => ({ path, content })))(
  '$path is up to date (npm run reference)',
  ({ path, content }) => {
    expect(readFileSync(new URL(path, ROOT), 'utf8')).toBe(content);
  },
);

describe.each(CONFIGS)('configs/%s', (name) => {
  const file = new URL(`configs/${name}`, ROOT).pathname;

  it('names the schema for editors', () => {
    expect(readFileSync(file, 'utf8').split('\n')[0]).toBe('# yaml-language-server: $schema=schema.json');
  });

  it('is a good config, and stays the same through writing and reading', async () => {
    const { config } = await loadAs(fullSchema, file);
    const again = check(fullSchema, toValue(await parseSource(renderConfig(config), 'again.yaml')));
    expect(again).toStrictEqual({ value: config });
  });
});
