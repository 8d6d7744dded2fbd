import { expect, it } from 'vitest';
import { sampleLayers } from '../../../test/helpers/sample-report.ts';
import { layerPlan } from './layer-plans.ts';

it('draws a curve for each parameter, those of biases dashed, with the ratio to compare with', () => {
  const plan = layerPlan('updateRatio', sampleLayers);
  expect(plan?.series).toMatchObject([
    { name: 'conv.weight', isDashed: false, x: [100, 200, 300], y: [0.004, 0.002, 0.0013333] },
    { name: 'conv.bias', isDashed: true },
  ]);
  expect(plan).toMatchObject({ levels: [{ at: 0.001 }], scale: 'log', notes: [] });
});

it('draws weights alone where parameters are many, from the first layer to the last', () => {
  const rows = Array.from({ length: 40 }, (_, i) =>
    ['weight', 'bias'].map((kind) => ({ ...sampleLayers[0], parameter: `${i}.${kind}` })),
  );
  const plan = layerPlan('weightNorm', rows.flat() as typeof sampleLayers);
  expect(plan?.series).toHaveLength(16);
  expect([plan?.series[0]?.name, plan?.series.at(-1)?.name]).toEqual(['0.weight', '39.weight']);
  expect(plan?.notes).toEqual(['Of 80 parameters 16 are drawn, from the first layer to the last.']);
});

it('has nothing to draw without rows, or without numbers', () => {
  expect(layerPlan('updateRatio', [])).toBeUndefined();
  expect(
    layerPlan(
      'updateRatio',
      sampleLayers.map((row) => ({ ...row, updateRatio: Number.NaN })),
    ),
  ).toBeUndefined();
});
