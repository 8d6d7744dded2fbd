import { describe, expect, it } from 'vitest';
import { exactLog } from '../../src/base/exact-math.ts';
import { Random } from '../../src/base/random.ts';
import { losses } from '../../src/nn/losses/index.ts';
import { layersOf } from '../../src/nn/model.ts';
import { Network } from '../../src/nn/network.ts';
import { planNetwork } from '../../src/nn/plan.ts';
import { architectures } from '../../src/nn/zoo/index.ts';
import { Engine } from '../../src/tensor/engine.ts';
import type { Shape } from '../../src/tensor/tensor.ts';
import { normals } from '../helpers/operation.ts';

const CLASSES = 10;

function build(
  architecture: string,
  given: Readonly<Record<string, unknown>>,
  shape: Shape,
  options: { planOnly?: boolean; seed?: number } = {},
) {
  const model = { architecture, ...architectures.get(architecture).options.parse(given) };
  const engine = new Engine({ planOnly: options.planOnly ?? false });
  const planned = planNetwork(layersOf(model), { shape, classes: CLASSES });
  return { engine, network: new Network(engine, planned, CLASSES, options.seed ?? 1) };
}

describe.each([...architectures])('architecture $name', (entry) => {
  it('describes itself and every option, each with a default', () => {
    expect(entry.summary).toMatch(/\.$/);
    for (const [name, option] of Object.entries(entry.options.shape)) expect(option.description, name).toMatch(/\.$/);
    expect(entry.options.safeParse({}).success).toBe(true);
    expect(entry.options.safeParse({ unheardOf: 1 }).success).toBe(false);
  });

  it.each([
    [1, 28, 28],
    [3, 32, 32],
  ])('builds for images of %i x %i x %i, each layer with the shape that it planned', (...shape) => {
    const { engine, network } = build(entry.name, {}, shape, { planOnly: true });
    engine.step(() => {
      const outputs: Shape[] = [];
      const logits = network.forward(
        engine.output([2, ...shape], 'lanes', []),
        { training: true, updateStatistics: true },
        (_, output) => void outputs.push(output.shape),
      );
      expect(outputs).toEqual(network.layers.map(({ output }) => [2, ...output]));
      expect(logits.shape).toEqual([2, CLASSES]);
    });
    const names = network.parameters.parameters.map(({ name }) => name);
    expect(names.at(-1)).toMatch(/^fc\d?\.bias$/);
    for (const name of names)
      expect(name).toMatch(/^(?:block\d_\d\.(?:layers|shortcut)\.)?(?:conv|bn|fc)[\d_]*\.(?:weight|bias)$/);
  });

  it.each([1, 2, 3])('starts at the loss of pure chance, seed %i', (seed) => {
    const shape = [1, 14, 14];
    const images = 64;
    const { engine, network } = build(entry.name, {}, shape, { seed });
    const random = Random.derive(seed, 'initial loss');
    const labels = engine.memory.allocate(4 * images);
    engine.memory.int32(labels, images).set(Array.from({ length: images }, () => random.below(CLASSES)));
    const { options, create } = losses.get('crossEntropy');
    const loss = engine.step(() => {
      const x = engine.output([images, ...shape], 'lanes', []).set(normals(random, images * 196));
      const logits = network.forward(x, { training: true, updateStatistics: true });
      expect(new Set(logits.toArray()).size).toBeGreaterThan(images);
      return create(options.parse({})).apply(logits, labels).toArray()[0] as number;
    });
    expect(Math.abs(loss / exactLog(CLASSES) - 1)).toBeLessThan(0.02);
  });
});

describe('options of one architecture', () => {
  const types = (name: string, given: Readonly<Record<string, unknown>>) =>
    build(name, given, [1, 28, 28], { planOnly: true }).network.layers.map(({ spec }) => spec.type);

  it('lenet has a convolution for each number of channels, and the activation that is asked for', () => {
    expect(types('lenet', { channels: [4], activation: 'tanh' })).toEqual(['conv2d', 'tanh', 'maxPool2d', 'flatten', 'linear']);
  });

  it('mlp has a linear layer for each number of features, dropout when asked, and may have no hidden layer', () => {
    expect(types('mlp', { hidden: [] })).toEqual(['flatten', 'linear']);
    expect(types('mlp', { hidden: [8], dropout: 0.5 })).toEqual(['flatten', 'linear', 'relu', 'dropout', 'linear']);
  });

  it('vgg has biases where there is no batch normalisation', () => {
    const { network } = build('vgg', { channels: [4, 8], depth: 1, batchNorm: false, dropout: 0.5 }, [1, 28, 28], {
      planOnly: true,
    });
    expect(network.layers.map(({ spec }) => spec.type)).toEqual([
      ...['conv2d', 'relu', 'maxPool2d', 'conv2d', 'relu', 'globalAvgPool', 'flatten', 'dropout', 'linear'],
    ]);
    expect(network.parameters.parameters.map(({ name }) => name)).toEqual([
      ...['conv1_1.weight', 'conv1_1.bias', 'conv2_1.weight', 'conv2_1.bias', 'fc.weight', 'fc.bias'],
    ]);
    const normalised = build('vgg', { channels: [4], depth: 1 }, [1, 28, 28], { planOnly: true }).network;
    expect(normalised.parameters.parameters.map(({ name }) => name)).toEqual([
      ...['conv1_1.weight', 'bn1_1.weight', 'bn1_1.bias', 'fc.weight', 'fc.bias'],
    ]);
  });

  it('resnet has a projection where the shape changes, and as many blocks as asked', () => {
    const { network } = build('resnet', { channels: [4, 8], depth: 2 }, [1, 28, 28], { planOnly: true });
    const block = ['conv2d', 'batchNorm2d', 'relu', 'conv2d', 'batchNorm2d'];
    expect(network.layers.map(({ spec }) => spec.type)).toEqual([
      ...['conv2d', 'batchNorm2d', 'relu'],
      ...[...block, 'residual', 'relu', ...block, 'residual', 'relu'],
      ...[...block, 'conv2d', 'batchNorm2d', 'residual', 'relu', ...block, 'residual', 'relu'],
      ...['globalAvgPool', 'flatten', 'linear'],
    ]);
    const outputs = network.layers.filter(({ spec }) => spec.type === 'residual').map(({ name, output }) => [name, output]);
    expect(outputs).toEqual([
      ['block1_1', [4, 28, 28]],
      ['block1_2', [4, 28, 28]],
      ['block2_1', [8, 14, 14]],
      ['block2_2', [8, 14, 14]],
    ]);
  });

  it('resnet of the defaults is ResNet-20: 272,474 parameters, and it sees 81 pixels of 32 in steps of 4', () => {
    const { network } = build('resnet', {}, [3, 32, 32], { planOnly: true });
    const sizes = network.parameters.parameters.map(({ tensor }) => tensor.size);
    expect(sizes.reduce((a, b) => a + b, 0)).toBe(272_474);
    expect(network.layers.reduce((sum, { macs }) => sum + macs, 0)).toBe(40_813_184);
    const last = network.layers.findLast(({ spec }) => spec.type === 'residual');
    // 3, then 6 times 2, 2 and 5 times 4, 4 and 5 times 8.
    expect(last?.receptiveField).toEqual({ size: [81, 81], stride: [4, 4], padding: [40, 40] });
    // A convolution before each relu: He's deviation, sqrt(2 / fan-in), at the end of a block too.
    const weights =
      network.parameters.parameters.find(({ name }) => name === 'block3_3.layers.conv2.weight')?.tensor.toArray() ??
      new Float32Array();
    const square = weights.reduce((sum, value) => sum + value * value, 0) / weights.length;
    expect(square / (2 / (64 * 9))).toBeCloseTo(1, 1);
  });

  it.each([
    ['resnet', { channels: [] }],
    ['resnet', { depth: 0 }],
    ['resnet', { shortcut: 'padding' }],
    ['lenet', { channels: [] }],
    ['lenet', { channels: [8, 0] }],
    ['lenet', { kernel: 0 }],
    ['lenet', { activation: 'gelu' }],
    ['mlp', { hidden: [0] }],
    ['mlp', { dropout: 1 }],
    ['vgg', { depth: 0 }],
    ['vgg', { channels: Array(7).fill(8) }],
  ])('%s refuses %j', (name, options) => {
    expect(architectures.get(name).options.safeParse(options).success).toBe(false);
  });
});
