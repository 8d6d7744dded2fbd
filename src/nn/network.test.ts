import { describe, expect, it } from 'vitest';
import { userErrorOf } from '../../test/helpers/errors.ts';
import { InternalError } from '../base/errors.ts';
import { Engine } from '../tensor/engine.ts';
import type { Activation } from './init.ts';
import type { LayerPath, LayerSpec } from './layer.ts';
import { layers } from './layers/index.ts';
import { layersOf } from './model.ts';
import { Network } from './network.ts';
import { planNetwork } from './plan.ts';
import type { LayerDraft } from './zoo/architecture.ts';

const IMAGE = { shape: [3, 8, 8], classes: 4 };
const OUTPUT = { type: 'linear', features: 'classes' };
const locate = ([index, ...inside]: LayerPath) => `mine.yaml:${Number(index) + 5}${inside.map((part) => `/${part}`).join('')}`;

/** Layers as a user writes them, with their options filled in as the config does. */
function specs(...drafts: readonly LayerDraft[]): LayerSpec[] {
  return drafts.map((draft) => {
    const { type, name, ...given } = typeof draft === 'string' ? { type: draft, name: undefined } : draft;
    return { type, name, ...layers.get(type).options.parse(given) };
  });
}

const plan = (...drafts: readonly LayerDraft[]) => planNetwork(specs(...drafts), IMAGE, locate);
const messageOf = (...drafts: readonly LayerDraft[]) => userErrorOf(() => plan(...drafts)).message;

describe('planNetwork', () => {
  it('works out shapes, costs and receptive fields layer by layer', () => {
    const planned = plan({ type: 'conv2d', name: 'conv', channels: 6, kernel: 3 }, 'relu', 'maxPool2d', 'flatten', OUTPUT);
    expect(planned.map(({ name, input, output, macs }) => [name, input, output, macs])).toEqual([
      ['conv', [3, 8, 8], [6, 8, 8], 6 * 3 * 9 * 64],
      ['1', [6, 8, 8], [6, 8, 8], 0],
      ['2', [6, 8, 8], [6, 4, 4], 0],
      ['3', [6, 4, 4], [96], 0],
      ['4', [96], [4], 384],
    ]);
    expect(planned.map(({ receptiveField }) => receptiveField.size[0])).toEqual([3, 3, 4, 4, 4]);
  });

  it('finds the activation that follows, through all that has no weights of its own', () => {
    const following = (...between: readonly LayerDraft[]) =>
      plan('flatten', { type: 'linear', features: 5 }, ...between)[1]?.following;
    const cases: [LayerDraft[], Activation][] = [
      [['relu', OUTPUT], { type: 'relu' }],
      [['batchNorm1d', 'dropout', 'flatten', 'tanh', OUTPUT], { type: 'tanh' }],
      [[{ type: 'leakyRelu', slope: 0.3 }, OUTPUT], { type: 'leakyRelu', slope: 0.3 }],
      [['dropout', 'sigmoid', 'relu', OUTPUT], { type: 'sigmoid' }],
      [['batchNorm1d', OUTPUT, 'relu'], { type: 'identity' }],
    ];
    for (const [between, expected] of cases) expect(following(...between)).toEqual(expected);
    const pooled = plan(
      { type: 'conv2d', channels: 4 },
      'batchNorm2d',
      'maxPool2d',
      'avgPool2d',
      'relu',
      'globalAvgPool',
      'flatten',
    );
    expect(pooled[0]?.following).toEqual({ type: 'relu' });
    const direct = plan({ type: 'conv2d', channels: 4 }, { type: 'conv2d', channels: 4 }, 'relu', 'flatten', OUTPUT);
    expect(direct.slice(0, 2).map(({ following: activation }) => activation.type)).toEqual(['identity', 'relu']);
    expect(plan('flatten', OUTPUT, 'dropout', 'flatten')[1]?.following).toEqual({ type: 'none' });
    // What goes into a softmax are logits: at the end small, like any output.
    expect(plan('flatten', OUTPUT, 'softmax')[1]?.following).toEqual({ type: 'none' });
    expect(following('softmax', OUTPUT)).toEqual({ type: 'identity' });
  });

  it('names the layer, its type and its line when a layer does not fit', () => {
    expect(messageOf('flatten', { type: 'conv2d', name: 'features.conv', channels: 4 }, 'flatten', OUTPUT)).toBe(
      [
        'conv2d: the input is not an image',
        '  input      [192]   (features)',
        '  expected   [C, H, W]',
        '  layer      features.conv (conv2d)   mine.yaml:6',
        '  Put this layer before "flatten".',
      ].join('\n'),
    );
    expect(messageOf('relu', OUTPUT)).toBe(
      [
        'linear: the input is not a list of features',
        '  input      [3, 8, 8]   (C, H, W)',
        '  expected   [features]',
        '  layer      1 (linear)   mine.yaml:6',
        '  Put "flatten" before this layer.',
      ].join('\n'),
    );
    expect(messageOf({ type: 'conv2d', channels: 4, groups: 2 })).toBe(
      [
        'conv2d: the groups do not divide the channels',
        '  input channels    3',
        '  output channels   4',
        '  groups            2',
        '  layer             0 (conv2d)   mine.yaml:5',
      ].join('\n'),
    );
    expect(messageOf({ type: 'conv2d', channels: 4, kernel: [3, 9], padding: 0 })).toBe(
      [
        'conv2d: the kernel is larger than the padded input',
        '  input    [1, 3, 8, 8]   (N, C, H, W), with padding 8 x 8',
        '  kernel   3 x 9',
        '  layer    0 (conv2d)   mine.yaml:5',
        '  Use a smaller kernel or more padding, or fewer poolings and strides before this layer.',
      ].join('\n'),
    );
    expect(messageOf('maxPool2d', 'maxPool2d', 'maxPool2d', { type: 'maxPool2d', name: 'last' })).toContain(
      '\n  layer    last (maxPool2d)   mine.yaml:8\n',
    );
    expect(messageOf('batchNorm1d')).toContain('batchNorm1d: the input is not a list of features\n');
    expect(messageOf('flatten', 'batchNorm2d')).toContain('batchNorm2d: the input is not an image\n');
    expect(messageOf('flatten', 'globalAvgPool')).toContain('globalAvgPool: the input is not an image\n');
  });

  it('leaves the line out where there is none', () => {
    const { message } = userErrorOf(() => planNetwork(specs(OUTPUT), IMAGE));
    expect(message).toContain('\n  layer      0 (linear)\n');
  });

  it('names the place of a type that there is not', () => {
    const { message } = userErrorOf(() =>
      planNetwork([...specs('flatten', OUTPUT), { type: 'linaer', name: 'fc' }], IMAGE, locate),
    );
    expect(message).toBe(
      [
        'There is no layer called "linaer".',
        `  known   ${layers.names.join(', ')}`,
        '  layer   fc (linaer)   mine.yaml:7',
        '  Did you mean "linear"?',
      ].join('\n'),
    );
  });

  it.each<[LayerDraft[], string, string]>([
    [['flatten', { type: 'linear', features: 5 }], '[5]', '1 (linear)   mine.yaml:6'],
    [[{ type: 'conv2d', channels: 4 }, 'globalAvgPool'], '[4, 1, 1]', '1 (globalAvgPool)   mine.yaml:6'],
    [['flatten', OUTPUT, { type: 'linear', name: 'more', features: 8 }], '[8]', 'more (linear)   mine.yaml:7'],
  ])('refuses a network that does not end in the classes: %j', (drafts, output, layer) => {
    expect(messageOf(...drafts)).toBe(
      [
        'The network does not end in one number for each class.',
        `  output     ${output}`,
        '  expected   [4]   (classes)',
        `  layer      ${layer}`,
        '  End the model with "flatten" (or "globalAvgPool" and "flatten") and { type: linear, features: classes }.',
      ].join('\n'),
    );
  });
});

describe('a network', () => {
  const build = (drafts: readonly LayerDraft[], seed = 1) => {
    const engine = new Engine();
    return { engine, network: new Network(engine, plan(...drafts), IMAGE.classes, seed) };
  };
  const weightsOf = ({ parameters }: Network) =>
    new Map(parameters.parameters.map(({ name, tensor }) => [name, tensor.toArray()]));

  it('names its parameters and buffers as a PyTorch Sequential does', () => {
    const { network } = build([
      { type: 'conv2d', channels: 4, bias: false },
      { type: 'batchNorm2d', name: 'features.bn' },
      'relu',
      'flatten',
      { ...OUTPUT, name: 'fc' },
    ]);
    expect(network.parameters.parameters.map(({ name, declaration }) => [name, declaration.shape])).toEqual([
      ['0.weight', [4, 3, 3, 3]],
      ['features.bn.weight', [4]],
      ['features.bn.bias', [4]],
      ['fc.weight', [4, 256]],
      ['fc.bias', [4]],
    ]);
    expect(network.layers.map((layer) => layer.parameters)).toEqual([
      ['0.weight'],
      ['features.bn.weight', 'features.bn.bias'],
      [],
      [],
      ['fc.weight', 'fc.bias'],
    ]);
    const buffers = [...network.buffers].map(([name, tensor]) => [name, [...tensor.toArray()]]);
    expect(buffers).toEqual([
      ['features.bn.running_mean', [0, 0, 0, 0]],
      ['features.bn.running_var', [1, 1, 1, 1]],
    ]);
  });

  it('lets weights decay, and biases and normalisation parameters not', () => {
    const { network } = build([{ type: 'conv2d', channels: 4 }, 'batchNorm2d', 'flatten', OUTPUT]);
    const decaying = network.parameters.parameters.filter(({ declaration }) => declaration.decays).map(({ name }) => name);
    expect(decaying).toEqual(['0.weight', '3.weight']);
    expect(network.parameters.ranges.map(({ floats, decays }) => [floats, decays])).toEqual([
      [108 + 1024, true],
      [4 * 4, false],
    ]);
  });

  it('starts biases at 0 and normalisation at the identity', () => {
    const weights = weightsOf(build([{ type: 'conv2d', channels: 4 }, 'batchNorm2d', 'flatten', OUTPUT]).network);
    for (const [name, start] of [
      ['0.bias', 0],
      ['1.weight', 1],
      ['1.bias', 0],
      ['3.bias', 0],
    ] as const) {
      expect([...(weights.get(name) ?? [])], name).toEqual([start, start, start, start]);
    }
  });

  it('starts each layer from the seed and its position alone', () => {
    const one = weightsOf(build(['flatten', { type: 'linear', features: 6 }, 'relu', OUTPUT]).network);
    const wider = weightsOf(build(['flatten', { type: 'linear', features: 9 }, 'relu', { ...OUTPUT, name: 'fc' }]).network);
    const other = weightsOf(build(['flatten', { type: 'linear', features: 6 }, 'relu', OUTPUT], 2).network);
    expect(one.get('1.weight')).not.toEqual(other.get('1.weight'));
    expect(one.get('3.weight')).not.toEqual(other.get('3.weight'));
    // The same stream: the rows that both have are the same, whatever comes after.
    expect(wider.get('1.weight')?.subarray(0, 6 * 192)).toEqual(one.get('1.weight'));
  });

  it('shows each layer its output as it comes', () => {
    const { engine, network } = build(['flatten', { type: 'linear', features: 6 }, 'relu', OUTPUT]);
    engine.step(() => {
      const seen: [string, readonly number[]][] = [];
      const x = engine.output([2, 3, 8, 8], 'lanes', []).set(new Float32Array(384));
      const logits = network.forward(x, { training: false, updateStatistics: false }, ({ name }, { shape }) => {
        seen.push([name, shape]);
      });
      expect(seen).toEqual([
        ['0', [2, 192]],
        ['1', [2, 6]],
        ['2', [2, 6]],
        ['3', [2, 4]],
      ]);
      expect(logits.shape).toEqual([2, 4]);
    });
  });

  it('cannot have two parameters of one name (the config lets no two layers have one)', () => {
    expect(() => build(['flatten', { ...OUTPUT, name: 'fc' }, { ...OUTPUT, name: 'fc' }])).toThrow(
      new InternalError('two parameters are called fc.weight'),
    );
  });
});

describe('layersOf', () => {
  it('gives a list back as it is', () => {
    const list = specs('flatten', OUTPUT);
    expect(layersOf(list)).toBe(list);
  });

  it('writes out an architecture, every option filled in', () => {
    expect(layersOf({ architecture: 'mlp', hidden: [5], activation: 'tanh', dropout: 0.2 })).toEqual([
      { type: 'flatten' },
      { type: 'linear', name: 'fc1', features: 5, bias: true, init: 'auto' },
      { type: 'tanh' },
      { type: 'dropout', p: 0.2 },
      { type: 'linear', name: 'fc2', features: 'classes', bias: true, init: 'auto' },
    ]);
  });
});
