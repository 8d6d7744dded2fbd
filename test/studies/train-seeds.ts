import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Preference } from '../../src/ops/conv2d/algorithm.ts';

export interface SeedTraining {
  readonly config: string;
  readonly images: number;
  readonly epochs: number;
}

export interface Job {
  readonly convolution: Preference;
  readonly seed: number;
}

/**
 * Trains as a user would, by the command line, one process for each job and `workers` of them side by side, one thread each.
 * @returns the accuracy on the test images of each job, 0 to 1
 */
export async function trainSeeds(root: string, training: SeedTraining, jobs: readonly Job[], workers: number): Promise<number[]> {
  const runs = mkdtempSync(join(tmpdir(), 'cnn-run-study-'));
  const accuracies: number[] = [];
  const waiting = [...jobs.entries()];
  const work = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const [i, job] = next;
      accuracies[i] = await trainOne(root, runs, training, job);
      process.stderr.write(`${job.convolution}, seed ${job.seed}: ${(100 * (accuracies[i] as number)).toFixed(2)} %\n`);
    }
  };
  try {
    await Promise.all(Array.from({ length: workers }, work));
  } finally {
    rmSync(runs, { recursive: true, force: true });
  }
  return accuracies;
}

async function trainOne(root: string, runs: string, { config, images, epochs }: SeedTraining, job: Job): Promise<number> {
  const overrides = {
    'data.limitTrain': images,
    'data.split.validation': 0,
    'train.epochs': epochs,
    'train.convolution': job.convolution,
  };
  const args = [
    ...[join(root, 'bin/cnn-run.js'), 'train', join(root, config), '--runs', runs, '--json'],
    ...['--threads', '1', '--seed', String(job.seed)],
    ...Object.entries(overrides).flatMap(([key, value]) => [`--${key}`, String(value)]),
  ];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'ignore'] });
  let stdout = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  const code = await new Promise((resolve, reject) => child.on('error', reject).on('close', resolve));
  const document = code === 0 ? (JSON.parse(stdout) as { testAccuracy?: unknown }) : {};
  if (typeof document.testAccuracy === 'number') return document.testAccuracy;
  throw new Error(`a training failed (exit code ${String(code)}): ${args.slice(1).join(' ')}`);
}
