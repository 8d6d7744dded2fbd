import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { cnnRunJson, ROOT, temporaryFolder } from '../helpers/cli.ts';

// How fast a command starts is a matter of what it loads, which, unlike the time, is the same on every machine.
it('loads little before it trains, and nothing of the charts and tables', async () => {
  const cwd = temporaryFolder();
  const list = join(cwd, 'loaded.json');
  const preload = join(ROOT, 'test/helpers/list-loaded.cjs');
  await cnnRunJson(['train', join(ROOT, 'configs/bench-a-lenet.yaml'), '--train.steps', '1', '--threads', '1'], {
    cwd,
    env: { NODE_OPTIONS: `--require "${preload}"`, LOADED_FILES: list },
  });
  const files = JSON.parse(readFileSync(list, 'utf8')) as string[];
  expect(files.some((file) => /bundle[\\/]main/.test(file))).toBe(true);
  expect(files.filter((file) => /bundle[\\/](?:charts|tables|log-update|ansi-styles)/.test(file))).toEqual([]);
  expect(files.length).toBeLessThan(20);
  const bytes = files.reduce((sum, file) => sum + statSync(file).size, 0);
  expect(bytes).toBeLessThan(1_250_000);
  // Loading these takes longer than a step of training, in a library's initialisation or of ours.
  const sources = files.map((file) => readFileSync(file, 'utf8')).join('\n');
  expect(sources).not.toContain('Intl.Segmenter');
});
