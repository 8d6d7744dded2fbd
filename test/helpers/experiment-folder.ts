import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readScalars } from '../../src/records/tensorboard/read-scalars.ts';
import { temporaryFolder } from './cli.ts';
import { type ImageFolderOptions, makeImageFolder } from './idx-files.ts';

/** Small, and with everything that has a state of its own: batch normalisation, dropout, an optimizer with moments. */
const STATEFUL = `seed: 7
data: { dataset: idx, path: data, split: { validation: 0.2 } }
model:
  - { type: conv2d, name: conv, channels: 4, kernel: 3, bias: false }
  - { type: batchNorm2d, name: norm }
  - relu
  - maxPool2d
  - flatten
  - { type: dropout, p: 0.2 }
  - { type: linear, name: fc, features: classes }
loss: { type: crossEntropy, labelSmoothing: 0.05 }
optimizer: { type: adam, lr: 0.005 }
schedule: { type: cosine, warmupSteps: 5 }
train: { epochs: 4, batchSize: 16, checkpointSteps: 3 }
`;

/** Nothing that keeps a loss small: one that learns too fast diverges. */
const PLAIN = `data: { dataset: idx, path: data }
model:
  - { type: conv2d, name: conv, channels: 4, kernel: 3 }
  - relu
  - flatten
  - { type: linear, name: fc, features: classes }
optimizer: { type: sgd, lr: 0.05 }
train: { epochs: 3, batchSize: 16 }
`;

/**
 * A temporary folder with images in `data` (see `makeImageFolder`) and two configs: `stateful.yaml` trains on 160 of them in
 * 40 steps, 10 an epoch, 17 checkpoints in all; `plain.yaml` on 180 in 36 steps. Each takes a few hundredths of a second.
 */
export function experimentFolder(data: ImageFolderOptions = {}): string {
  const folder = temporaryFolder();
  makeImageFolder(join(folder, 'data'), data);
  writeFileSync(join(folder, 'stateful.yaml'), STATEFUL);
  writeFileSync(join(folder, 'plain.yaml'), PLAIN);
  return folder;
}

/** Writes a file and the folders above it. Returns `name`. */
export function writeText(folder: string, name: string, content: string | Uint8Array): string {
  mkdirSync(dirname(join(folder, name)), { recursive: true });
  writeFileSync(join(folder, name), content);
  return name;
}

/** What is the same in every run of a config, by the names in the run's folder. */
const EXACT_FILES = [
  'config.yaml',
  'data.json',
  'metrics.csv',
  'epochs.csv',
  'layers.csv',
  'checkpoints/last.safetensors',
  'checkpoints/best.safetensors',
] as const;

/** The SHA-256 of each file of a run that must be the same, byte for byte, however it came about. */
export function exactFiles(run: string): Readonly<Record<string, string>> {
  const files = EXACT_FILES.map((name) => [name, sha256(readFileSync(join(run, name)))] as const);
  return Object.fromEntries([...files, ['events', sha256(eventsWithoutTimes(run))]]);
}

/** The event file's values by tag, without when they were written; the length and what is wrong with it, too. */
function eventsWithoutTimes(run: string): string {
  const path = join(run, 'events.out.tfevents.cnn-run');
  const { scalars, notes } = readScalars(path);
  const series = [...scalars].map(([tag, { steps, values }]) => [tag, steps, values.map(String)]);
  return JSON.stringify({ series, notes, bytes: statSync(path).size });
}

function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}
