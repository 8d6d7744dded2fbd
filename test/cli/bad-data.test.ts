/** Data that are missing or broken: a message that says what and where, exit code 2, and no run. */
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { cnnRun, expectJsonRefusal } from '../helpers/cli.ts';
import { experimentFolder } from '../helpers/experiment-folder.ts';
import { idxBytes, makeImageFolder, writeIdx } from '../helpers/idx-files.ts';

const cwd = experimentFolder();

const IMAGES = 'train-images-idx3-ubyte';
const LABELS = 'train-labels-idx1-ubyte';
const TEST_IMAGES = 't10k-images-idx3-ubyte';
const TEST_LABELS = 't10k-labels-idx1-ubyte';
const ALL = [TEST_IMAGES, TEST_LABELS, IMAGES, LABELS];
const IMAGES_MAGIC = '00 00 08 03   (unsigned bytes, 3 dimensions) or 00 00 08 04   (unsigned bytes, 4 dimensions)';
const AGAIN = 'Fetch or copy the file again.';

interface Case {
  /** Also the name of the data folder. */
  readonly name: string;
  /** Breaks a sound folder of 40 training and 8 test images, 8 x 8, of 4 classes. */
  readonly spoil: (folder: string) => void;
  readonly options?: readonly string[];
  readonly message: readonly string[];
}

/** Rewrites a file of the data folder, under another name where one is given. */
const rewrite =
  (name: string, change: (bytes: Buffer) => Uint8Array, newName = name) =>
  (folder: string) => {
    const bytes = readFileSync(join(folder, name));
    rmSync(join(folder, name));
    writeFileSync(join(folder, newName), change(bytes));
  };

const cases: readonly Case[] = [
  {
    name: 'no-labels',
    spoil: (folder) => rmSync(join(folder, LABELS)),
    message: [
      'There are no training labels in the data folder.',
      '  folder     no-labels',
      `  found      ${ALL.filter((name) => name !== LABELS).join(', ')}`,
      `  expected   ${LABELS}, .gz or not, or a name like it`,
    ],
  },
  {
    name: 'no-folder',
    spoil: (folder) => rmSync(folder, { recursive: true }),
    message: ['Cannot read the data folder: there is no such file or folder.', '  path   no-folder'],
  },
  {
    name: 'truncated',
    spoil: rewrite(IMAGES, (bytes) => bytes.subarray(0, -100)),
    message: [
      'The training images are truncated.',
      `  file        truncated/${IMAGES}`,
      '  announced   2,560 bytes for [40, 8, 8]',
      '  present     2,460 bytes',
      `  ${AGAIN}`,
    ],
  },
  {
    name: 'truncated-header',
    spoil: rewrite(TEST_LABELS, (bytes) => bytes.subarray(0, 6)),
    message: [
      'The test labels are truncated.',
      `  file      truncated-header/${TEST_LABELS}`,
      '  header    8 bytes',
      '  present   6 bytes',
    ],
  },
  {
    name: 'wrong-magic',
    spoil: rewrite(IMAGES, (bytes) => Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47]), bytes.subarray(4)])),
    message: [
      'The file of the training images is not an IDX file.',
      `  file       wrong-magic/${IMAGES}`,
      '  found      89 50 4e 47',
      `  expected   ${IMAGES_MAGIC}`,
      '  It looks like a PNG picture.',
    ],
  },
  {
    name: 'swapped',
    spoil: (folder) => writeIdx(join(folder, IMAGES), [40], new Uint8Array(40)),
    message: [
      'The training images have 1 dimension.',
      `  file       swapped/${IMAGES}`,
      '  found      00 00 08 01   (unsigned bytes, 1 dimension)',
      `  expected   ${IMAGES_MAGIC}`,
      '  This looks like a file of labels.',
    ],
  },
  {
    name: 'fewer-labels',
    spoil: (folder) => writeIdx(join(folder, LABELS), [39], new Uint8Array(39)),
    message: [
      'There are 40 training images but 39 training labels.',
      `  images   fewer-labels/${IMAGES}`,
      `  labels   fewer-labels/${LABELS}`,
    ],
  },
  {
    name: 'no-gzip',
    spoil: rewrite(IMAGES, () => Buffer.from('<!doctype html><title>404 Not Found</title>'), `${IMAGES}.gz`),
    message: [
      'The file of the training images is not a gzip, although its name ends in .gz.',
      `  file       no-gzip/${IMAGES}.gz`,
      '  found      3c 21 64 6f',
      `  expected   ${IMAGES_MAGIC}, or 1f 8b   (gzip)`,
      '  It looks like a web page: the download has probably failed.',
    ],
  },
  {
    name: 'truncated-gzip',
    spoil: (folder) => rewrite(LABELS, (bytes) => gzipSync(bytes).subarray(0, -9), `${LABELS}.gz`)(folder),
    message: [
      'The gzip file of the training labels is truncated.',
      `  file      truncated-gzip/${LABELS}.gz`,
      `  present   ${
        gzipSync(
          idxBytes(
            [40],
            Uint8Array.from({ length: 40 }, (_, i) => i % 4),
          ),
        ).length - 9
      } bytes`,
      `  ${AGAIN}`,
    ],
  },
  {
    name: 'label-outside',
    spoil: (folder) => writeIdx(join(folder, TEST_LABELS), [8], [0, 1, 2, 3, 9, 1, 2, 3]),
    message: [
      'A label is outside the classes.',
      `  file      label-outside/${TEST_LABELS}`,
      '  example   4   (counted from 0)',
      '  label     9',
      '  classes   4, labels 0 to 3   (from the highest training label)',
      '  If the label is right, set data.classes to at least 10.',
    ],
  },
  {
    name: 'too-few-classes',
    spoil: () => {},
    options: ['--data.classes', '3'],
    message: [
      'A label is outside the classes.',
      `  file      too-few-classes/${LABELS}`,
      '  example   3   (counted from 0)',
      '  label     3',
      '  classes   3, labels 0 to 2   (as data.classes says)',
      '  If the label is right, set data.classes to at least 4.',
    ],
  },
  {
    name: 'all-validation',
    spoil: () => {},
    options: ['--data.split.validation', '40'],
    message: [
      'The validation part leaves too few training examples.',
      '  data.split.validation   40',
      '  training examples       40',
      '  at most                 36, so that something remains to learn from in each class',
    ],
  },
  {
    name: 'too-large-a-batch',
    spoil: () => {},
    options: ['--train.batchSize', '37'],
    message: [
      'A batch is larger than the training part.',
      '  batch size          37',
      '  training examples   36',
      '  given in            command line: --train.batchSize',
      '  Choose a whole number from 1 to 36.',
    ],
  },
];

it.concurrent.each(cases)('$name', async ({ name, spoil, options = [], message }) => {
  spoil(makeImageFolder(join(cwd, name), { train: 40, test: 8 }));
  const runs = `runs-${name}`;
  const outcome = await cnnRun(['train', 'plain.yaml', '--data.path', name, ...options, '--runs', runs, '--json'], { cwd });
  expectJsonRefusal(outcome, message.join('\n'));
  expect(existsSync(join(cwd, runs))).toBe(false);
});
