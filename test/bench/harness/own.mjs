/** cnn-run as one of those that are measured. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { measureIn, run } from './child.mjs';
import { epochMilliseconds } from './clock.mjs';
import { coresFor } from './cores.mjs';

export const root = fileURLToPath(new URL('../../..', import.meta.url));

const script = (name) => fileURLToPath(new URL(`../processes/${name}.mjs`, import.meta.url));

/** Training steps of a config, by the library in a process of its own. */
export function measureTraining(config, threads, { seconds, warmUpSeconds }) {
  const spec = { config, threads, seconds, warmUpSeconds };
  return measureIn(process.execPath, [script('training')], spec, { cores: coresFor(threads) });
}

/** Steps early and late in a training of a config. */
export function measureGrowth(config, threads) {
  return measureIn(process.execPath, [script('growth')], { config, threads }, { cores: coresFor(threads) });
}

/** GFLOP/s that so many threads can reach at most. */
export function measureCeiling(threads, seconds) {
  return measureIn(process.execPath, [script('ceiling')], { threads, seconds }, { cores: coresFor(threads) });
}

/** How long `cnn-run train CONFIG` takes from its start to the end of its first step. */
export function measureProgramStart(config) {
  const runs = mkdtempSync(join(tmpdir(), 'cnn-run-bench-'));
  const preload = pathToFileURL(fileURLToPath(new URL('first-update.mjs', import.meta.url))).href;
  // One step, and little to evaluate after it.
  const overrides = ['--train.steps', '1', '--data.split.validation', '0', '--data.limitTest', '1'];
  const command = [process.execPath, '--import', preload, join(root, 'bin/cnn-run.js'), 'train', config, '--runs', runs];
  try {
    const started = epochMilliseconds();
    const { third } = run([...command, ...overrides]);
    if (third === '') throw new Error('no kernel whose name ends in "_update" has run: see harness/first-update.mjs');
    const { done, foreignCores } = JSON.parse(third);
    return { firstStepSeconds: (done - started) / 1000, foreignCores };
  } finally {
    rmSync(runs, { recursive: true, force: true });
  }
}
