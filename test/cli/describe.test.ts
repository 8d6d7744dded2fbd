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
  expect(parts).toMatchObject({
    gradients: parts.parameters,
    optimizer: 2 * (parts.parameters ?? 0),
    data: 70_000 * (785 + 784),
  });
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

describe('--plan', () => {
  interface Plan {
    readonly threads: number;
    readonly calls: number;
    readonly layers: readonly {
      readonly name: string;
      readonly bytes: number;
      readonly passes: readonly {
        readonly pass: string;
        readonly multiplyAdds: number | null;
        readonly algorithm: string | null;
        readonly costs: readonly { readonly algorithm: string; readonly cost: number }[];
        readonly kernels: readonly { readonly kernel: string; readonly calls: number; readonly parts: number }[];
      }[];
    }[];
    readonly parts: readonly { readonly name: string; readonly kernels: readonly unknown[] }[];
  }
  const planOf = async (...args: string[]) => (await cnnRunJson(['describe', '--plan', ...args], { cwd: ROOT })).plan as Plan;

  it.concurrent('lists the passes of every layer with their kernels, and all calls of a step', async () => {
    const plan = await planOf('configs/bench-c-resnet20.yaml', '--threads', '2');
    const { layers } = await cnnRunJson(['describe', 'configs/bench-c-resnet20.yaml'], { cwd: ROOT });
    expect(plan.layers.map(({ name }) => name)).toEqual((layers as readonly Layer[]).map(({ name }) => name));
    expect(plan.parts.map(({ name }) => name)).toEqual(['zero grads', 'input', 'loss', 'gradient norm', 'update']);
    const kernels = [...plan.layers.flatMap(({ passes }) => passes), ...plan.parts].flatMap(
      (one) => one.kernels,
    ) as Plan['layers'][number]['passes'][number]['kernels'];
    expect(kernels.reduce((sum, { calls }) => sum + calls, 0)).toBe(plan.calls);
    expect(plan.threads).toBe(2);
    expect(Math.max(...kernels.map(({ parts }) => parts))).toBe(6);
    const first = plan.layers[0];
    // The first layer has no input gradient: 64 images of 32 x 32 pixels, 3 channels (in 4 lanes) and 16; 432 weights.
    expect(first).toMatchObject({ name: 'conv1', bytes: 4 * (64 * 1024 * (4 + 16) + 432) });
    expect(first?.passes.map(({ pass, multiplyAdds }) => [pass, multiplyAdds])).toEqual([
      ['forward', 64 * 1024 * 432],
      ['weight gradient', 64 * 1024 * 432],
    ]);
  });

  it.concurrent('tells for each convolution what each algorithm would cost; the least sum is chosen', async () => {
    const plan = await planOf('configs/bench-c-resnet20.yaml');
    let compared = 0;
    for (const { name, passes } of plan.layers) {
      const choosing = passes.filter(({ costs }) => costs.length > 0);
      const total = (algorithm: string) =>
        choosing.reduce((sum, { costs }) => sum + (costs.find((one) => one.algorithm === algorithm)?.cost ?? Number.NaN), 0);
      const algorithms = choosing[0]?.costs.map(({ algorithm }) => algorithm) ?? [];
      if (algorithms.length > 1 && choosing.length === 3) {
        compared += 1;
        const cheapest = algorithms.toSorted((a, b) => total(a) - total(b))[0];
        expect(
          choosing.map(({ algorithm }) => algorithm),
          name,
        ).toEqual([cheapest, cheapest, cheapest]);
      }
    }
    // Of the 18 convolutions of 3x3 inside of blocks two have a stride.
    expect(compared).toBe(16);
  });

  it.concurrent('undivided on one thread; nothing of it without --plan', async () => {
    const plan = await planOf('configs/smoke.yaml', '--threads', '1');
    expect(plan.layers.flatMap(({ passes }) => passes.flatMap(({ kernels }) => kernels)).some(({ parts }) => parts > 3)).toBe(
      false,
    );
    expect(await cnnRunJson(['describe', 'configs/smoke.yaml'], { cwd: ROOT })).not.toHaveProperty('plan');
  });

  it.concurrent('prints tables that fit', async () => {
    const { code, stdout, stderr } = await cnnRun(['describe', 'configs/bench-c-resnet20.yaml', '--plan'], { cwd: ROOT });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expectPlain(stdout);
    for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
    expect(stdout).toMatch(/\nA training step at batch size 64, on .+: \d+ kernel calls\n/);
    expect(stdout).toMatch(/\nblock3_3\.layers\.conv1 {3}conv2d {3}[\d.]+ MB, 151M multiply-adds a pass\n/);
    expect(stdout).toMatch(/\n {2}input gradient +winograd4x4 [\d.]+M, instead of \w+ [\d.]+M, \w+ [\d.]+M\n {19}\w+/);
    expect(stdout).toMatch(/\nblock3_3\.layers\.bn1 {3}batchNorm2d {3}.*\n {2}forward +batch_norm_block_statistics/);
    expect(stdout).toMatch(/\nbesides\n(.*\n)*? {2}update +sgd_momentum_update/);
  });
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
