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
    for (const name of names) expect(name).toMatch(/^(?:conv|bn|fc)[\d_]*\.(?:weight|bias)$/);
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

  it.each([
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
