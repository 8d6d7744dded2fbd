/** `cnn-run describe`: shapes, parameters and multiply-adds, against numbers worked out by hand. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cnnRun, cnnRunJson, expectPlain, ROOT, temporaryFolder } from '../helpers/cli.ts';

interface Layer {
  readonly name: string;
  readonly type: string;
  readonly outputShape: readonly number[];
  readonly parameters: number;
  readonly macs: number;
}

const cwd = temporaryFolder();
const configs = join(ROOT, 'configs');

it.concurrent('describes the LeNet of the README exactly', async () => {
  const document = await cnnRunJson(['describe', 'configs/mnist-lenet.yaml'], { cwd: ROOT });
  const layers = (document.layers as readonly Layer[]).map(({ name, type, outputShape, parameters, macs }) => {
    return [name, type, outputShape, parameters, macs];
  });
  expect(layers).toEqual([
    ['0', 'conv2d', [8, 28, 28], 8 * 25 + 8, 156_800], // 28 * 28 * 8 * 25
    ['1', 'relu', [8, 28, 28], 0, 0],
    ['2', 'maxPool2d', [8, 14, 14], 0, 0],
    ['3', 'conv2d', [16, 14, 14], 16 * 8 * 25 + 16, 627_200], // 14 * 14 * 16 * 8 * 25
    ['4', 'relu', [16, 14, 14], 0, 0],
    ['5', 'maxPool2d', [16, 7, 7], 0, 0],
    ['6', 'flatten', [784], 0, 0],
    ['7', 'linear', [10], 7850, 7840],
  ]);
  expect(document).toMatchObject({
    name: 'mnist-lenet',
    input: [1, 28, 28],
    classes: 10,
    parameters: 208 + 3216 + 7850,
    macs: 156_800 + 627_200 + 7840,
    batchSize: 32,
    examples: { train: 54_000, validation: 6000, test: 10_000 },
    stepsPerEpoch: 1688,
    totalSteps: 5064,
  });
  expect(document.expectedInitialLoss).toBeCloseTo(Math.LN10, 6);
  const { total, ...parts } = document.memoryBytes as Readonly<Record<string, number>>;
  expect(Object.values(parts).reduce((sum, bytes) => sum + bytes, 0)).toBe(total);
  // Float32, each tensor padded to whole SIMD vectors at most; Adam keeps two moments.
  expect(parts.parameters).toBeGreaterThanOrEqual(4 * 11_274);
  expect(parts.parameters).toBeLessThan(4 * 11_274 + 64 * 6);
  expect(parts).toMatchObject({ gradients: parts.parameters, optimizer: 2 * (parts.parameters ?? 0), data: 70_000 * 785 });
});

it.concurrent('applies overrides, and prints tables without --json', async () => {
  const args = ['configs/mnist-mlp.yaml', '--data.limitTrain', '1000', '--data.limitTest=500', '--model.1.features', '100'];
  const { code, stdout, stderr } = await cnnRun(['describe', ...args], { cwd: ROOT });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expectPlain(stdout);
  expect(stdout).toMatch(/^mnist-mlp: input 1 x 28 x 28, 10 classes\n/);
  expect(stdout).toMatch(/\nlayer +type +output +parameters +multiply-adds +sees +memory\n/);
  expect(stdout).toMatch(/\nfc1 +linear +\[100\] +78,500 +78,400 /);
  expect(stdout).toMatch(/\nexamples +1,000 train, 6,000 validation, 500 test\n/);
  expect(stdout).toMatch(/\nexpected initial loss +2\.3026\n/);
});

describe('every config that ships', () => {
  const shipped = readdirSync(configs).filter((name) => name.endsWith('.yaml'));
  it.concurrent.each(shipped)('%s can be described from any folder', async (name) => {
    const document = await cnnRunJson(['describe', join(configs, name)], { cwd });
    const layers = document.layers as readonly Layer[];
    expect(document.name).toBe(name.replace('.yaml', ''));
    expect(layers.at(-1)?.outputShape).toEqual([10]);
    expect(layers.reduce((sum, { parameters }) => sum + parameters, 0)).toBe(document.parameters);
    expect(layers.reduce((sum, { macs }) => sum + macs, 0)).toBe(document.macs);
  });

  it('is there', () => {
    expect(shipped).toEqual(expect.arrayContaining(['mnist-lenet.yaml', 'mnist-mlp.yaml', 'mnist-vgg.yaml', 'smoke.yaml']));
  });

  it('leaves no run behind', () => {
    expect(readdirSync(cwd)).toEqual([]);
  });
});
