/** `cnn-run curves`: runs and logs of other frameworks, drawn and read; watched; written as CSV. */
import { appendFileSync, cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { cnnRun, cnnRunJson, expectJsonRefusal, expectPlain, expectRefusal, startCnnRun } from '../helpers/cli.ts';
import { exactFiles, experimentFolder, writeText } from '../helpers/experiment-folder.ts';

const cwd = experimentFolder();
const KERAS = 'epoch,accuracy,loss,val_accuracy,val_loss\n0,0.8,0.6,0.85,0.4\n1,0.9,0.3,0.88,0.35\n2,0.95,0.2,0.87,0.36\n';
const MARKED = 'mark\u001b[31m<b>up.csv';

interface Run {
  readonly name: string;
  readonly final: Readonly<Record<string, unknown>>;
  readonly [key: string]: unknown;
}

async function runsOf(...args: string[]): Promise<Run[]> {
  return (await cnnRunJson(['curves', ...args], { cwd })).runs as Run[];
}

beforeAll(async () => {
  await cnnRunJson(['train', 'stateful.yaml'], { cwd });
  await cnnRunJson(['train', 'plain.yaml'], { cwd });
  writeText(cwd, 'keras.csv', KERAS);
  // A run as a killed process leaves it, with a line half-written; one after its first step; one that came to nothing but NaN.
  const copy = (name: string, metrics: (text: string) => string) => {
    cpSync(join(cwd, 'runs/plain-001'), join(cwd, 'odd', name), { recursive: true });
    const path = join(cwd, 'odd', name, 'metrics.csv');
    writeFileSync(path, metrics(readFileSync(path, 'utf8')));
    for (const other of ['epochs.csv', 'layers.csv']) rmSync(join(cwd, 'odd', name, other), { force: true });
  };
  copy('torn', (text) => `${text.split('\n').slice(0, 11).join('\n')}\n11,1,0.12`);
  copy('one-step', (text) => `${text.split('\n').slice(0, 2).join('\n')}\n`);
  copy('begun', (text) => `${text.split('\n')[0]}\n`);
  copy('empty', () => '');
  copy('nan', (text) => text.replace(/^(\d+,\d+),.*$/gm, '$1,NaN,0,0.05,NaN'));
});

describe('a run', () => {
  it.concurrent('is described by --json, its readings complete', async () => {
    const before = exactFiles(join(cwd, 'runs/stateful-001'));
    const [run] = await runsOf('stateful-001');
    const rows = readFileSync(join(cwd, 'runs/stateful-001/epochs.csv'), 'utf8').trim().split('\n').slice(1);
    const last = rows.at(-1)?.split(',').map(Number) ?? [];
    expect(run).toMatchObject({
      ...{
        name: 'stateful-001',
        path: resolve(cwd, 'runs/stateful-001'),
        unit: 'step',
        steps: 40,
        epochs: 4,
        isRunning: false,
        notes: [],
      },
      final: { trainLoss: last[3], trainAccuracy: last[4], valLoss: last[5], valAccuracy: last[6] },
    });
    const readings = run?.readings as Record<string, unknown>[];
    expect(readings.length).toBeGreaterThan(0);
    const keys = ['shape', 'title', 'curve', 'confidence', 'evidence', 'meaning', 'advice', 'override', 'from', 'to'];
    for (const reading of readings) expect(Object.keys(reading).sort()).toEqual([...keys].sort());
    expect(exactFiles(join(cwd, 'runs/stateful-001'))).toEqual(before);
  });

  it.concurrent('is drawn: charts, figures, readings; without an argument the last one', async () => {
    const { code, stdout, stderr } = await cnnRun(['curves'], { cwd });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expectPlain(stdout);
    expect(stdout).toMatch(/^plain-001 {3}36 steps, 3 epochs\n\nLoss, by step/);
    expect(stdout).toContain('─ moving average (half-life 1)');
    expect(stdout).toContain('\nAccuracy in %, by step');
    expect(stdout).toMatch(/\ntraining +loss \d/);
    for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  });

  it.concurrent('is drawn as asked for', async () => {
    const asked = ['--series', 'gradientNorm,learningRate', '--average', 'median', '--span', '5', '--log'];
    const { stdout } = await cnnRun(['curves', 'stateful-001', ...asked], { cwd });
    expect(stdout).toContain('Gradient norm, by step (log axis)');
    expect(stdout).toContain('median of 5');
    expect(stdout).toContain('Learning rate, by step');
    expect(stdout).not.toContain('Accuracy in %');
  });

  it.concurrent('is read while it is being written, or however it ended', async () => {
    expect(await runsOf(...['torn', 'one-step', 'begun', 'empty', 'nan'].map((name) => join('odd', name)))).toMatchObject([
      { name: 'torn', steps: 10, epochs: null },
      { name: 'one-step', steps: 1, final: { loss: expect.any(Number) } },
      { name: 'begun', steps: 0, final: { loss: null } },
      { name: 'empty', steps: 0, final: { loss: null } },
      { name: 'nan', steps: 36, final: { loss: 'NaN' } },
    ]);
    const { code, stdout } = await cnnRun(['curves', 'odd'], { cwd });
    expect(code).toBe(0);
    expect(stdout).toContain('begun   0 steps, nothing logged yet');
    expect((await cnnRun(['curves', join('odd', 'nan')], { cwd })).code).toBe(0);
  });

  it.concurrent('has a table of its parameters where it logged them', async () => {
    cpSync(join(cwd, 'runs/plain-001'), join(cwd, 'layered/one'), { recursive: true });
    const rows = [
      '1,12,fc.weight,2,0.5,0.001',
      '1,12,fc.bias,0.1,0.05,0.003',
      '2,24,fc.weight,4,0.25,0.0001',
      '2,24,fc.bias,0.2,0.1,0.0003',
    ];
    writeText(cwd, 'layered/one/layers.csv', `epoch,step,parameter,weightNorm,gradientNorm,updateRatio\n${rows.join('\n')}\n2,2`);
    const { stdout } = await cnnRun(['curves', join('layered', 'one'), '--series', 'updateRatio,layers'], { cwd });
    expect(stdout).toContain('Update over weight, by step');
    expect(stdout).toContain('Parameters in epoch 2, since epoch 1');
    expect(stdout).toMatch(/\nfc\.weight +4 .*x2 .*1e-4|\nfc\.weight +4 .*0\.0001/);
  });
});

describe('several', () => {
  it.concurrent('runs and files are overlaid, and a folder means all the runs in it', async () => {
    const { stdout } = await cnnRun(['curves', 'runs', 'keras.csv', '--series', 'loss'], { cwd });
    expect(stdout).toMatch(/^Training loss, averaged, by epoch/);
    expect(stdout).toMatch(/─a─ stateful-001 \S+ {3}━b━ plain-001/);
    expect(stdout).toContain('Validation loss, by epoch');
    writeText(cwd, 'study/notes.txt', 'no run');
    cpSync(join(cwd, 'runs'), join(cwd, 'study/trials'), { recursive: true });
    expect((await runsOf('study')).map(({ name }) => name).sort()).toEqual(['plain-001', 'stateful-001']);
    expect((await runsOf('last', 'plain-001')).length, 'each once').toBe(1);
  });

  it.concurrent('files of one name are told apart by their folders', async () => {
    writeText(cwd, 'lightning/version_0/metrics.csv', 'epoch,step,train_loss\n0,1,2\n0,2,1\n');
    writeText(cwd, 'lightning/version_1/metrics.csv', 'epoch,step,train_loss\n0,1,2\n0,2,1\n');
    // As other tools write it, too.
    writeText(cwd, 'lightning/version_1/config.yaml', 'trainer: {}\n');
    const names = ['version_0', 'version_1'].map((name) => join('lightning', name));
    expect((await runsOf(...names)).map(({ name }) => name)).toEqual(['version_0', 'version_1']);
    const files = names.map((name) => join(name, 'metrics.csv'));
    expect((await runsOf(...files)).map(({ name }) => name)).toEqual(['version_0/metrics.csv', 'version_1/metrics.csv']);
  });
});

describe('a log of another framework', () => {
  it.concurrent('is told by its columns', async () => {
    const [run] = await runsOf('keras.csv');
    expect(run).toMatchObject({
      ...{ name: 'keras.csv', path: resolve(cwd, 'keras.csv'), unit: 'epoch', steps: null, epochs: 3 },
      final: {
        trainLoss: 0.2,
        valLoss: 0.36,
        bestValAccuracy: 0.88,
        bestValAccuracyAt: 1,
        lowestValLoss: 0.35,
        lowestValLossAt: 1,
      },
    });
  });

  it.concurrent('is read by the columns that the user names, whatever the file is called', async () => {
    writeText(cwd, MARKED, 'n,mine\n1,4\n2,3\n3,nan\n');
    const [run] = await runsOf(MARKED, '--columns', 'loss=mine,at=n');
    expect(run).toMatchObject({ unit: 'step', steps: 3, final: { loss: 'NaN' } });
    const { stdout } = await cnnRun(['curves', MARKED, 'keras.csv', '--columns', 'loss=mine,at=n'], { cwd });
    expect(stdout).toBe('');
    const drawn = await cnnRun(['curves', MARKED, '--columns', 'loss=mine,at=n'], { cwd });
    expectPlain(drawn.stdout);
    expect(drawn.stdout).toMatch(/^mark<b>up\.csv {3}3 steps/);
    const refused = await cnnRun(['curves', MARKED], { cwd });
    expect(refused.code).toBe(2);
    expectPlain(refused.stderr);
  });
});

it.concurrent('writes the averaged curves with the band of their noise', async () => {
  await cnnRun(['curves', 'keras.csv', '--csv', 'curves.csv', '--average', 'mean', '--span', '2'], { cwd });
  const rows = readFileSync(join(cwd, 'curves.csv'), 'utf8').trimEnd().split('\n');
  expect(rows[0]).toBe('run,series,unit,at,value,average,low,high');
  expect(rows).toHaveLength(1 + 4 * 3);
  const [, , , at, value, average, low, high] =
    rows
      .find((row) => row.startsWith('keras.csv,trainLoss,epoch,2,'))
      ?.split(',')
      .map(Number) ?? [];
  expect({ at, value }).toEqual({ at: 2, value: 0.2 });
  expect(average).toBeCloseTo(0.25, 12);
  expect(low).toBeLessThan(0.25);
  expect(high).toBeGreaterThan(0.25);
});

it.concurrent('exits with 1 for readings that --fail-on names, and only then', async () => {
  // Three epochs are too few to say anything, and that is said with confidence.
  expect((await cnnRun(['curves', 'keras.csv', '--fail-on', 'rateVeryHigh,inconclusive'], { cwd })).code).toBe(1);
  expect((await cnnRun(['curves', 'keras.csv', '--fail-on', 'rateVeryHigh'], { cwd })).code).toBe(0);
});

describe('--watch', () => {
  it.concurrent('says each change in a line until the training ends', async () => {
    const training = startCnnRun(['train', 'plain.yaml', '--train.epochs', '250', '--runs', 'watched'], { cwd });
    await training.untilStderr('training ');
    const { code, stdout, stderr } = await cnnRun(['curves', 'plain-001', '--runs', 'watched', '--watch'], { cwd });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expectPlain(stdout);
    await training.ended;
    expect(stdout).toMatch(/^plain-001: /);
    expect(stdout, 'at the end everything is printed').toMatch(/plain-001 {3}3,000 steps, 250 epochs\n\nLoss, by step/);
  });

  it.concurrent('goes on with the log of another framework until it is interrupted, which is no error', async () => {
    writeText(cwd, 'growing.csv', 'step,loss\n1,2\n2,1\n');
    const watching = startCnnRun(['curves', 'growing.csv', '--watch', '--fail-on', 'rateVeryHigh'], { cwd });
    await watching.untilStdout('growing.csv: step 2, training loss 1.0000\n');
    appendFileSync(join(cwd, 'growing.csv'), '3,0.5\n');
    await watching.untilStdout('growing.csv: step 3, training loss 0.5000\n');
    watching.kill('SIGINT');
    const { code, stdout } = await watching.ended;
    expect(code).toBe(0);
    expect(stdout).toContain('Loss, by step');
  });
});

describe('refuses', () => {
  const cases: readonly (readonly [line: string, message: readonly string[]])[] = [
    ['nothing', ['There is no run "nothing".', `  runs in   ${resolve(cwd, 'runs')}`, '  "cnn-run list" shows the runs.']],
    [
      'nothing.csv',
      ['There is no run and no file "nothing.csv".', `  runs in   ${resolve(cwd, 'runs')}`, '  "cnn-run list" shows the runs.'],
    ],
    ['empty.csv', ['empty.csv is empty.', '  path   empty.csv']],
    [
      'data/train-images-idx3-ubyte',
      [
        'train-images-idx3-ubyte is not a text: a log is a table (CSV), JSON lines, or TensorBoard events.',
        '  path   data/train-images-idx3-ubyte',
      ],
    ],
    [
      'keras.csv --series lozz',
      [
        '--series: there is no "lozz".',
        '  known   loss, accuracy, learningRate, gradientNorm, updateRatio, layers, all',
        '  Did you mean "loss"?',
      ],
    ],
    ['keras.csv --watch --json', ['--watch prints again and again, and --json exactly once: they cannot be given together.']],
    [
      'keras.csv --columns loss=lozz',
      [
        '--columns: there is no column "lozz" for loss.',
        '  path      keras.csv',
        '  columns   epoch, accuracy, loss, val_accuracy, val_loss',
        '  Did you mean "loss"?',
      ],
    ],
    [
      'keras.csv --csv none/x.csv',
      ['--csv: the curves cannot be written.', '  path     none/x.csv', '  reason   there is no folder none'],
    ],
  ];

  it.concurrent.each(cases)('%s', async (line, message) => {
    mkdirSync(cwd, { recursive: true });
    writeText(cwd, 'empty.csv', '');
    const expectIt = line.endsWith('--json') ? expectJsonRefusal : expectRefusal;
    expectIt(await cnnRun(['curves', ...line.split(' ')], { cwd }), message.join('\n'));
  });
});

it('a training ends with what its curves say, and what to try', async () => {
  const data = 'data: { dataset: synthetic, height: 8, width: 8, train: 150, noise: 4, split: { validation: 50 } }\n';
  const config = writeText(cwd, 'by-heart.yaml', `${data}model: { architecture: mlp }\ntrain: { epochs: 30 }\n`);
  const { code, stdout } = await cnnRun(['train', config, '--runs', 'ended'], { cwd });
  expect(code).toBe(0);
  expect(stdout).toMatch(/\ncurves +overfitting \(confidence 1\.00\)\. More data/);
  expect(stdout).toMatch(/\ntry +--data\.augment "\[shift\]"/);
});
