import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { userErrorOf } from '../../../test/helpers/errors.ts';
import type { CurveLog } from '../../curves/curve-log.ts';
import { parseColumnChoice } from './column-choice.ts';
import { fileCurves } from './read-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'cnn-run-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function readAll(content: string | Uint8Array, columns?: string): CurveLog[] {
  const path = join(folder, 'log.csv');
  writeFileSync(path, content);
  return fileCurves(path, columns === undefined ? new Map() : parseColumnChoice(columns));
}

/** The only log of a file, its series as plain lists: `{ loss: [[at, value], ...] }`. */
function read(content: string | Uint8Array, columns?: string) {
  const logs = readAll(content, columns);
  expect(logs).toHaveLength(1);
  return plain(logs[0] as CurveLog);
}

function plain({ unit, notes, series }: CurveLog) {
  const lists = Object.entries(series).map(([key, { at, values }]) => [key, [...at].map((place, i) => [place, values[i]])]);
  return { unit, notes, series: Object.fromEntries(lists) };
}

const lines = (...rows: string[]) => `${rows.join('\n')}\n`;

describe('logs of other frameworks', () => {
  it('reads what the CSVLogger of Keras writes', () => {
    const log = read(
      lines('epoch,accuracy,loss,lr,val_accuracy,val_loss', '0,0.8,0.6,0.001,0.85,0.4', '1,0.9,0.3,0.0005,0.88,0.35'),
    );
    expect(log).toEqual({
      unit: 'epoch',
      notes: [],
      series: {
        trainLoss: [
          [0, 0.6],
          [1, 0.3],
        ],
        trainAccuracy: [
          [0, 0.8],
          [1, 0.9],
        ],
        valLoss: [
          [0, 0.4],
          [1, 0.35],
        ],
        valAccuracy: [
          [0, 0.85],
          [1, 0.88],
        ],
        learningRate: [
          [0, 0.001],
          [1, 0.0005],
        ],
      },
    });
  });

  it('reads what the CSVLogger of PyTorch Lightning writes, rows of each kind with empty cells', () => {
    const log = read(
      lines(
        ...['epoch,lr-SGD,step,train_loss_epoch,train_loss_step,val_acc,val_loss', '0,0.1,49,,2.3,,', '0,0.1,99,,1.9,,'],
        ...['0,,99,,,55.0,1.8', '0,,99,2.1,,,', '1,0.1,149,,1.5,,', '1,,199,,,65.5,1.3', '1,,199,1.35,,,'],
      ),
    );
    expect(log.unit).toBe('step');
    expect(log.series).toEqual({
      loss: [
        [49, 2.3],
        [99, 1.9],
        [149, 1.5],
      ],
      trainLoss: [
        [99, 2.1],
        [199, 1.35],
      ],
      valLoss: [
        [99, 1.8],
        [199, 1.3],
      ],
      valAccuracy: [
        [99, 0.55],
        [199, 0.655],
      ],
      learningRate: [
        [49, 0.1],
        [99, 0.1],
        [149, 0.1],
      ],
    });
    expect(log.notes).toEqual(['valAccuracy is given in per cent.']);
  });

  it('reads a train_loss of every step without a name that says so', () => {
    const log = read(
      lines('train_loss,val_loss,epoch,step', '2.3,,0,1', '2.1,,0,2', ',2.0,0,2', '1.9,,1,3', '1.7,,1,4', ',1.6,1,4'),
    );
    expect(log.series).toEqual({
      loss: [
        [1, 2.3],
        [2, 2.1],
        [3, 1.9],
        [4, 1.7],
      ],
      valLoss: [
        [2, 2],
        [4, 1.6],
      ],
    });
  });

  it('reads what fastai writes, whose metrics are of the validation', () => {
    const log = read(lines('epoch,train_loss,valid_loss,error_rate,time', '0,1.2,0.9,0.25,00:12', '1,0.8,0.7,0.125,00:12'));
    expect(log).toMatchObject({
      unit: 'epoch',
      series: {
        trainLoss: [
          [0, 1.2],
          [1, 0.8],
        ],
        valLoss: [
          [0, 0.9],
          [1, 0.7],
        ],
        valAccuracy: [
          [0, 0.75],
          [1, 0.875],
        ],
      },
      notes: ['"error_rate" is taken for the validation\'s, as fastai logs it.', 'valAccuracy is one minus "error_rate".'],
    });
  });

  it('reads the trainer state of Hugging Face, NaN included', () => {
    const history = [
      '{"loss": 2.5, "grad_norm": 1.25, "learning_rate": 5e-5, "epoch": 0.5, "step": 10}',
      '{"loss": NaN, "learning_rate": 4e-5, "epoch": 1.0, "step": 20}',
      '{"eval_loss": 1.9, "eval_accuracy": 0.4, "epoch": 1.0, "step": 20}',
    ];
    expect(read(`{"best_metric": null, "log_history": [${history.join(', ')}]}`)).toEqual({
      unit: 'step',
      notes: [],
      series: {
        loss: [
          [10, 2.5],
          [20, Number.NaN],
        ],
        learningRate: [
          [10, 5e-5],
          [20, 4e-5],
        ],
        gradientNorm: [[10, 1.25]],
        valLoss: [[20, 1.9]],
        valAccuracy: [[20, 0.4]],
      },
    });
  });

  it('reads the results of YOLO, with blanks in names', () => {
    const log = read(
      lines(
        '   epoch,   train/cls_loss,  metrics/accuracy_top1,   val/cls_loss, lr/pg0',
        '  1, 3.0, 0.5, 2.5, 0.01',
        '  2, 2.0, 0.6, 2.2, 0.009',
      ),
    );
    expect(log).toMatchObject({
      unit: 'epoch',
      series: {
        trainLoss: [
          [1, 3],
          [2, 2],
        ],
        valLoss: [
          [1, 2.5],
          [2, 2.2],
        ],
        valAccuracy: [
          [1, 0.5],
          [2, 0.6],
        ],
      },
    });
  });

  it('reads an export of Weights & Biases with several runs', () => {
    const header = '"Step","run-a - train/loss","run-a - train/loss__MIN","run-a - train/loss__MAX","run-b - train/loss"';
    const logs = readAll(lines(header, '"10","2.1","2.0","2.2","2.4"', '"20","1.8","1.7","1.9",""'));
    expect(logs.map((log) => [log.name, plain(log).series])).toEqual([
      [
        'run-a',
        {
          loss: [
            [10, 2.1],
            [20, 1.8],
          ],
        },
      ],
      ['run-b', { loss: [[10, 2.4]] }],
    ]);
  });

  it('reads the history of Keras as JSON, and JSON lines with objects in objects', () => {
    expect(read('{"loss": [0.6, 0.3], "val_loss": [0.5, 0.4]}')).toMatchObject({
      unit: 'row',
      series: {
        trainLoss: [
          [1, 0.6],
          [2, 0.3],
        ],
        valLoss: [
          [1, 0.5],
          [2, 0.4],
        ],
      },
    });
    expect(read('{"iter": 1, "train": {"loss": 2.5}}\n{"iter": 2, "train": {"loss": 2}}\n{"iter": 3, "tr')).toEqual({
      unit: 'step',
      notes: ['1 line without a JSON object left out.'],
      series: {
        loss: [
          [1, 2.5],
          [2, 2],
        ],
      },
    });
  });
});

describe('tables', () => {
  const two = {
    loss: [
      [1, 0.5],
      [2, 0.25],
    ],
  };

  it.each([
    ['semicolons and decimal commas', 'step;loss\n1;0,5\n2;0,25\n'],
    ['tabs', 'step\tloss\r\n1\t0.5\r\n2\t0.25\r\n'],
    ['blanks, and a comment sign before the names', '# step loss\n1   0.5\n2  0.25'],
    ['no names', '1,0.5\n2,0.25\n'],
    ['quotes', '"step","loss"\n"1","0.5"\n"2","0.25"\n'],
    ['printed tensors', 'step,loss\n1,"tensor(0.5000, device=\'cuda:0\')"\n2,tensor(0.25)\n'],
    ['UTF-16, as PowerShell writes', Buffer.from('\ufeffstep,loss\r\n1,0.5\r\n2,0.25\r\n', 'utf16le')],
    ['a mark of its encoding', '\ufeffstep,loss\n1,0.5\n2,0.25\n'],
  ])('with %s', (_, content) => {
    expect(read(content)).toEqual({ unit: 'step', notes: [], series: two });
  });

  it('with losses alone, by row', () => {
    expect(read('0.5\n0.25\n')).toEqual({ unit: 'row', notes: [], series: two });
  });

  it('leaves out what is torn, ragged or no number, and says so', () => {
    expect(read('step,loss\n1,0.5\n2,oops\n3,0.25,7\n4,nan\n5')).toEqual({
      unit: 'step',
      notes: [
        '2 rows with more or fewer cells than there are columns left out.',
        '"loss" holds 1 text instead of a number, left out.',
      ],
      series: {
        loss: [
          [1, 0.5],
          [4, Number.NaN],
        ],
      },
    });
  });

  it('lets what a resumed training logged again replace what it logged before', () => {
    const log = read('step,loss\n1,2\n2,1.9\n3,1.8\n4,1.7\nstep,loss\n3,1.5\n4,1.4\n');
    expect(log).toEqual({
      unit: 'step',
      notes: [
        'The line of column names comes again once.',
        'Steps are logged more than once, as after resuming: the later ones count.',
      ],
      series: {
        loss: [
          [1, 2],
          [2, 1.9],
          [3, 1.5],
          [4, 1.4],
        ],
      },
    });
  });

  it('sorts a log without order', () => {
    const log = read('step,loss\n4,1\n3,2\n2,3\n1,4\n');
    expect(log.series).toEqual({
      loss: [
        [1, 4],
        [2, 3],
        [3, 2],
        [4, 1],
      ],
    });
    expect(log.notes).toEqual(['The log is not in the order of its steps; here it is.']);
  });

  it('counts steps through that begin anew in each epoch', () => {
    const log = read('epoch,batch,loss\n1,0,4\n1,1,3\n2,0,2\n2,1,1\n');
    expect(log.series).toEqual({
      loss: [
        [0, 4],
        [1, 3],
        [2, 2],
        [3, 1],
      ],
    });
    expect(log.notes).toEqual(['Steps are counted anew in each epoch; here they are counted through.']);
  });

  it('brings what is logged by epoch to the steps of the rest', () => {
    const log = read('epoch,step,loss,val_loss\n1,10,4,\n1,20,3,\n1,,,3.5\n2,30,2,\n2,40,1,\n2,,,2.5\n');
    expect(log.series).toEqual({
      loss: [
        [10, 4],
        [20, 3],
        [30, 2],
        [40, 1],
      ],
      valLoss: [
        [20, 3.5],
        [40, 2.5],
      ],
    });
  });

  it('takes the columns that the user names', () => {
    const log = read('when,mine,"a, b"\n5,1,2\n6,3,4\n', 'loss=mine,valLoss=a, b,at=when');
    expect(log).toMatchObject({
      unit: 'step',
      series: {
        loss: [
          [5, 1],
          [6, 3],
        ],
        valLoss: [
          [5, 2],
          [6, 4],
        ],
      },
    });
  });

  it('reads a long log in time that grows with its rows', () => {
    const row = ',1,0.693147,0.5,0.01,1.234567\n';
    const content = Buffer.from(
      `step,epoch,loss,accuracy,lr,grad_norm\n${Array.from({ length: 200_000 }, (_, i) => i + row).join('')}`,
    );
    const began = performance.now();
    const [log] = readAll(content);
    expect(log?.series.loss?.at.length).toBe(200_000);
    // Half a second on an idle machine; what is quadratic would take minutes.
    expect(performance.now() - began).toBeLessThan(10_000);
  });
});

describe('refuses', () => {
  it.each([
    ['an empty file', '', 'log.csv is empty.'],
    ['names without rows', 'step,loss\n', 'log.csv holds no rows yet.'],
    [
      'what is no text',
      new Uint8Array([1, 2, 0, 3]),
      'log.csv is not a text: a log is a table (CSV), JSON lines, or TensorBoard events.',
    ],
    ['a quote without an end', '"step,loss\n1,2\n', 'log.csv is not a table that can be read.'],
    ['JSON that is no log', '[1, 2', 'log.csv is not JSON that holds a log.'],
  ])('%s', (_, content, headline) => {
    expect(userErrorOf(() => readAll(content)).headline).toBe(headline);
  });

  it('a log without a loss, with the columns and what to do', () => {
    const error = userErrorOf(() => readAll('step,train_lozz,x\n1,2,3\n'));
    expect(error.headline).toBe('No column of the log is known to be a loss.');
    expect(error.facts).toContainEqual(['columns', 'step, train_lozz, x']);
    expect(error.hint).toContain('--columns loss=');
  });

  it('a column that is not there', () => {
    const error = userErrorOf(() => readAll('step,my_loss\n1,2\n', 'loss=my_los'));
    expect(error.headline).toBe('--columns: there is no column "my_los" for loss.');
    expect(error.hint).toBe('Did you mean "my_loss"?');
  });
});
