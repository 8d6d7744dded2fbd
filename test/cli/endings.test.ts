/** The ends of a training that are not its planned one: early stopping, and divergence. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readCsv } from '../../src/records/read-csv.ts';
import { cnnRun, cnnRunJson, documentOf, messageOf } from '../helpers/cli.ts';
import { exactFiles, experimentFolder } from '../helpers/experiment-folder.ts';

const cwd = experimentFolder();
const epochs = (run: string) => readCsv(join(cwd, run, 'epochs.csv')).rows;

describe('early stopping', () => {
  it.concurrent('ends after `patience` epochs without improvement, and reports it', async () => {
    // No epoch improves the loss by 10, so that the first stays the best.
    const stopping = ['--train.epochs', '50', '--train.earlyStopping.patience', '4', '--train.earlyStopping.minDelta', '10'];
    const document = await cnnRunJson(['train', 'plain.yaml', ...stopping, '--runs', 'stopped'], { cwd });
    expect(document).toMatchObject({ status: 'stopped early', epochs: 5, steps: 60 });
    expect(document.testAccuracy).toBeGreaterThan(0.9);
    expect(epochs('stopped/plain-001')).toHaveLength(5);
    const drawn = await cnnRun(['train', 'plain.yaml', ...stopping, '--runs', 'stopped'], { cwd });
    expect(drawn).toMatchObject({ code: 0 });
    expect(drawn.stdout).toMatch(/\nrun +stopped\/plain-002 +\(stopped early\)\n/);

    const resumed = await cnnRun(['train', '--resume', 'plain-001', '--runs', 'stopped', '--json'], { cwd });
    expect(resumed.stderr).toContain('plain-001, which is finished');
    expect(documentOf(resumed)).toEqual(document);
  });

  it.concurrent('does not end a training that gets better, and counts on after a crash', async () => {
    const options = ['--train.epochs', '12', '--optimizer.lr', '0.001', '--train.earlyStopping.patience', '1'];
    const document = await cnnRunJson(['train', 'plain.yaml', ...options, '--runs', 'better'], { cwd });
    expect(document).toMatchObject({ status: 'completed', epochs: 12 });

    const patient = ['--train.epochs', '50', '--train.earlyStopping.patience', '6', '--train.earlyStopping.minDelta', '10'];
    await cnnRunJson(['train', 'plain.yaml', ...patient, '--runs', 'patient'], { cwd });
    const killed = await cnnRun(['train', 'plain.yaml', ...patient, '--runs', 'patient'], { cwd, killAtWrite: 60 });
    expect(killed).toMatchObject({ signal: 'SIGKILL' });
    expect(existsSync(join(cwd, 'patient/plain-002/checkpoints/last.safetensors'))).toBe(true);
    await cnnRunJson(['train', '--resume', 'plain-002', '--runs', 'patient'], { cwd });
    expect(exactFiles(join(cwd, 'patient/plain-002'))).toEqual(exactFiles(join(cwd, 'patient/plain-001')));
  });
});

describe('a loss that is not finite', () => {
  it.concurrent('ends the training with exit code 1, and says when and where', async () => {
    const outcome = await cnnRun(['train', 'plain.yaml', '--optimizer.lr', '1e10', '--runs', 'nan', '--json'], { cwd });
    expect(outcome.code).toBe(1);
    const message = [
      'The loss is NaN: the training diverged and was stopped.',
      '  step             3',
      '  learning rate    10000000000',
      '  first gone bad   fc (linear): 64 of 64 outputs are not finite',
      '  Try a lower learning rate (--optimizer.lr 1000000000) or gradient clipping (--optimizer.clipNorm 1).',
    ].join('\n');
    expect(outcome.stderr.endsWith(`\n${message}\n`)).toBe(true);
    const document = documentOf(outcome);
    expect(document).toMatchObject({
      run: 'plain-001',
      status: 'diverged',
      epochs: 0,
      steps: 2,
      testAccuracy: null,
    });
    const { error, ...summary } = document;
    expect(messageOf(error)).toBe(message);
    expect(JSON.parse(readFileSync(join(cwd, 'nan/plain-001/summary.json'), 'utf8'))).toEqual(summary);
    expect(readCsv(join(cwd, 'nan/plain-001/metrics.csv')).rows.map((row) => row[2])[2]).toBe('NaN');
  });

  it.concurrent('leaves the checkpoints of the epochs before as they were', async () => {
    // So much weight decay makes the weights four times as large in each step, until they overflow in the third epoch.
    const options = ['--optimizer.weightDecay', '100', '--runs', 'late'];
    const outcome = await cnnRun(['train', 'plain.yaml', ...options, '--json'], { cwd });
    expect(outcome, outcome.stderr).toMatchObject({ code: 1 });
    expect(documentOf(outcome)).toMatchObject({ status: 'diverged', epochs: 2, bestEpoch: 1 });
    const run = join(cwd, 'late/plain-001');
    const before = exactFiles(run);
    const evaluated = await cnnRunJson(['eval', 'plain-001', '--runs', 'late', '--checkpoint', 'last'], { cwd });
    expect(evaluated).toMatchObject({ epoch: 2, count: 80 });
    // Going on diverges in the same way.
    const again = await cnnRun(['train', '--resume', 'last', '--runs', 'late'], { cwd });
    expect(again).toMatchObject({ code: 1, stdout: '' });
    expect(exactFiles(run)).toEqual(before);
  });

  it.concurrent('is found in the validation, too, where only the last update went wrong', async () => {
    const options = ['--optimizer.lr', '1e30', '--train.steps', '1', '--runs', 'validated'];
    const outcome = await cnnRun(['train', 'plain.yaml', ...options, '--json'], { cwd });
    expect(outcome, outcome.stderr).toMatchObject({ code: 1 });
    expect(outcome.stderr).toMatch(
      /\nThe validation loss is (NaN|Infinity): the training diverged and was stopped\.\n {2}step {13}1\n {2}learning rate {4}1e\+30\n {2}first gone bad {3}fc \(linear\): \d+ of 80 outputs are not finite\n/,
    );
    expect(documentOf(outcome)).toMatchObject({ status: 'diverged', epochs: 0, steps: 1, valLoss: null });
    expect(existsSync(join(cwd, 'validated/plain-001/checkpoints/best.safetensors'))).toBe(false);
  });
});
