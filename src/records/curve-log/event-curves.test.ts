import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { userErrorOf } from '../../../test/helpers/errors.ts';
import type { CurveLog } from '../../curves/curve-log.ts';
import { encodeEvent, encodeVersion } from '../tensorboard/event.ts';
import { frame } from '../tensorboard/framing.ts';
import { readCurveLogs } from './read.ts';

const folder = mkdtempSync(join(tmpdir(), 'cnn-run-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

type Point = readonly [step: number, value: number];

/** Writes an event file, a tag after the other. */
function write(path: string, tags: Readonly<Record<string, readonly Point[]>>): void {
  const events = Object.entries(tags).flatMap(([tag, points]) =>
    points.map(([step, scalar]) => encodeEvent({ wallTime: 1, step, values: [{ tag, scalar }] })),
  );
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), frame([encodeVersion(1), ...events]));
}

function plain({ name, unit, series, notes }: CurveLog) {
  const lists = Object.entries(series).map(([key, { at, values }]) => [key, [...at].map((place, i) => [place, values[i]])]);
  return { name, unit, series: Object.fromEntries(lists), notes };
}

const read = (path: string) => readCurveLogs(join(folder, 'runs'), join(folder, path)).map(({ log }) => plain(log));

it('reads tags of PyTorch, a file by itself or its folder, and the files of one run in their order', () => {
  write('torch/one/events.out.tfevents.100.host', {
    'Loss/train': [
      [1, 4],
      [2, 3],
      [3, 9],
    ],
    'Loss/val': [[2, 3.5]],
    lr: [[1, 0.5]],
  });
  write('torch/one/events.out.tfevents.200.host', {
    'Loss/train': [
      [3, 2],
      [4, 1],
    ],
    'Accuracy/val': [[4, 0.5]],
  });
  const whole = {
    name: 'one',
    unit: 'step',
    series: {
      loss: [
        [1, 4],
        [2, 3],
        [3, 2],
        [4, 1],
      ],
      valLoss: [[2, 3.5]],
      learningRate: [[1, 0.5]],
      valAccuracy: [[4, 0.5]],
    },
    notes: ['Steps are logged more than once, as after resuming: the later ones count.'],
  };
  expect(read('torch/one')).toEqual([whole]);
  expect(read('torch/one/events.out.tfevents.100.host')).toMatchObject([
    {
      name: 'one',
      series: {
        loss: [
          [1, 4],
          [2, 3],
          [3, 9],
        ],
      },
    },
  ]);
  write('torch/two/events.out.tfevents.100.host', {
    'train/loss': [
      [1, 4],
      [2, 3],
    ],
  });
  expect(
    read('torch').map(({ name }) => name),
    'a folder of runs',
  ).toEqual(['one', 'two']);
});

it('reads what Keras writes: a folder for each part, by epoch', () => {
  const tags = (factor: number) => ({
    epoch_loss: [
      [0, 4 * factor],
      [1, 2 * factor],
    ] as const,
    epoch_accuracy: [
      [0, 0.25],
      [1, 0.5],
    ] as const,
  });
  write('keras/train/events.out.tfevents.1.host.v2', tags(1));
  write('keras/validation/events.out.tfevents.2.host.v2', tags(2));
  expect(read('keras')).toEqual([
    {
      ...{ name: 'keras', unit: 'epoch', notes: [] },
      series: {
        trainLoss: [
          [0, 4],
          [1, 2],
        ],
        trainAccuracy: [
          [0, 0.25],
          [1, 0.5],
        ],
        valLoss: [
          [0, 8],
          [1, 4],
        ],
        valAccuracy: [
          [0, 0.25],
          [1, 0.5],
        ],
      },
    },
  ]);
});

it('brings the epochs and the steps of Keras to one unit', () => {
  write('mixed/train/events.out.tfevents.1.host', {
    batch_loss: Array.from({ length: 10 }, (_, i) => [i, 10 - i] as const),
    epoch_loss: [
      [0, 8],
      [1, 3],
    ],
  });
  expect(read('mixed')).toMatchObject([
    {
      unit: 'step',
      series: {
        trainLoss: [
          [5, 8],
          [10, 3],
        ],
      },
    },
  ]);
});

it('reads the lines of add_scalars, each in a folder of its own', () => {
  write('lines/Loss_train/events.out.tfevents.1.host', {
    Loss: [
      [1, 4],
      [2, 3],
    ],
  });
  write('lines/Loss_val/events.out.tfevents.1.host', { Loss: [[2, 3.5]] });
  expect(read('lines')).toMatchObject([
    {
      name: 'lines',
      series: {
        loss: [
          [1, 4],
          [2, 3],
        ],
        valLoss: [[2, 3.5]],
      },
    },
  ]);
});

it('takes the tags that the user names, and refuses what holds no loss or is no event file', () => {
  write('odd/events.out.tfevents.1.host', {
    mine: [
      [1, 4],
      [2, 3],
    ],
  });
  const choice = new Map([['loss', 'mine'] as const]);
  const [found] = readCurveLogs('runs', join(folder, 'odd'), choice);
  expect(found && plain(found.log).series).toEqual({
    loss: [
      [1, 4],
      [2, 3],
    ],
  });
  const error = userErrorOf(() => read('odd'));
  expect(error.headline).toBe('No tag of the log is known to be a loss.');
  expect(error.facts).toContainEqual(['tags', 'mine']);
  mkdirSync(join(folder, 'bad'));
  writeFileSync(join(folder, 'bad/events.out.tfevents.1'), 'no events at all, but a text');
  expect(userErrorOf(() => read('bad')).headline).toBe(
    'events.out.tfevents.1 is not a TensorBoard event file, or it is damaged.',
  );
  mkdirSync(join(folder, 'none'));
  expect(userErrorOf(() => read('none')).headline).toBe('The folder "none" holds no runs and no log that is known.');
});
