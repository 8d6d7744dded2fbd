/** Command lines that make no sense: what is wrong and what was probably meant, exit code 2, and no run. And the help. */
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { cnnRun, expectJsonRefusal, expectPlain, ROOT } from '../helpers/cli.ts';
import { experimentFolder } from '../helpers/experiment-folder.ts';

const cwd = experimentFolder();

interface Case {
  /** The command line, cut at blanks. */
  readonly line: string;
  readonly message: readonly string[];
}

const usage: readonly Case[] = [
  { line: 'trian plain.yaml', message: ["unknown command 'trian'", '  Did you mean "train"?'] },
  { line: 'train plain.yaml --epochs 3', message: ["unknown option '--epochs'", '  Did you mean --train.epochs?'] },
  { line: 'train plain.yaml --batch-size=3', message: ["unknown option '--batch-size=3'", '  Did you mean --train.batchSize?'] },
  { line: 'train plain.yaml --losses hinge', message: ["unknown option '--losses'", '  See cnn-run --help.'] },
  {
    line: 'train plain.yaml --loss hing',
    message: ['command line: --loss  loss: there is no loss called "hing". Did you mean "hinge"?'],
  },
  {
    line: 'train plain.yaml other.yaml',
    message: ["too many arguments for 'train'. Expected 1 argument but got 2.", '  See cnn-run --help.'],
  },
  { line: 'train', message: ['Which config should be trained?', '  For example: cnn-run train configs/mnist-lenet.yaml'] },
  { line: 'eval', message: ["missing required argument 'run'", '  See cnn-run --help.'] },
  { line: 'train --resume', message: ["option '--resume <run>' argument missing", '  See cnn-run --help.'] },
  { line: 'train plain.yaml --threads two', message: ['--threads: expected a whole number from 1 to 64, got "two".'] },
  { line: 'train plain.yaml --kernels fast', message: ['--kernels: there is no "fast".', '  known   relaxed, simd'] },
  {
    line: 'eval last --data.limitTest 5',
    message: ['"cnn-run eval" takes no config overrides.', '  given   --data.limitTest 5'],
  },
  {
    line: 'train --resume nothing',
    message: [
      'There is no run "nothing".',
      `  runs in   ${resolve(cwd, 'runs')}`,
      '  There are no runs there yet: train one with "cnn-run train CONFIG".',
    ],
  },
  {
    line: 'eval last',
    message: [
      'There is no last run: there are no runs yet.',
      `  runs in   ${resolve(cwd, 'runs')}`,
      '  Train one with "cnn-run train CONFIG".',
    ],
  },
  {
    line: 'eval plain.yaml',
    message: ['"plain.yaml" is a file, not a run folder.', '  Give the name of a run, the path to its folder, or "last".'],
  },
  { line: 'eval data', message: ['The folder "data" is not a run.', '  path      data', '  missing   config.yaml'] },
  {
    line: 'train plain.yaml --runs plain.yaml',
    message: ['Cannot create the runs folder: a file of that name is in the way.', '  path   plain.yaml'],
  },
  {
    line: 'train plain.yaml --runs plain.yaml/runs',
    message: ['Cannot create the runs folder: a part of the path is a file, not a folder.', '  path   plain.yaml/runs'],
  },
  // Only Linux has this folder, in which nothing can be made.
  ...(process.platform === 'linux'
    ? [
        {
          line: 'train plain.yaml --runs /proc/x',
          message: ['Cannot create the runs folder: there is no such file or folder.', '  path   /proc/x'],
        },
      ]
    : []),
];

const overrides: readonly Case[] = [
  {
    line: '--optimizer.lr banana',
    message: ['command line: --optimizer.lr  optimizer.lr: expected a number of at least 0, got "banana"'],
  },
  {
    line: '--nonsense.key 1',
    message: [
      'command line: --nonsense.key  nonsense: unknown key. Known are name, seed, data, model, loss, optimizer, schedule, train, log, search',
    ],
  },
  {
    line: '--model.99.channels 3',
    message: ['command line: --model.99.channels  model: the list has the positions 0 to 3, not 99'],
  },
  { line: '--train.epochs', message: ['command line: --train.epochs  needs a value, as in --train.epochs VALUE'] },
  {
    line: '--optimizer.type adagard --train.batchSize 0 --seed x',
    message: [
      'command line: --optimizer.type  optimizer.type: there is no optimizer called "adagard". Did you mean "adagrad"?',
      'command line: --train.batchSize  train.batchSize: expected a whole number from 1 to 65536, got 0',
      'command line: --seed  seed: expected a whole number from 0 to 4294967295, got "x"',
    ],
  },
];

describe('refuses', () => {
  it.concurrent.each(usage)('cnn-run $line', async ({ line, message }) => {
    const [command = '', ...rest] = line.split(' ');
    expectJsonRefusal(await cnnRun([command, '--json', ...rest], { cwd }), message.join('\n'));
  });

  it.concurrent.each(overrides)('cnn-run train plain.yaml $line', async ({ line, message }) => {
    const { code, stdout, stderr } = await cnnRun(['train', 'plain.yaml', ...line.split(' ')], { cwd });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr.trimEnd().split('\n').sort()).toEqual([...message].sort());
  });

  afterAll(() => {
    expect(existsSync(join(cwd, 'runs'))).toBe(false);
  });
});

describe('help', () => {
  it.concurrent('is printed on request, and when nothing is asked', async () => {
    const [asked, nothing] = await Promise.all([['--help'], []].map((args) => cnnRun(args, { cwd })));
    expect(asked).toMatchObject({ code: 0, stderr: '' });
    for (const name of ['train', 'eval', 'describe', 'list']) expect(asked?.stdout).toMatch(new RegExp(`^ {2}${name} `, 'm'));
    expectPlain(asked?.stdout ?? '');
    expect(nothing).toEqual(asked);
  });

  it.concurrent('of a command shows its options', async () => {
    const outcome = await cnnRun(['train', '--help'], { cwd });
    expect(outcome).toMatchObject({ code: 0, stderr: '' });
    for (const option of ['--resume', '--seed', '--runs', '--json', '--name']) expect(outcome.stdout).toContain(`  ${option} `);
    expect(outcome.stdout).toContain('--optimizer.lr 0.01');
  });

  it.concurrent('--version is that of the package', async () => {
    const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { readonly version: string };
    expect(await cnnRun(['--version'], { cwd })).toEqual({ code: 0, signal: null, stdout: `${version}\n`, stderr: '' });
  });
});
