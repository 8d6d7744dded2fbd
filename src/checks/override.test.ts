import { expect, it } from 'vitest';
import { configOf, subjectOf } from '../../test/helpers/checks.ts';
import { initOverrides, layerKey, layerOverride } from './override.ts';

const list = configOf();
const architecture = configOf({ model: { architecture: 'lenet' } });

it('the key of a layer is its place, or the model where an architecture is named', () => {
  expect(layerKey(list, [3])).toEqual(['model', 3]);
  expect(layerKey(list, [2, 'layers', 1])).toEqual(['model', 2, 'layers', 1]);
  expect(layerKey(list, undefined)).toEqual(['model']);
  expect(layerKey(architecture, [3])).toEqual(['model']);
});

it('an override is as it is typed, where there is a place for it', () => {
  expect(layerOverride(list, [2, 'layers', 1], 'p', 0.5)).toBe('--model.2.layers.1.p 0.5');
  expect(layerOverride(architecture, [2], 'p', 0.5)).toBeUndefined();
});

it('layers with weights are initialised, in words where they have no place', () => {
  const { layers } = subjectOf().plain.network;
  expect(initOverrides(list, layers, 'auto')).toBe('--model.1.init auto --model.3.init auto');
  expect(initOverrides(architecture, layers, 'heNormal')).toMatch(/^init: heNormal in the layers/);
});
