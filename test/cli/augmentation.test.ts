/** Training images that are augmented: the same bytes however a training came about, and evaluations that know nothing of it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { augmentations } from '../../src/data/augmentations/index.ts';
import { cnnRun, cnnRunJson, expectRefusal } from '../helpers/cli.ts';
import { exactFiles, experimentFolder, writeText } from '../helpers/experiment-folder.ts';
import { type Attempt, trainInterrupted } from '../helpers/interrupted-training.ts';

const cwd = experimentFolder();
const config = readFileSync(join(cwd, 'stateful.yaml'), 'utf8');
const AUGMENT = '[flipHorizontal, { type: shift, pixels: [1, 2], fill: 90 }, { type: rotate, degrees: 15 }, quarterTurns]';
writeText(cwd, 'augmented.yaml', config.replace('path: data,', `path: data, augment: ${AUGMENT},`));
const files = (runs: string) => exactFiles(join(cwd, runs, 'augmented-001'));
const train = (runs: string, ...args: readonly string[]) =>
  cnnRunJson(['train', 'augmented.yaml', '--runs', runs, ...args], { cwd });

describe('a training', () => {
  let whole: Record<string, unknown>;

  beforeAll(async () => {
    whole = await train('whole', '--threads', '1');
  });

  it.concurrent('that was killed within its epochs goes on to the same bytes', async () => {
    const kills = [52, 31, 24];
    const attempts = [
      ...kills.map(
        (killAtWrite): Attempt =>
          (args) =>
            cnnRun(args, { cwd, killAtWrite }),
      ),
      (args: readonly string[]) => cnnRun(args, { cwd }),
    ];
    const { ends, document } = await trainInterrupted(join(cwd, 'killed'), ['augmented.yaml', '--runs', 'killed'], attempts);
    expect(ends).toEqual(kills.map(() => 'SIGKILL'));
    expect(files('killed')).toEqual(files('whole'));
    expect(document.weightsSha256).toBe(whole.weightsSha256);
    expect(document.testAccuracy).toBe(whole.testAccuracy);
  });

  it.concurrent('gives the same bytes on two and three threads, and from the complete config of its run', async () => {
    await train('two', '--threads', '2');
    expect(files('two')).toEqual(files('whole'));
    await cnnRunJson(['train', 'whole/augmented-001/config.yaml', '--runs', 'three', '--threads', '3'], { cwd });
    expect(files('three')).toEqual(files('whole'));
  });

  it.concurrent('is another with other augmentations, and learns in spite of them', async () => {
    const other = await train('other', '--data.augment.1.pixels', '1', '--data.augment.2.type', 'flipVertical');
    expect(other.weightsSha256).not.toBe(whole.weightsSha256);
    const none = await train('none', '--data.augment', '[]');
    const plain = await cnnRunJson(['train', 'stateful.yaml', '--runs', 'none'], { cwd });
    expect(none.weightsSha256).toBe(plain.weightsSha256);
    expect(none.weightsSha256).not.toBe(whole.weightsSha256);
    const flips = await train('flips', '--data.augment', '[{ type: flipHorizontal, p: 0.5 }]', '--train.epochs', '12');
    expect(flips.testAccuracy).toBeGreaterThan(0.9);
  });
});

it.concurrent('does not augment what it is evaluated on, nor what the normalisation is fitted to', async () => {
  // A network that learns nothing shows what it was shown.
  const still = ['--optimizer.lr', '0', '--train.epochs', '1', '--model.1.type', 'relu', '--model.5.p', '0'];
  const augmented = await train('still', ...still);
  const plain = await cnnRunJson(['train', 'stateful.yaml', '--runs', 'still', ...still], { cwd });
  const read = (run: string, name: string) => readFileSync(join(cwd, 'still', run, name), 'utf8');
  expect(read('augmented-001', 'data.json')).toBe(read('stateful-001', 'data.json'));
  expect(augmented.testLoss).toBe(plain.testLoss);
  const row = (run: string) => {
    const [head = '', values = ''] = read(run, 'epochs.csv').split('\n');
    return Object.fromEntries(head.split(',').map((key, i) => [key, values.split(',')[i]]));
  };
  const { trainLoss: seen, valLoss } = row('augmented-001');
  const { trainLoss: seenPlain, valLoss: valLossPlain } = row('stateful-001');
  expect(valLoss).toBe(valLossPlain);
  expect(valLoss).toBeDefined();
  expect(seen).not.toBe(seenPlain);
  expect(await cnnRunJson(['eval', 'still/augmented-001'], { cwd })).toMatchObject({ testLoss: plain.testLoss });
});

it.concurrent('lists what there is', async () => {
  const { code, stdout } = await cnnRun(['list', 'augmentations'], { cwd });
  expect(code).toBe(0);
  expect(stdout.split('\n').map((line) => line.split(' ')[0])).toEqual([...augmentations.names, '']);
  const { members } = await cnnRunJson(['list', 'augmentations'], { cwd });
  expect(members).toContainEqual({ name: 'shift', summary: augmentations.get('shift').summary, options: ['pixels', 'fill'] });
});

const DATA = 'data:\n  dataset: synthetic\n  train: 200\n  test: 0\n  height: 12\n  width: 16\n  augment:\n';

it.concurrent.each([
  {
    name: 'names, keys and values that there are not',
    file: 'unknown.yaml',
    augment: '    - flipHorizontl\n    - { type: shift, pixel: 3, fill: 256 }\n    - { type: rotate, p: 0.5 }\n    - { p: 1 }\n',
    args: [],
    message: [
      'unknown.yaml:8:7  data.augment.0: there is no augmentation called "flipHorizontl". Did you mean "flipHorizontal"?',
      'unknown.yaml:9:22  data.augment.1.pixel: unknown key. Did you mean "pixels"?',
      'unknown.yaml:9:38  data.augment.1.fill: expected a whole number from 0 to 255, got 256',
      'unknown.yaml:10:23  data.augment.2.p: unknown key. flipHorizontal, flipVertical and quarterTurns have it, rotate has not',
      'unknown.yaml:11:7  data.augment.3.type: is missing: choose one of flipHorizontal, flipVertical, shift, rotate, quarterTurns',
    ],
  },
  {
    name: 'overrides that do not fit',
    file: 'overridden.yaml',
    augment: '    - flipHorizontal\n    - shift\n',
    args: ['--data.augment.0.p', '2', '--data.augment.2', 'rotate', '--data.augment.1.type', 'shft'],
    message: [
      'command line: --data.augment.2  data.augment: the list has the positions 0 to 1, not 2',
      'command line: --data.augment.0.p  data.augment.0.p: expected a number from 0 to 1, got 2',
      'command line: --data.augment.1.type  data.augment.1.type: there is no augmentation called "shft". Did you mean "shift"?',
    ],
  },
  {
    name: 'no list',
    file: 'single.yaml',
    augment: '',
    args: ['--data.augment', 'flipHorizontal'],
    message: ['command line: --data.augment  data.augment: expected a list of augmentations, got "flipHorizontal"'],
  },
  {
    name: 'quarter turns of images that are not square',
    file: 'narrow.yaml',
    augment: '    - flipHorizontal\n    - type: quarterTurns\n',
    args: [],
    message: [
      'quarterTurns: a quarter turn would change the shape of these images',
      '  image          12 x 16   (height x width)',
      '  augmentation   data.augment.1   narrow.yaml:9',
      '  Only square images can be turned so. Use rotate, or flipHorizontal and flipVertical.',
    ],
  },
  {
    name: 'a shift that leaves nothing of an image',
    file: 'far.yaml',
    augment: '    - { type: shift, pixels: 2 }\n',
    args: ['--data.augment.0.pixels', '[12, 2]'],
    message: [
      'shift: images would be moved out of sight',
      '  image          12 x 16   (height x width)',
      '  pixels         12 x 2',
      '  augmentation   data.augment.0   far.yaml:8',
      '  Choose fewer pixels than the image has; [vertical, horizontal] if it is long and narrow.',
    ],
  },
])('refuses $name', async ({ file, augment, args, message }) => {
  writeText(cwd, file, `${DATA}${augment}`);
  for (const command of ['train', 'describe']) {
    expectRefusal(await cnnRun([command, file, ...args], { cwd }), message.join('\n'));
  }
});
