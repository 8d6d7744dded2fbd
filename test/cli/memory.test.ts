/** The memory of a training: `describe` says beforehand what `train` then takes, and it does not grow from step to step. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cnnRunJson, ROOT, temporaryFolder } from '../helpers/cli.ts';

const runs = temporaryFolder();
/** A small rest of the data, so that the test is soon done; what they take of memory they take as they are. */
const SHORT = ['--data.split.validation', '64', '--data.limitTest', '64'];

/** The most memory that a training had, in bytes. */
async function peakOf(args: readonly string[]): Promise<number> {
  const { peakMemoryBytes } = await cnnRunJson(['train', ...args, '--runs', runs], { cwd: ROOT });
  return Number(peakMemoryBytes);
}

describe('describe says the peak before training, right within 10 %', () => {
  // What a second thread takes of memory is the same for all.
  const configs = ['bench-a-lenet', 'bench-b-vgg', 'bench-c-resnet20', 'bench-d-tiny', 'mnist-vgg'];
  const cases = [{ config: 'bench-b-vgg', threads: 1 }, ...configs.map((config) => ({ config, threads: 2 }))];
  it.each(cases)('$config, threads: $threads', async ({ config, threads }) => {
    const args = [join('configs', `${config}.yaml`), '--threads', String(threads), ...SHORT, '--train.steps', '6'];
    const { memoryBytes, threads: described } = await cnnRunJson(['describe', ...args], { cwd: ROOT });
    const { total = 0, ...parts } = memoryBytes as Readonly<Record<string, number>>;
    expect(described).toBe(threads);
    expect(Object.values(parts).reduce((sum, bytes) => sum + bytes, 0)).toBe(total);
    const measured = await peakOf(args);
    expect(total / measured, `${total} for ${measured}`).toBeGreaterThan(0.9);
    expect(total / measured, `${total} for ${measured}`).toBeLessThan(1.1);
  });
});

it('describe counts the place of augmented images', async () => {
  const file = join(runs, 'augmented.yaml');
  // 82 MB of images a batch, an eighth of all.
  writeFileSync(
    file,
    `data:
  { dataset: synthetic, channels: 4, height: 200, width: 200, train: 544, test: 0, split: { validation: 32 },
    augment: [flipHorizontal, { type: shift, pixels: 8 }] }
model: [{ type: avgPool2d, kernel: 50 }, flatten, { type: linear, features: classes }]
train: { batchSize: 512, steps: 3 }
`,
  );
  const args = [file, '--threads', '2'];
  const { memoryBytes } = await cnnRunJson(['describe', ...args], { cwd: ROOT });
  const { total = 0 } = memoryBytes as Readonly<Record<string, number>>;
  const measured = await peakOf(args);
  expect(total / measured, `${total} for ${measured}`).toBeGreaterThan(0.9);
  expect(total / measured, `${total} for ${measured}`).toBeLessThan(1.1);
});

it.each([1, 2])('the process is as large after 10,000 steps as after 10, threads: %i', async (threads) => {
  const args = [
    join('configs', 'bench-d-tiny.yaml'),
    '--threads',
    String(threads),
    ...SHORT,
    '--data.train',
    '32064',
    '--train.steps',
  ];
  const early = await peakOf([...args, '10']);
  const late = await peakOf([...args, '10000']);
  // The garbage collector lets the heap grow by some MB; a step that lost its buffers would lose 3 GB.
  expect(late - early).toBeLessThan(25e6);
});
