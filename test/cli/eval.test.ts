/** `cnn-run eval`: what it measures, of which run, weights and part. */
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { decodeSafetensors, encodeSafetensors } from '../../src/records/safetensors.ts';
import { cnnRun, cnnRunJson, expectJsonRefusal, expectPlain, expectRefusal } from '../helpers/cli.ts';
import { exactFiles, experimentFolder } from '../helpers/experiment-folder.ts';

// Noisy enough for errors of every kind, and with enough epochs for the best one not to be the last.
const cwd = experimentFolder({ noise: 190, train: 300, test: 100 });
const run = join(cwd, 'runs/stateful-001');
let trained: Record<string, unknown>;

beforeAll(async () => {
  trained = await cnnRunJson(['train', 'stateful.yaml', '--train.epochs', '8', '--optimizer.lr', '0.02'], { cwd });
});

describe('--json', () => {
  it.concurrent('measures the best weights on the test images, and agrees with what the training said', async () => {
    expect(trained.bestEpoch, 'the test needs a best epoch that is not the last').toBeLessThan(8);
    const document = await cnnRunJson(['eval', 'stateful-001'], { cwd });
    expect(document).toEqual({
      run: 'stateful-001',
      checkpoint: 'best',
      epoch: trained.bestEpoch,
      part: 'test',
      testLoss: trained.testLoss,
      testAccuracy: trained.testAccuracy,
      count: 100,
      classes: ['0', '1', '2', '3'],
      confusion: expect.any(Array),
      weightsSha256: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    expect(document.weightsSha256).not.toBe(trained.weightsSha256); // those are the last
    const confusion = document.confusion as readonly (readonly number[])[];
    // Labels go round, so there are 25 of each class.
    expect(confusion.map((row) => row.reduce((sum, count) => sum + count, 0))).toEqual([25, 25, 25, 25]);
    const correct = confusion.reduce((sum, row, label) => sum + (row[label] ?? 0), 0);
    expect(correct / 100).toBeCloseTo(trained.testAccuracy as number, 12);
    expect(correct).toBeGreaterThan(25);
    expect(correct).toBeLessThan(100);
  });

  it.concurrent('finds the run by the path of its folder, and measures the last weights or another part on request', async () => {
    const last = await cnnRunJson(['eval', join('runs', 'stateful-001'), '--checkpoint', 'last', '--part', 'validation'], {
      cwd,
    });
    expect(last).toMatchObject({
      ...{ run: 'stateful-001', checkpoint: 'last', epoch: 8, part: 'validation', count: 60 },
      ...{ valLoss: trained.valLoss, valAccuracy: trained.valAccuracy, weightsSha256: trained.weightsSha256 },
    });
  });

  it.concurrent('writes numbers that are not finite as strings', async () => {
    cpSync(run, join(cwd, 'damaged'), { recursive: true });
    const path = join(cwd, 'damaged/checkpoints/best.safetensors');
    const { tensors, metadata } = decodeSafetensors(readFileSync(path), path);
    const bias = { dtype: 'F32', shape: [4], bytes: new Uint8Array(Float32Array.of(0, Number.NaN, 0, 0).buffer) } as const;
    writeFileSync(path, encodeSafetensors(new Map([...tensors, ['fc.bias', bias]]), metadata));
    const document = await cnnRunJson(['eval', 'damaged'], { cwd });
    expect(document).toMatchObject({ testLoss: 'NaN', count: 100 });
  });
});

it.concurrent('prints the loss, the accuracy and two tables without --json, and changes nothing in the run', async () => {
  const before = exactFiles(run);
  const { code, stdout, stderr } = await cnnRun(['eval', 'last'], { cwd });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expectPlain(stdout);
  expect(stdout).toMatch(
    /^stateful-001, best weights \(epoch \d\), 100 test images\nloss \d\.\d{4} {3}accuracy \d\d\.\d\d %\n\n/,
  );
  expect(stdout).toMatch(/\nclass +count +precision +recall +F1\n/);
  expect(stdout).toMatch(/\nrows: true class, columns: predicted\n/);
  expect(exactFiles(run)).toEqual(before);
});

it.concurrent('refuses a part that the data do not have, and an unknown part or checkpoint', async () => {
  await cnnRunJson(['train', 'plain.yaml', '--data.split.validation', '0', '--train.epochs', '8', '--runs', 'undivided'], {
    cwd,
  });
  expectJsonRefusal(
    await cnnRun(['eval', 'last', '--runs', 'undivided', '--part', 'validation', '--json'], { cwd }),
    'The data have no validation part.\n  parts   test, train\n  Choose one of the parts that there are, with --part.',
  );
  expectRefusal(
    await cnnRun(['eval', 'last', '--part', 'val'], { cwd }),
    '--part: there is no "val".\n  known   test, validation, train',
  );
  expectRefusal(
    await cnnRun(['eval', 'last', '--checkpoint', 'first'], { cwd }),
    '--checkpoint: there is no "first".\n  known   best, last',
  );
});
