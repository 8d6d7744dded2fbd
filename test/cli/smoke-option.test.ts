/** `train --smoke`: a little of everything that a run does, quickly, with nothing left behind. */
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import {
  cnnRun,
  cnnRunJson,
  documentOf,
  expectJsonRefusal,
  expectPlain,
  expectRefusal,
  messageOf,
  ROOT,
  startCnnRun,
} from '../helpers/cli.ts';
import { experimentFolder, writeText } from '../helpers/experiment-folder.ts';

const cwd = experimentFolder();
const TMPDIR = join(cwd, 'temporary');
mkdirSync(TMPDIR);
const options = { cwd, env: { TMPDIR } };

// Nothing is left of any of the tests, whatever they ended with.
afterAll(() => {
  expect(readdirSync(TMPDIR)).toEqual([]);
  expect(existsSync(join(cwd, 'runs'))).toBe(false);
});

interface Stage {
  readonly stage: string;
  readonly status: string;
  readonly detail: string;
  readonly seconds: number;
}

/** Details by stage, of those that were left out in brackets. */
async function detailsOf(...args: string[]): Promise<Readonly<Record<string, string>>> {
  const { passed, stages, predictedSeconds } = await cnnRunJson(['train', ...args, '--smoke'], options);
  expect(passed).toBe(true);
  expect(predictedSeconds).toBeGreaterThan(0);
  const list = stages as readonly Stage[];
  for (const { seconds, status } of list) expect(seconds > 0).toBe(status === 'passed');
  expect(list.map(({ stage }) => stage)).toEqual(STAGES);
  return Object.fromEntries(list.map(({ stage, status, detail }) => [stage, status === 'passed' ? detail : `(${detail})`]));
}

const STAGES = ['prepare', 'train', 'validate', 'checkpoint', 'log', 'resume', 'evaluate'];

describe('passes', () => {
  it.concurrent('everything that has a state: batch normalisation, dropout, moments, saving within an epoch', async () => {
    expect(await detailsOf('stateful.yaml')).toEqual({
      prepare: '160 training, 40 validation, 80 test images; 304 parameters',
      train: expect.stringMatching(/^6 steps of batch 16: loss [\d.]+, then [\d.]+$/),
      validate: expect.stringMatching(/^40 images after each epoch: loss [\d.]+, then [\d.]+$/),
      checkpoint: expect.stringMatching(/^[56] written: last \d\.\d kB, best \d\.\d kB$/),
      log: '6 steps and 2 epochs read back, all numbers finite',
      resume: 'interrupted after step 4 of 6, resumed: the same bits',
      evaluate: expect.stringMatching(/^80 test images with the best checkpoint: loss [\d.]+$/),
    });
  });

  it.concurrent('the smaller last batch of an epoch, which is trained or left out as in the real training', async () => {
    const trained = await detailsOf('plain.yaml');
    expect(trained.train).toMatch(/^8 steps of batch 16 \(2 of them of 4\): /);
    const dropped = await detailsOf('plain.yaml', '--train.dropLast', 'true');
    expect(dropped.train).toMatch(/^6 steps of batch 16: /);
    // It ends before the smaller batch would come.
    const short = await detailsOf('plain.yaml', '--train.steps', '11');
    expect(short.train).toMatch(/^6 steps of batch 16: /);
    const single = await detailsOf('plain.yaml', '--train.steps', '1');
    expect(single).toMatchObject({
      train: expect.stringMatching(/^2 steps/),
      resume: 'interrupted after step 1 of 2, resumed: the same bits',
    });
  });

  it.concurrent('a training without a validation or a test part, and names what is left out', async () => {
    const none = await detailsOf('plain.yaml', '--data.split.validation', '0');
    expect(none.validate).toBe('(there is no validation part)');
    const folder = join(cwd, 'no-test');
    const { makeImageFolder } = await import('../helpers/idx-files.ts');
    makeImageFolder(folder, { test: 0 });
    const both = await detailsOf('plain.yaml', '--data.path', folder, '--data.split.validation', '0');
    expect(both).toMatchObject({ validate: '(there is no validation part)', evaluate: '(there is no test part)' });
  });

  it.concurrent('early stopping, a warm-up that is longer than the short training, threads, the other kernels', async () => {
    const stopping = ['--train.earlyStopping.patience', '1', '--train.earlyStopping.minDelta', '10'];
    await detailsOf('stateful.yaml', ...stopping, '--schedule.warmupSteps', '30', '--threads', '3');
    await detailsOf('plain.yaml', '--kernels', 'simd', '--schedule.type', 'oneCycle', '--train.shuffle', 'false');
  });

  it.concurrent('configs/smoke.yaml on the real data, whose epochs it does not train', async () => {
    const details = await detailsOf(join(ROOT, 'configs/smoke.yaml'), '--data.limitTrain', 'null', '--train.epochs', '1000');
    expect(details.prepare).toBe('54,000 training, 6,000 validation, 1,000 test images; 9,106 parameters');
    expect(details.train).toMatch(/^8 steps of batch 32 \(2 of them of 16\): /);
    expect(details.validate).toMatch(/^80 images after each epoch/);
    expect(details.evaluate).toMatch(/^72 test images/);
  });

  it.concurrent('a large network in a few seconds, with fewer steps', async () => {
    const large = join(ROOT, 'configs/bench-c-resnet20.yaml');
    const began = performance.now();
    const details = await detailsOf(large, '--train.epochs', '1000');
    expect(performance.now() - began).toBeLessThan(15_000);
    expect(details.train).toMatch(/^2 steps of batch 64: /);
  });
});

it.concurrent('prints a table of the stages and the predicted time', async () => {
  const { code, stdout, stderr } = await cnnRun(['train', 'plain.yaml', '--smoke', '--train.epochs', '10'], options);
  expect({ code, stderr }).toEqual({ code: 0, stderr: 'plain: 2 short epochs in the place of 120 steps\n' });
  expectPlain(stdout);
  for (const stage of STAGES) expect(stdout).toMatch(new RegExp(`^${stage} +ok +\\S.* \\d\\.\\d\\d$`, 'm'));
  expect(stdout).toMatch(
    /\n\npassed after \d\.\d s\nthe real training, 120 steps with evaluations, will take about \d+(\.\d)? s\n$/,
  );
});

it.concurrent('keeps to the width of the terminal, and says that early stopping may end it before', async () => {
  const stopping = ['--train.earlyStopping.patience', '2'];
  const { stdout } = await cnnRun(['train', 'plain.yaml', '--smoke', ...stopping], options);
  expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
  expect(stdout).toMatch(/ will take at most about \S+ s\n$/);
});

describe('fails', () => {
  it.concurrent('with exit code 1 and what a training would say when it diverges', async () => {
    const diverging = ['train', 'plain.yaml', '--smoke', '--optimizer.lr', '1e30', '--optimizer.momentum', '0.9'];
    const outcome = await cnnRun([...diverging, '--json'], options);
    const { error, stages, ...rest } = documentOf(outcome);
    expect({ code: outcome.code, ...rest }).toEqual({ code: 1, passed: false, predictedSeconds: null });
    const message = messageOf(error);
    expect(message).toMatch(/^The loss is NaN: the training diverged and was stopped\.\n {2}step +2\n/);
    expect(outcome.stderr.endsWith(`\n${message}\n`)).toBe(true);
    expect(stages).toMatchObject([
      { stage: 'prepare', status: 'passed' },
      { stage: 'train', status: 'failed', detail: 'The loss is NaN: the training diverged and was stopped.' },
    ]);
    const table = await cnnRun(diverging, options);
    expect(table).toMatchObject({ code: 1, stderr: outcome.stderr });
    expect(table.stdout).toMatch(/^train +failed +The loss is NaN: /m);
    expect(table.stdout).toMatch(/\n\nfailed after \d\.\d s\n$/);
  });

  it.concurrent('in the validation or the test, when only the last update goes wrong', async () => {
    const one = ['train', 'plain.yaml', '--smoke', '--json', '--optimizer.lr', '1e30', '--train.batchSize', '180'];
    const validated = await cnnRun(one, options);
    expect(validated.code).toBe(1);
    expect(documentOf(validated).stages).toMatchObject([
      { stage: 'prepare' },
      { stage: 'train', status: 'passed', detail: expect.stringMatching(/^1 step of batch 180: /) },
      { stage: 'validate', status: 'failed', detail: expect.stringMatching(/^The validation loss is (NaN|Infinity): /) },
    ]);
  });

  it.concurrent('with exit code 2 for what a training would be refused for, in its words', async () => {
    const refusalOf = (...args: string[]) => cnnRun(['train', ...args, '--json'], options);
    for (const args of [
      ['plain.yaml', '--train.batchSize', '1000'],
      ['plain.yaml', '--optimizer.lr', 'x'],
      ['plain.yaml', '--data.path', 'nowhere'],
      ['nothing.yaml'],
      [writeText(cwd, 'bad.yaml', 'model: [relu]\n')],
      ['plain.yaml', '--runs', 'plain.yaml'],
      ['plain.yaml', '--runs', 'plain.yaml/below'],
      ['plain.yaml', '--threads', '0'],
      [],
    ]) {
      const [smoke, real] = await Promise.all([refusalOf(...args, '--smoke'), refusalOf(...args)]);
      expectJsonRefusal(smoke, real.stderr.trimEnd());
      expect(smoke.stdout).toBe(real.stdout);
    }
  });

  it.concurrent('with other options that make no sense with it', async () => {
    const hint = '  It tries out a config with a few steps, and leaves nothing behind: cnn-run train CONFIG --smoke';
    const run = (...args: string[]) => cnnRun(['train', ...args, '--smoke'], options);
    expectRefusal(await run('--resume', 'last'), `--smoke cannot be combined with --resume.\n${hint}`);
    expectRefusal(await run('plain.yaml', '--profile'), `--smoke cannot be combined with --profile.\n${hint}`);
  });

  it.concurrent('with a temporary folder that is not there', async () => {
    const outcome = await cnnRun(['train', 'plain.yaml', '--smoke'], { cwd, env: { TMPDIR: join(cwd, 'none') } });
    expectRefusal(outcome, `Cannot create a temporary folder: there is no such file or folder.\n  path   ${join(cwd, 'none')}`);
  });
});

it.concurrent.each(['SIGINT', 'SIGTERM'] as const)('%s ends it, and nothing is left', async (signal) => {
  const large = join(ROOT, 'configs/bench-c-resnet20.yaml');
  const running = startCnnRun(['train', large, '--smoke', '--json', '--train.batchSize', '256'], options);
  await running.untilStderr('in the place of');
  running.kill(signal);
  const outcome = await running.ended;
  expect(outcome).toMatchObject({ code: signal === 'SIGINT' ? 130 : 143, signal: null });
  expect(outcome.stderr).toContain('\nInterrupted: clearing up. (Once more to stop at once.)\n');
  expect(documentOf(outcome)).toMatchObject({ passed: false, interrupted: true, predictedSeconds: null });
});

it.concurrent('a second signal ends it at once, and nothing is left either', async () => {
  const large = join(ROOT, 'configs/bench-c-resnet20.yaml');
  const running = startCnnRun(['train', large, '--smoke', '--train.batchSize', '256'], options);
  await running.untilStderr('in the place of');
  running.kill('SIGINT');
  running.kill('SIGTERM');
  expect(await running.ended).toMatchObject({ code: expect.toSatisfy((code) => code === 130 || code === 143), signal: null });
});

it.concurrent('does not touch the runs that are there', async () => {
  const runs = ['--runs', 'mine'];
  await cnnRunJson(['train', 'plain.yaml', ...runs], options);
  const summary = readFileSync(join(cwd, 'mine/plain-001/summary.json'), 'utf8');
  await detailsOf('plain.yaml', ...runs);
  expect(readdirSync(join(cwd, 'mine'))).toEqual(['plain-001']);
  expect(readFileSync(join(cwd, 'mine/plain-001/summary.json'), 'utf8')).toBe(summary);
});
