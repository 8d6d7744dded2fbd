import { describe, expect, it } from 'vitest';
import { userErrorOf } from '../../../test/helpers/errors.ts';
import { normals, relativeError } from '../../../test/helpers/operation.ts';
import { Random } from '../../base/random.ts';
import { conv2d } from '../../ops/conv2d/conv2d.ts';
import { add, tanh } from '../../ops/elementwise/elementwise.ts';
import { Engine } from '../../tensor/engine.ts';
import type { Shape, Tensor } from '../../tensor/tensor.ts';
import type { LayerPath, LayerSpec } from '../layer.ts';
import { Network } from '../network.ts';
import { inOrder, planLayers } from '../plan.ts';
import { layerSchema } from './index.ts';

type Draft = string | { readonly type: string; readonly [option: string]: unknown };

const conv = (channels: number, given: object = {}) => ({ type: 'conv2d', channels, bias: false, ...given });
const residual = (layers: readonly Draft[], shortcut: readonly Draft[] = [], given: object = {}) => ({
  type: 'residual',
  layers,
  shortcut,
  ...given,
});

const locate = (path: LayerPath) => `mine.yaml/${path.join('/')}`;
const specs = (drafts: readonly Draft[]): LayerSpec[] => drafts.map((draft) => layerSchema.parse(draft));
const plan = (drafts: readonly Draft[], shape: Shape = [3, 8, 6]) => planLayers(specs(drafts), { shape, classes: 4 }, locate);
const messageOf = (drafts: readonly Draft[], shape?: Shape) => userErrorOf(() => plan(drafts, shape)).message;

describe('the plan of a residual block', () => {
  it('lists what is inside before the block, by its place, with a cost that is counted once', () => {
    const block = residual([conv(4, { stride: 2 }), 'relu', conv(4, { name: 'last' })], [conv(4, { kernel: 1, stride: 2 })]);
    const planned = plan(['relu', block, residual(['relu'], [], { name: 'more' })]);
    expect(inOrder(planned).map(({ name, path, input, output, macs }) => [name, path.join('.'), input, output, macs])).toEqual([
      ['0', '0', [3, 8, 6], [3, 8, 6], 0],
      ['1.layers.0', '1.layers.0', [3, 8, 6], [4, 4, 3], 4 * 27 * 12],
      ['1.layers.1', '1.layers.1', [4, 4, 3], [4, 4, 3], 0],
      ['1.layers.last', '1.layers.2', [4, 4, 3], [4, 4, 3], 4 * 36 * 12],
      ['1.shortcut.0', '1.shortcut.0', [3, 8, 6], [4, 4, 3], 4 * 3 * 12],
      ['1', '1', [3, 8, 6], [4, 4, 3], 0],
      ['more.layers.0', '2.layers.0', [4, 4, 3], [4, 4, 3], 0],
      ['more', '2', [4, 4, 3], [4, 4, 3], 0],
    ]);
  });

  it('sees what its branches see together, and what comes behind goes on from there', () => {
    const block = residual(
      [conv(4, { stride: 2, padding: 1 }), conv(4, { padding: 1 })],
      [conv(4, { kernel: 1, stride: 2, padding: 0 })],
    );
    const fields = inOrder(plan([conv(3, { padding: 1 }), block, conv(4)])).map(({ name, receptiveField }) => [
      name,
      receptiveField.size[0],
      receptiveField.stride[0],
    ]);
    expect(fields).toEqual([
      ['0', 3, 1],
      ['1.layers.0', 5, 2],
      ['1.layers.1', 9, 2],
      ['1.shortcut.0', 3, 2],
      ['1', 9, 2],
      ['2', 13, 2],
    ]);
  });

  it('looks for the activation that follows into the block and out of it', () => {
    const following = (...drafts: Draft[]) =>
      Object.fromEntries(inOrder(plan(drafts)).map(({ name, following: activation }) => [name, activation.type]));
    // Behind the addition comes tanh: before it the last of the branches, but not the first, which relu follows.
    const after = [residual([conv(3), 'batchNorm2d', 'relu', conv(3), 'batchNorm2d'], [conv(3, { kernel: 1 })]), 'tanh'];
    expect(following(...after)).toMatchObject({ '0.layers.0': 'relu', '0.layers.3': 'tanh', '0.shortcut.0': 'tanh' });
    // Into the block: the main branch has the say.
    expect(following(conv(3), residual(['batchNorm2d', 'relu', conv(3)], [conv(3)]), 'tanh')['0']).toBe('relu');
    expect(following(conv(3), residual([conv(3)]), 'tanh')['0']).toBe('identity');
    // Through a block without weights, and through two ends at once.
    expect(following(conv(3), residual(['batchNorm2d']), 'sigmoid')['0']).toBe('sigmoid');
    expect(following(residual([residual([conv(3)])]), 'relu')['0.layers.0.layers.0']).toBe('relu');
    expect(following(residual([conv(3)]))['0.layers.0']).toBe('none');
  });

  it('refuses branches that differ in shape', () => {
    expect(messageOf(['relu', residual([conv(5, { stride: 2 })], [], { name: 'down' })])).toBe(
      [
        'residual: the two branches differ in shape, and cannot be added',
        '  layers     [5, 4, 3]',
        '  shortcut   [3, 8, 6]   (the input itself)',
        '  layer      down (residual)   mine.yaml/1',
        '  Let "shortcut" give the shape of "layers", by a 1x1 convolution with 5 channels and the strides of "layers", for example.',
      ].join('\n'),
    );
    expect(messageOf([residual([{ type: 'linear', features: 3 }], ['relu'])], [7])).toBe(
      [
        'residual: the two branches differ in shape, and cannot be added',
        '  layers     [3]',
        '  shortcut   [7]',
        '  layer      0 (residual)   mine.yaml/0',
        '  Let "shortcut" give the shape of "layers", by a linear layer of 3 features, for example.',
      ].join('\n'),
    );
  });

  it('refuses branches of one shape that look at different places, unless there is only one place', () => {
    const blurred = residual([conv(3, { kernel: 2, padding: 0 })], ['maxPool2d']);
    expect(plan([blurred], [3, 2, 2]).at(-1)?.output).toEqual([3, 1, 1]);
    const ceiled = residual([conv(3, { kernel: 2, padding: 0 })], [{ type: 'maxPool2d', ceilMode: true }]);
    expect(messageOf([ceiled], [3, 3, 3])).toBe(
      [
        'residual: the two branches go over the image in different strides, and what would be added is not of one place',
        '  layers     1 x 1   (input pixels from one position to the next)',
        '  shortcut   2 x 2',
        '  layer      0 (residual)   mine.yaml/0',
        '  Let the strides multiply to the same in both.',
      ].join('\n'),
    );
  });

  it('tells where inside a layer does not fit, once', () => {
    const inner = residual([conv(3), 'flatten', { type: 'batchNorm2d', name: 'bn' }]);
    expect(messageOf(['relu', residual(['relu', inner], [], { name: 'outer' })])).toBe(
      [
        'batchNorm2d: the input is not an image',
        '  input      [144]   (features)',
        '  expected   [C, H, W]',
        '  layer      outer.layers.1.layers.bn (batchNorm2d)   mine.yaml/1/layers/1/layers/2',
        '  Put this layer before "flatten".',
      ].join('\n'),
    );
    const unknown = { type: 'residual', layers: [{ type: 'relux' }], shortcut: [] };
    const { message } = userErrorOf(() => planLayers([unknown], { shape: [3, 8, 6], classes: 4 }, locate));
    expect(message).toContain('\n  layer   0.layers.0 (relux)   mine.yaml/0/layers/0\n');
  });
});

describe('a residual block', () => {
  const IMAGES = 3;
  const INPUT: Shape = [3, 8, 6];

  function build(drafts: readonly Draft[], seed = 1) {
    const engine = new Engine();
    const network = new Network(engine, plan(drafts, INPUT), 4, seed);
    const random = Random.derive(5, 'residual');
    const x = engine.persistent([IMAGES, ...INPUT], 'lanes', true);
    x.set(normals(random, x.size));
    const weight = (name: string) => {
      const found = network.parameters.parameters.find((parameter) => parameter.name === name);
      if (found === undefined) throw new Error(`no parameter ${name}`);
      return found.tensor;
    };
    /** Output and gradients, by name, of the sum of output times `upstream`; `run` computes the output. */
    const pass = (run: () => Tensor, upstream?: ArrayLike<number>) =>
      engine.step(() => {
        network.parameters.clearGradients(engine);
        const y = run();
        const output = y.toArray();
        const seeds = upstream ?? normals(Random.derive(6, 'upstream'), output.length);
        engine.tape.backward(y, engine.output(y.shape, 'lanes', []).set(seeds));
        const gradients = network.parameters.parameters.map(({ name, tensor }) => [name, tensor.gradientArray()] as const);
        return { output, seeds, gradients: new Map([...gradients, ['x', x.gradientArray()] as const]) };
      });
    const forward = (training = true) => network.forward(x, { training, updateStatistics: false });
    return { engine, network, x, weight, pass, forward };
  }

  const BLOCK = [
    residual([conv(5, { stride: 2 }), 'tanh', conv(5)], [conv(5, { kernel: 1, stride: 2, name: 'projection' })], {
      name: 'block',
    }),
  ];

  it('names its parameters as a PyTorch module does whose children are called layers and shortcut', () => {
    const { network } = build([residual(['batchNorm2d', conv(3, { name: 'c', bias: true })]), ...BLOCK]);
    expect(network.parameters.parameters.map(({ name }) => name)).toEqual([
      ...['0.layers.0.weight', '0.layers.0.bias', '0.layers.c.weight', '0.layers.c.bias'],
      ...['block.layers.0.weight', 'block.layers.2.weight', 'block.shortcut.projection.weight'],
    ]);
    expect([...network.buffers.keys()]).toEqual(['0.layers.0.running_mean', '0.layers.0.running_var']);
    expect(network.layers.map((layer) => layer.parameters.length)).toEqual([2, 2, 0, 1, 0, 1, 1, 0]);
  });

  it('computes what the same operations compute one by one, and the same gradients, bit for bit', () => {
    const { x, weight, pass, forward } = build(BLOCK);
    const [first, second] = [weight('block.layers.0.weight'), weight('block.layers.2.weight')];
    const projection = weight('block.shortcut.projection.weight');
    const options = { padding: 'same', dilation: 1, groups: 1 } as const;
    const byHand = () =>
      add(
        conv2d(tanh(conv2d(x, first, undefined, { ...options, stride: 2 })), second, undefined, { ...options, stride: 1 }),
        conv2d(x, projection, undefined, { ...options, stride: 2 }),
      );
    expect(pass(forward)).toEqual(pass(byHand));
  });

  it.each([
    ['with a shortcut of its own', BLOCK],
    ['that adds its input', [residual([conv(3), 'tanh', conv(3)])]],
    ['inside of another, after a layer', [conv(4), residual(['tanh', residual([conv(4), 'tanh'])], [conv(4, { kernel: 1 })])]],
  ])('%s has the gradients that finite differences give', (_, drafts) => {
    const { engine, network, x, pass, forward } = build(drafts);
    const { seeds, gradients } = pass(forward);
    const objective = () => {
      const output = engine.step(() => engine.tape.withoutGradients(() => forward().toArray()));
      return output.reduce((sum, value, i) => sum + value * (seeds[i] as number), 0);
    };
    const tensors = [...network.parameters.parameters.map(({ name, tensor }) => [name, tensor] as const), ['x', x] as const];
    for (const [name, tensor] of tensors) {
      const values = tensor.toArray();
      const direction = normals(Random.derive(7, name), values.length);
      const along = (step: number) => {
        tensor.set(values.map((value, i) => value + step * (direction[i] as number)));
        return objective();
      };
      const slope = (along(2e-3) - along(-2e-3)) / 4e-3;
      tensor.set(values);
      const gradient = gradients.get(name) ?? new Float32Array();
      const expected = gradient.reduce((sum, value, i) => sum + value * (direction[i] as number), 0);
      expect(relativeError([slope], [expected], 1), name).toBeLessThan(2e-3);
    }
  });

  it('doubles what passes both branches unchanged, and its gradient', () => {
    const { x, pass, forward } = build([residual([{ type: 'dropout', p: 0.5 }])]);
    const { output, seeds, gradients } = pass(() => forward(false));
    expect(output).toEqual(x.toArray().map((value) => 2 * value));
    expect(gradients.get('x')).toEqual(Float32Array.from(seeds, (value) => 2 * Math.fround(value)));
  });

  it('starts each layer inside from the seed and its place', () => {
    const block = (...layers: Draft[]) => residual(layers);
    const one = build([block(conv(3), conv(3)), block(conv(3))]).weight;
    const values = ['0.layers.0.weight', '0.layers.1.weight', '1.layers.0.weight'].map((name) => one(name).toArray().join());
    expect(new Set(values).size).toBe(3);
    const other = build([block(conv(3), conv(3), 'tanh'), block(conv(3))]).weight;
    expect(other('0.layers.0.weight').toArray()).toEqual(one('0.layers.0.weight').toArray());
    const { x, pass, forward } = build([residual([{ type: 'dropout', p: 0.5 }], [{ type: 'dropout', p: 0.5 }])]);
    // Two masks: an element is dropped by both, by one or by none.
    const input = x.toArray();
    expect(new Set(pass(forward).output.map((value, i) => value / (input[i] ?? 1)))).toEqual(new Set([0, 2, 4]));
  });

  it('shows what is inside its output as it comes', () => {
    const { engine, network, x } = build([conv(3), residual(['relu', residual(['tanh'])], ['sigmoid'])]);
    const seen: string[] = [];
    engine.step(() => network.forward(x, { training: false, updateStatistics: false }, ({ name }) => void seen.push(name)));
    expect(seen).toEqual(['0', '1.layers.0', '1.layers.1.layers.0', '1.layers.1', '1.shortcut.0', '1']);
    expect(network.layers.map(({ name }) => name)).toEqual(seen);
  });
});
