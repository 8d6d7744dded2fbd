import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normals, relativeError } from '../../test/helpers/operation.ts';
import { InternalError } from '../base/errors.ts';
import { Random } from '../base/random.ts';
import { Engine } from '../tensor/engine.ts';
import type { Shape } from '../tensor/tensor.ts';
import { fusedActivation } from './join.ts';
import type { LayerSpec, Mode } from './layer.ts';
import { layerSchema } from './layers/index.ts';
import { Network } from './network.ts';
import { planLayers } from './plan.ts';
import type { LayerDraft } from './zoo/architecture.ts';

const INPUT: Shape = [3, 8, 6];
const IMAGES = 3;
const TRAINING: Mode = { training: true, updateStatistics: false };
const EVALUATION: Mode = { training: false, updateStatistics: false };

const conv = (channels: number, options = {}): LayerDraft => ({ type: 'conv2d', channels, ...options });
const residual = (layers: readonly LayerDraft[], shortcut: readonly LayerDraft[] = []): LayerDraft => ({
  type: 'residual',
  layers,
  shortcut,
});

function build(drafts: readonly LayerDraft[]) {
  const engine = new Engine();
  const specs = drafts.map((draft) => layerSchema.parse(draft) as LayerSpec);
  const network = new Network(engine, planLayers(specs, { shape: INPUT, classes: 4 }), 4, 1);
  const random = Random.derive(5, 'join');
  const x = engine.persistent([IMAGES, ...INPUT], 'lanes', true);
  x.set(normals(random, x.size));
  // Away from the identity that normalisations start as, and biases away from zero.
  for (const { name, tensor, declaration } of network.parameters.parameters) {
    if (!declaration.decays) tensor.set(normals(Random.derive(6, name), tensor.size).map((value) => 0.5 + value));
  }
  /** Output and gradients; with `look` as somebody who observes every layer gets them. */
  const pass = (mode: Mode, look: boolean) =>
    engine.step(() => {
      network.parameters.clearGradients(engine);
      const seen = new Map<string, Float32Array>();
      const y = network.forward(x, mode, look ? ({ name }, output) => void seen.set(name, output.toArray()) : undefined);
      const output = y.toArray();
      engine.tape.backward(y, engine.output(y.shape, y.layout, []).set(normals(Random.derive(7, 'upstream'), output.length)));
      const parameters = network.parameters.parameters.map(({ name, tensor }) => [name, tensor.gradientArray()] as const);
      return { seen, output, gradients: new Map([...parameters, ['x', x.gradientArray()] as const]) };
    });
  const kernels = (mode: Mode) => {
    const program = engine.capture(() => {
      const y = network.forward(x, mode);
      engine.tape.backward(y, engine.output(y.shape, y.layout, []).set(new Float32Array(y.size)));
    });
    return program.kernels;
  };
  return { engine, network, x, pass, kernels };
}

const count = (kernels: readonly string[], name: string) => kernels.filter((kernel) => kernel === name).length;

const BLOCK = [conv(5, { stride: 2 }), 'batchNorm2d', 'relu', conv(5), 'batchNorm2d'];
const PROJECTION = [conv(5, { kernel: 1, stride: 2 }), 'batchNorm2d'];

describe('layers that take over what comes behind them', () => {
  it.each<[string, readonly LayerDraft[]]>([
    ['normalisation', [conv(5), 'batchNorm2d', 'relu', conv(4), 'batchNorm2d', 'relu']],
    ['normalisation of features', ['flatten', { type: 'linear', features: 7 }, 'batchNorm1d', 'relu']],
    ['convolution', [conv(5), 'relu', 'maxPool2d', conv(6), 'relu']],
    ['linear', ['flatten', { type: 'linear', features: 7 }, 'relu', { type: 'linear', features: 5 }, 'relu']],
    [
      'residual block',
      [conv(5), 'batchNorm2d', 'relu', residual([conv(5), 'batchNorm2d', 'relu', conv(5), 'batchNorm2d']), 'relu'],
    ],
    ['residual block with a projection', [residual(BLOCK, PROJECTION), 'relu', conv(3)]],
    ['residual blocks without ReLU behind', [residual(BLOCK, PROJECTION), residual([conv(5), 'batchNorm2d'])]],
    ['residual block after residual block', [residual(BLOCK, PROJECTION), 'relu', residual([conv(5), 'batchNorm2d']), 'relu']],
    ['residual block whose branch ends in ReLU', [residual([conv(3), 'batchNorm2d', 'relu']), 'relu']],
    ['residual block whose branch ends in a convolution', [residual([conv(3), 'relu', conv(3)]), 'relu']],
    [
      'other activations',
      [conv(3), 'tanh', 'batchNorm2d', { type: 'leakyRelu', slope: 0.1 }, residual(['batchNorm2d']), 'sigmoid'],
    ],
    ['ReLU twice and first', ['relu', conv(3), 'relu', 'relu', 'batchNorm2d', 'relu', 'relu']],
    [
      'dropout between',
      [conv(4), 'batchNorm2d', { type: 'dropout', p: 0.5 }, 'relu', residual([{ type: 'dropout', p: 0.5 }, 'batchNorm2d'])],
    ],
  ])('change no bit of outputs and gradients: %s', (_, drafts) => {
    const { network, pass } = build(drafts);
    for (const mode of [TRAINING, EVALUATION]) {
      const apart = pass(mode, true);
      const joined = pass(mode, false);
      expect(joined.output).toEqual(apart.output);
      expect(joined.gradients).toEqual(apart.gradients);
      expect([...apart.seen.keys()]).toEqual(network.layers.map(({ name }) => name));
    }
  });

  it('change no bit of the output of random networks; gradients that come together from three ways may be added in another order', () => {
    const leaf = fc.constantFrom<LayerDraft>('batchNorm2d', 'relu', 'relu', 'tanh', conv(3), conv(3, { kernel: 1, bias: false }));
    const { list } = fc.letrec<{ list: LayerDraft[]; layer: LayerDraft }>((tie) => ({
      layer: fc.oneof(
        { maxDepth: 2, withCrossShrink: true },
        leaf,
        fc.tuple(tie('list'), tie('list')).map(([a, b]) => residual(a, b)),
      ),
      list: fc.array(tie('layer'), { minLength: 1, maxLength: 5 }),
    }));
    fc.assert(
      fc.property(list, fc.constantFrom(TRAINING, EVALUATION), (drafts, mode) => {
        const { pass } = build(drafts);
        const [apart, joined] = [pass(mode, true), pass(mode, false)];
        expect(joined.output).toEqual(apart.output);
        for (const [name, gradient] of joined.gradients) {
          expect(relativeError(gradient ?? [], apart.gradients.get(name) ?? []), name).toBeLessThan(1e-5);
        }
      }),
      { numRuns: 60, seed: 7 },
    );
  });

  it('leave no pass of its own to ReLU and to the addition', () => {
    const block = residual([conv(5), 'batchNorm2d', 'relu', conv(5), 'batchNorm2d']);
    const { kernels } = build([conv(5), 'batchNorm2d', 'relu', block, 'relu', residual(BLOCK, PROJECTION), 'relu']);
    for (const mode of [TRAINING, EVALUATION]) {
      const all = kernels(mode);
      expect([count(all, 'relu_forward'), count(all, 'relu_backward')]).toEqual([0, 0]);
      expect(count(all, 'batch_norm_normalize_add')).toBe(2);
      // Only where gradients come together: at the inputs of the two blocks.
      expect(count(all, 'sum_of_two')).toBe(2);
    }
  });

  it('tell whoever looks at each layer what it gave by itself', () => {
    const { pass } = build([conv(5), { type: 'batchNorm2d', name: 'norm' }, { type: 'relu', name: 'relu' }]);
    const { seen } = pass(TRAINING, true);
    const [norm, relu] = [seen.get('norm') ?? new Float32Array(), seen.get('relu') ?? new Float32Array()];
    expect(norm.some((value) => value < 0)).toBe(true);
    expect(relu.map((value) => value + 0)).toEqual(norm.map((value) => Math.max(value, 0)));
  });

  it('are asked for activations that they said they take over only', () => {
    expect(fusedActivation({})).toBeUndefined();
    expect(fusedActivation({ activation: { type: 'relu' } })).toBe('relu');
    expect(() => fusedActivation({ activation: { type: 'tanh' } })).toThrow(InternalError);
  });
});
