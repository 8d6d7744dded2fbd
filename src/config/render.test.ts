import fc from 'fast-check';
import { expect, it } from 'vitest';
import { sampleSchema } from '../../test/helpers/sample-config.ts';
import { check } from './problems.ts';
import { renderConfig } from './render.ts';
import { experimentSchema } from './schema.ts';
import { parseSource } from './source.ts';
import { toValue } from './tree.ts';

async function readAgain(text: string) {
  return check(sampleSchema, toValue(await parseSource(text, 'f.yaml')));
}

it('writes a config as a person would', () => {
  const { value } = check(sampleSchema, {
    name: 'a: b',
    model: [{ type: 'conv2d', channels: 8, kernel: [3, 5] }, 'relu'],
    data: { classes: ['no', '1'] },
  });
  expect(renderConfig({ ...value, name: 'a: b' })).toBe(`# The complete config of the run "a: b", with all defaults.

name: "a: b"
seed: 1
data:
  dataset: mnist
  classes: [ no, "1" ]
  split:
    validation: 0.1
  normalization: standard
model:
  - { type: conv2d, channels: 8, kernel: [ 3, 5 ], padding: same, bias: true }
  - { type: relu }
optimizer:
  type: adam
  lr: 0.001
  weightDecay: 0
  beta1: 0.9
train:
  epochs: 3
  batchSize: 32
  note: none
`);
});

it('writes a layer with others inside on several lines, one for each of them', () => {
  const inside = { type: 'residual', layers: [{ type: 'residual', layers: ['relu'] }], shortcut: ['tanh'] };
  const { value } = check(experimentSchema, { model: [{ ...inside, name: 'block' }, 'flatten'] });
  const rendered = renderConfig({ name: 'nested', ...value, loss: undefined } as { name: string });
  expect(rendered.slice(rendered.indexOf('model:'), rendered.indexOf('optimizer:'))).toBe(`model:
  - type: residual
    layers:
      - type: residual
        layers:
          - { type: relu }
        shortcut: []
    shortcut:
      - { type: tanh }
    name: block
  - { type: flatten }
`);
});

it('writes what reads back as the same config', async () => {
  const size = fc.integer({ min: 1, max: 65_536 });
  const rate = fc.double({ min: 1e-300, max: 1e300, noNaN: true });
  const text = fc.oneof(
    fc.string({ minLength: 1, unit: 'binary' }),
    fc.constantFrom('~', '<<', '1e3', '*x', '&x', '- a', 'a\n\n b\n', '# a', '---', '\t'),
  );
  const layer = fc.oneof(
    fc.record({ type: fc.constant('conv2d'), channels: size, kernel: fc.oneof(size, fc.tuple(size, size)), bias: fc.boolean() }),
    fc.constantFrom('relu', { type: 'linear', features: 'classes' }),
  );
  const config = fc.record({
    name: text,
    seed: fc.integer({ min: 0, max: 4_294_967_295 }),
    data: fc.record({ classes: fc.array(text, { minLength: 2 }), path: text }, { requiredKeys: [] }),
    model: fc.oneof(fc.array(layer, { minLength: 1 }), fc.record({ architecture: fc.constant('mlp'), hidden: fc.array(size) })),
    optimizer: fc.oneof(fc.record({ type: fc.constant('sgd'), lr: rate, nesterov: fc.boolean() }), fc.record({ lr: rate })),
    train: fc.record({ earlyStopping: fc.record({ patience: size }), note: fc.option(text) }, { requiredKeys: [] }),
  });
  await fc.assert(
    fc.asyncProperty(config, async (given) => {
      const { value } = check(sampleSchema, given);
      const rendered = renderConfig({ ...value, name: given.name });
      const again = await readAgain(rendered);
      expect(again).toStrictEqual({ value });
      expect(renderConfig({ ...again.value, name: given.name })).toBe(rendered);
    }),
    { numRuns: 80, seed: 1 },
  );
});
