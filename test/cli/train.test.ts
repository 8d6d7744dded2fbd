/** `cnn-run train`: what it leaves in the run folder, what it prints where, and what may be left out of a config. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { readCsv } from '../../src/records/read-csv.ts';
import { decodeSafetensors } from '../../src/records/safetensors.ts';
import { cnnRun, cnnRunJson, documentOf, expectPlain, type Outcome } from '../helpers/cli.ts';
import { exactFiles, experimentFolder, writeText } from '../helpers/experiment-folder.ts';
import { makeImageFolder } from '../helpers/idx-files.ts';

const cwd = experimentFolder();

describe('a whole training with --json', () => {
  const run = join(cwd, 'runs/stateful-001');
  let outcome: Outcome;
  let document: Record<string, unknown>;
  beforeAll(async () => {
    outcome = await cnnRun(['train', 'stateful.yaml', '--json'], { cwd });
    document = documentOf(outcome);
  });
  const table = (name: string) => {
    const { header, rows } = readCsv(join(run, name));
    return { header, rows, last: Object.fromEntries(header.map((key, i) => [key, Number(rows.at(-1)?.[i])])) };
  };

  it('exits 0 and prints the figures as one document', () => {
    expect(outcome.code).toBe(0);
    expect(document).toEqual({
      run: 'stateful-001',
      status: 'completed',
      epochs: 4,
      steps: 40,
      trainLoss: expect.any(Number),
      trainAccuracy: 1,
      valLoss: expect.any(Number),
      valAccuracy: 1,
      testLoss: expect.any(Number),
      testAccuracy: 1,
      bestValAccuracy: 1,
      bestEpoch: 4,
      imagesPerSecond: expect.any(Number),
      peakMemoryBytes: expect.any(Number),
      seconds: expect.any(Number),
      weightsSha256: expect.stringMatching(/^[0-9a-f]{64}$/),
      kernels: expect.stringMatching(/^(relaxed|simd)$/),
      path: join('runs', 'stateful-001'),
    });
    expect(document.imagesPerSecond).toBeGreaterThan(0);
    expect(document.seconds).toBeGreaterThan(0);
  });

  it('reports progress on stderr in plain lines, one an epoch', () => {
    expectPlain(outcome.stderr);
    const lines = outcome.stderr.trimEnd().split('\n');
    expect(lines[0]).toBe('training runs/stateful-001');
    expect(lines[1]).toMatch(/^160 training, 40 validation, 80 test images; 304 parameters, 40 steps; /);
    expect(lines.slice(2).map((line) => /^epoch (\d)\/4 {3}loss \d\.\d{4} {3}/.exec(line)?.[1])).toEqual(['1', '2', '3', '4']);
  });

  it('leaves a run folder with everything, unlocked, and nothing else', () => {
    expect(readdirSync(join(cwd, 'runs'))).toEqual(['stateful-001']);
    expect(readdirSync(run).sort()).toEqual(
      [
        ...['checkpoints', 'config.yaml', 'data.json', 'summary.json', 'events.out.tfevents.cnn-run'],
        ...['metrics.csv', 'epochs.csv', 'layers.csv', 'timing.csv'],
      ].sort(),
    );
    expect(readdirSync(join(run, 'checkpoints')).sort()).toEqual(['best.safetensors', 'last.safetensors']);
    const { path: _, ...summary } = document;
    expect(JSON.parse(readFileSync(join(run, 'summary.json'), 'utf8'))).toEqual(summary);
    expect(JSON.parse(readFileSync(join(run, 'data.json'), 'utf8'))).toMatchObject({
      counts: { train: 160, validation: 40, test: 80 },
      normalization: { kind: 'standard' },
    });
  });

  it('logs a row a step and a row an epoch, which agree with the document', () => {
    const metrics = table('metrics.csv');
    expect(metrics.header).toEqual(['step', 'epoch', 'loss', 'accuracy', 'learningRate', 'gradientNorm']);
    expect(metrics.rows.map(([step]) => Number(step))).toEqual(Array.from({ length: 40 }, (_, i) => i + 1));
    const epochs = table('epochs.csv');
    expect(epochs.header).toEqual(['epoch', 'step', 'learningRate', 'trainLoss', 'trainAccuracy', 'valLoss', 'valAccuracy']);
    expect(epochs.rows.map(([epoch, step]) => [epoch, step].join())).toEqual(['1,10', '2,20', '3,30', '4,40']);
    for (const key of ['trainLoss', 'trainAccuracy', 'valLoss', 'valAccuracy'] as const) {
      expect(epochs.last[key]).toBeCloseTo(document[key] as number, 6);
    }
    // The mean of the steps' losses, all batches having 16 images.
    const losses = metrics.rows.slice(30).map((row) => Number(row[2]));
    expect(losses.reduce((sum, loss) => sum + loss, 0) / 10).toBeCloseTo(document.trainLoss as number, 6);
  });

  it('saves weights under the names and shapes of PyTorch, in `last` with the state of the optimizer', () => {
    const read = (kind: string) => {
      const path = join(run, `checkpoints/${kind}.safetensors`);
      return [...decodeSafetensors(readFileSync(path), path).tensors]
        .map(([name, { shape }]) => `${name} [${shape.join()}]`)
        .sort();
    };
    const weights = ['conv.weight [4,1,3,3]', 'fc.bias [4]', 'fc.weight [4,64]', 'norm.bias [4]', 'norm.weight [4]'];
    const statistics = ['norm.num_batches_tracked []', 'norm.running_mean [4]', 'norm.running_var [4]'];
    const state = weights.flatMap((weight) => [`optimizer.exp_avg.${weight}`, `optimizer.exp_avg_sq.${weight}`]);
    expect(read('best')).toEqual([...weights, ...statistics].sort());
    expect(read('last')).toEqual([...weights, ...statistics, ...state].sort());
  });
});

it.concurrent('draws the curves and tables on stdout without --json, plain where there is no terminal, whatever the environment asks', async () => {
  const environments = [{ NO_COLOR: '1' }, { FORCE_COLOR: '3', COLORTERM: 'truecolor' }];
  const outcomes = await Promise.all(environments.map((env) => cnnRun(['train', 'plain.yaml', '--runs', 'drawn'], { cwd, env })));
  for (const { code, stdout, stderr } of outcomes) {
    expect(code).toBe(0);
    expectPlain(stdout);
    expectPlain(stderr);
    expect(stdout).toMatch(/^Training loss/);
    expect(stdout).toMatch(/\nAccuracy in %, by epoch/);
    expect(stdout).toMatch(/\nepoch +train loss +train acc +val loss +val acc\n/);
    expect(stdout).toMatch(/\nrun +drawn\/plain-00\d +\(completed\)\n/);
    expect(stdout).toMatch(/\ntest accuracy +\d+\.\d\d % of 80 images/);
  }
  expect(readdirSync(join(cwd, 'drawn')).sort()).toEqual(['plain-001', 'plain-002']);
});

it.concurrent('takes --name, --seed, --runs and overrides, and writes them into the config of the run', async () => {
  const args = [
    'plain.yaml',
    '--name',
    'Größe 7/8',
    '--seed',
    '11',
    '--runs',
    'a/b',
    '--optimizer.lr=1e-3',
    '--train.steps',
    '5',
    '--search.space.train.epochs=int:1..9',
  ];
  const document = await cnnRunJson(['train', ...args, '--model.0.channels', '2'], { cwd });
  expect(document).toMatchObject({ run: 'Größe-7-8-001', path: join('a/b', 'Größe-7-8-001'), epochs: 1, steps: 5 });
  const config = readFileSync(join(cwd, 'a/b/Größe-7-8-001/config.yaml'), 'utf8');
  for (const line of ['name: Größe 7/8', 'seed: 11', '  lr: 0.001', '  steps: 5', '  - { type: conv2d, channels: 2, '])
    expect(config).toContain(line);
  expect(config).not.toContain('search'); // a training takes no notice of it
});

it.concurrent('reads a config in JSON like the same in YAML, and packed data like unpacked', async () => {
  makeImageFolder(join(cwd, 'packed/data'), { gzip: true });
  const config = {
    name: 'plain',
    data: { dataset: 'idx', path: 'data' },
    model: [
      { type: 'conv2d', name: 'conv', channels: 4, kernel: 3 },
      'relu',
      'flatten',
      { type: 'linear', name: 'fc', features: 'classes' },
    ],
    optimizer: { type: 'sgd', lr: 0.05 },
    train: { epochs: 3, batchSize: 16 },
  };
  writeText(cwd, 'packed/same.json', JSON.stringify(config));
  await Promise.all([
    cnnRunJson(['train', 'plain.yaml', '--runs', 'unpacked-runs'], { cwd }),
    cnnRunJson(['train', 'same.json'], { cwd: join(cwd, 'packed') }),
  ]);
  expect(exactFiles(join(cwd, 'packed/runs/plain-001'))).toEqual(exactFiles(join(cwd, 'unpacked-runs/plain-001')));
});

it.concurrent('trains without a validation part and without test images: what was not measured is null', async () => {
  makeImageFolder(join(cwd, 'untested'), { test: 0 });
  const args = ['plain.yaml', '--data.path', 'untested', '--data.split.validation', '0', '--runs', 'untested-runs'];
  const [document, drawn] = await Promise.all([cnnRunJson(['train', ...args], { cwd }), cnnRun(['train', ...args], { cwd })]);
  expect(document).toMatchObject({ status: 'completed', trainAccuracy: 1, bestEpoch: 3 });
  expect(document).toMatchObject({ valLoss: null, valAccuracy: null, bestValAccuracy: null, testLoss: null, testAccuracy: null });
  expect(drawn).toMatchObject({ code: 0 });
  expect(drawn.stdout).not.toMatch(/NaN|undefined|null|test accuracy|val/);
});
