import { describe, expect, it } from 'vitest';
import { Random } from '../../src/base/random.ts';
import type { LayerEntry } from '../../src/nn/layer.ts';
import { layers } from '../../src/nn/layers/index.ts';
import { Network } from '../../src/nn/network.ts';
import { type PlannedLayer, planLayers } from '../../src/nn/plan.ts';
import { Engine } from '../../src/tensor/engine.ts';
import type { Shape } from '../../src/tensor/tensor.ts';
import { normals } from '../helpers/operation.ts';

type Options = Readonly<Record<string, unknown>>;

/** The options that a layer must be given. */
const REQUIRED: Readonly<Record<string, Options>> = {
  conv2d: { channels: 5 },
  linear: { features: 3 },
  residual: { layers: ['tanh'] },
};

/** What a layer learns and keeps, by the names of PyTorch; a layer that is not here has nothing. */
const PARAMETERS: Readonly<Record<string, readonly string[]>> = {
  conv2d: ['weight', 'bias'],
  linear: ['weight', 'bias'],
  batchNorm1d: ['weight', 'bias'],
  batchNorm2d: ['weight', 'bias'],
};
const BUFFERS: Readonly<Record<string, readonly string[]>> = {
  batchNorm1d: ['running_mean', 'running_var'],
  batchNorm2d: ['running_mean', 'running_var'],
};

const INPUTS: readonly Shape[] = [[3, 6, 5], [7]];
const CLASSES = 4;
const BATCH = 3;

const optionsOf = ({ name, options }: LayerEntry, given: Options = {}): Options => options.parse({ ...REQUIRED[name], ...given });

/** The plan of this layer, before an activation. */
function plan(entry: LayerEntry, input: Shape, given: Options = {}): PlannedLayer {
  const specs = [{ type: entry.name, name: 'layer', ...optionsOf(entry, given) }, { type: 'relu' }];
  return planLayers(specs, { shape: input, classes: CLASSES })[0] as PlannedLayer;
}

function accepts(entry: LayerEntry, input: Shape): boolean {
  try {
    plan(entry, input);
    return true;
  } catch {
    return false;
  }
}

/** A network of this layer alone. */
function build(entry: LayerEntry, input: Shape, given: Options = {}) {
  const planned = plan(entry, input, given);
  const engine = new Engine();
  const network = new Network(engine, [planned], CLASSES, 1);
  const random = Random.derive(2, entry.name);
  const x = engine.persistent([BATCH, ...input], 'lanes', true);
  x.set(normals(random, x.size));
  const upstream = engine.persistent([BATCH, ...planned.output], 'lanes');
  upstream.set(normals(random, upstream.size));
  return {
    plan: planned,
    network,
    engine,
    shape: (training: boolean) => engine.step(() => network.forward(x, { training, updateStatistics: false }).shape),
    /** One forward and backward pass: the output, the gradient of the input, those of the parameters. */
    pass(training: boolean) {
      engine.setStepNumber(0);
      return engine.step(() => {
        const y = network.forward(x, { training, updateStatistics: false });
        const output = y.toArray();
        engine.tape.backward(y, upstream);
        const parameters = network.parameters.parameters.map(({ tensor }) => tensor.gradientArray());
        return { output, input: x.gradientArray(), parameters };
      });
    },
  };
}

describe.each([...layers])('layer $name', (entry) => {
  const inputs = INPUTS.filter((input) => accepts(entry, input));

  it('describes itself and every option', () => {
    expect(entry.summary).toMatch(/\.$/);
    for (const [name, option] of Object.entries(entry.options.shape)) expect(option.description, name).toMatch(/\.$/);
  });

  it('takes images or features', () => {
    expect(inputs).not.toEqual([]);
  });

  it('asks for nothing but what it must know', () => {
    const { error } = entry.options.safeParse({});
    expect(error?.issues.map(({ path }) => path.join('.')) ?? []).toEqual(Object.keys(REQUIRED[entry.name] ?? {}));
  });

  it('refuses options that it does not know', () => {
    expect(entry.options.safeParse({ ...REQUIRED[entry.name], unheardOf: 1 }).success).toBe(false);
  });

  it('has the parameters and buffers that PyTorch has, by their names', () => {
    for (const input of inputs) {
      const { network } = build(entry, input);
      const full = (names: readonly string[] = []) => names.map((name) => `layer.${name}`);
      expect(network.parameters.parameters.map(({ name }) => name)).toEqual(full(PARAMETERS[entry.name]));
      expect([...network.buffers.keys()]).toEqual(full(BUFFERS[entry.name]));
    }
  });

  describe.each([true, false])('in training: %s', (training) => {
    it.each(inputs)('gives the shape that it planned', (...input) => {
      const { plan, shape } = build(entry, input);
      expect(shape(training)).toEqual([BATCH, ...plan.output]);
    });

    it.each(inputs)('gives its input and every parameter a gradient, and the same bits twice', (...input) => {
      const { network, pass } = build(entry, input);
      const first = pass(training);
      expect(first.output.every(Number.isFinite)).toBe(true);
      for (const gradient of [first.input, ...first.parameters]) {
        expect(gradient?.every(Number.isFinite)).toBe(true);
        expect(gradient?.some((value) => value !== 0)).toBe(true);
      }
      expect(first.parameters).toHaveLength(network.parameters.parameters.length);
      expect(pass(training)).toEqual(first);
    });
  });
});

describe('multiply-adds', () => {
  it.each([
    {},
    { kernel: [2, 3] },
    { stride: 2 },
    { stride: [1, 3], padding: 0 },
    { dilation: 2 },
    { groups: 3, channels: 6 },
    { groups: 3, channels: 6, stride: 2, dilation: [1, 2], padding: [1, 0, 2, 1], bias: false },
    { padding: 'valid', kernel: 1 },
  ])('of conv2d are the products of its sums, those with padding counted: %j', (given) => {
    const input = [3, 6, 5];
    const { plan, network } = build(layers.get('conv2d'), input, given);
    const [out = 0, height = 0, width = 0] = plan.output;
    const [, channels = 0, kernelHeight = 0, kernelWidth = 0] = network.parameters.parameters[0]?.tensor.shape ?? [];
    expect(channels).toBe(3 / (given.groups ?? 1));
    let products = 0;
    for (let o = 0; o < out; o++)
      for (let y = 0; y < height; y++)
        for (let x = 0; x < width; x++)
          for (let c = 0; c < channels; c++)
            for (let ky = 0; ky < kernelHeight; ky++) for (let kx = 0; kx < kernelWidth; kx++) products += 1;
    expect(plan.macs).toBe(products);
  });

  it('of linear are inputs times outputs', () => {
    expect(build(layers.get('linear'), [7], { features: 3 }).plan.macs).toBe(21);
    expect(build(layers.get('linear'), [7], { features: 'classes', bias: false }).plan.macs).toBe(7 * CLASSES);
  });
});

describe('options of one layer', () => {
  it.each<[string, Options]>([
    ['conv2d', { channels: 0 }],
    ['conv2d', { channels: 1.5 }],
    ['conv2d', { channels: 65_537 }],
    ['conv2d', { channels: 4, kernel: 0 }],
    ['conv2d', { channels: 4, kernel: [3] }],
    ['conv2d', { channels: 4, kernel: [3, 3, 3] }],
    ['conv2d', { channels: 4, stride: 0 }],
    ['conv2d', { channels: 4, dilation: [1, 0] }],
    ['conv2d', { channels: 4, padding: -1 }],
    ['conv2d', { channels: 4, padding: 'full' }],
    ['conv2d', { channels: 4, padding: [1, 2, 3] }],
    ['conv2d', { channels: 4, groups: 0 }],
    ['conv2d', { channels: 4, bias: 'yes' }],
    ['conv2d', { channels: 4, init: 'orthogonal' }],
    ['conv2d', { channels: 4, algorithm: 'fft' }],
    ['linear', { features: 0 }],
    ['linear', { features: 'class' }],
    ['leakyRelu', { slope: -0.1 }],
    ['leakyRelu', { slope: Number.NaN }],
    ['maxPool2d', { kernel: 0 }],
    ['maxPool2d', { stride: 0 }],
    ['maxPool2d', { countIncludePad: true }],
    ['avgPool2d', { padding: 1.5 }],
    ['avgPool2d', { ceilMode: 1 }],
    ['batchNorm1d', { epsilon: 0 }],
    ['batchNorm2d', { momentum: 0 }],
    ['batchNorm2d', { momentum: 1.1 }],
    ['dropout', { p: 1 }],
    ['dropout', { p: -0.1 }],
    ['flatten', { from: 1 }],
    ['residual', { layers: [] }],
    ['residual', { layers: ['relux'] }],
    ['residual', { layers: [{ type: 'residual', layers: [{ type: 'conv2d' }] }] }],
    ['residual', { layers: ['relu'], shortcut: 'relu' }],
  ])('%s refuses %j', (name, options) => {
    expect(layers.get(name).options.safeParse(options).success).toBe(false);
  });

  it.each<[string, Options]>([
    ['conv2d', { kernel: 3, stride: 1, padding: 'same', dilation: 1, groups: 1, bias: true, init: 'auto', algorithm: 'auto' }],
    ['linear', { bias: true, init: 'auto' }],
    ['leakyRelu', { slope: 0.01 }],
    ['maxPool2d', { kernel: 2, padding: 0, ceilMode: false }],
    ['avgPool2d', { kernel: 2, padding: 0, ceilMode: false, countIncludePad: true }],
    ['batchNorm1d', { epsilon: 1e-5, momentum: 0.1 }],
    ['batchNorm2d', { epsilon: 1e-5, momentum: 0.1 }],
    ['dropout', { p: 0.5 }],
    ['residual', { layers: [{ type: 'tanh' }], shortcut: [] }],
  ])('%s has the defaults %j', (name, expected) => {
    expect(optionsOf(layers.get(name))).toEqual({ ...REQUIRED[name], ...expected });
  });
});

it('says which activations it knows, for the initialisation', () => {
  const activations = [...layers].flatMap((entry) => entry.activation?.(optionsOf(entry)) ?? []);
  expect(activations).toEqual([{ type: 'relu' }, { type: 'leakyRelu', slope: 0.01 }, { type: 'sigmoid' }, { type: 'tanh' }]);
});

it('moves the running statistics of batch normalisation in training only, and only when asked', () => {
  const { engine, network } = build(layers.get('batchNorm1d'), [7]);
  const statistics = () => [...network.buffers.values()].map((tensor) => [...tensor.toArray()]);
  const before = statistics();
  const run = (training: boolean, updateStatistics: boolean) =>
    engine.step(() => {
      const x = engine.output([BATCH, 7], 'lanes', []).set(normals(Random.derive(4, 'x'), 7 * BATCH));
      network.forward(x, { training, updateStatistics });
    });
  run(false, true);
  run(true, false);
  expect(statistics()).toEqual(before);
  run(true, true);
  expect(statistics()).not.toEqual(before);
});

it('knows the smallest batch that a layer can be trained on', () => {
  const least = (name: string, input: Shape) => plan(layers.get(name), input).leastBatch ?? 1;
  expect([
    least('batchNorm1d', [7]),
    least('batchNorm2d', [3, 1, 1]),
    least('batchNorm2d', [3, 1, 2]),
    least('relu', [7]),
  ]).toEqual([2, 2, 1, 1]);
});
