/** The benchmark itself runs: what it measures here is not looked at, only that it is measured. */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { Engine } from '../../src/tensor/engine.ts';
import { ROOT, temporaryFolder } from '../helpers/cli.ts';

const folder = temporaryFolder();

async function node(...args: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, [...args], { cwd: ROOT });
  return stdout;
}

it('measures a network, the ceiling and the start of the program', async () => {
  const file = join(folder, 'samples.json');
  const stdout = await node(
    'test/bench/bench.mjs',
    ...['--rounds', '1', '--seconds', '0.05', '--threads', '1', '--json', file, 'D'],
  );
  expect(stdout).toMatch(/^network +threads +images\/s/m);
  expect(stdout).toMatch(/^D +1 +\d/m);
  const { samples } = JSON.parse(readFileSync(file, 'utf8')) as { samples: readonly Record<string, unknown>[] };
  expect(samples).toMatchObject([
    {
      network: 'D',
      group: 'cnn-run',
      parameters: 5210,
      imagesPerSecond: expect.any(Number),
      firstStepSeconds: expect.any(Number),
    },
    { network: 'D', group: 'ceiling', gigaflops: expect.any(Number) },
    { network: 'D', group: 'start', firstStepSeconds: expect.any(Number) },
  ]);
});

it('measures single kernels, each pass for itself', async () => {
  const stdout = await node('test/bench/kernels.mjs', ...['--rounds', '1', '--seconds', '0.001', 'conv', 'batch 32']);
  // Watching must not change which kernels run.
  expect(stdout).toContain(`; ${new Engine().build} kernels, one thread`);
  for (const pass of ['forward', 'weight gradient', 'input gradient']) {
    expect(stdout).toMatch(new RegExp(`^conv 5x5 +1 -> 8, 28x28, batch 32 +${pass} +[\\d.,]+ +[\\d.,]+ GFLOP/s`, 'm'));
  }
});

it('refuses what it does not know', async () => {
  await expect(node('test/bench/bench.mjs', '--round', '1')).rejects.toMatchObject({ code: 2, stdout: '' });
  await expect(node('test/bench/bench.mjs', '--rounds', 'many')).rejects.toMatchObject({
    code: 2,
    stderr: expect.stringContaining('--rounds: expected a whole number of at least 1, got "many"'),
  });
});
