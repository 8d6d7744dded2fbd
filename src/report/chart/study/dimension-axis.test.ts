import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dimensionAxis } from './dimension-axis.ts';

const texts = ({ ticks }: { readonly ticks: readonly { readonly text: string }[] }) => ticks.map(({ text }) => text);

describe('the axis of a hyperparameter', () => {
  it('is logarithmic where the range is, with its ends as ticks', () => {
    const axis = dimensionAxis({ key: 'lr', type: 'logUniform', low: 1e-4, high: 0.3 });
    expect(texts(axis)).toEqual(['0.0001', '0.001', '0.01', '0.1', '0.3']);
    expect([1e-4, 0.01, 0.3].map(axis.placeOf)).toEqual([0, 0.5752, 1]);
    expect(texts(dimensionAxis({ key: 'lr', type: 'logUniform', low: 0.01, high: 0.1 }))).toEqual([
      '0.01',
      '0.02',
      '0.05',
      '0.1',
    ]);
  });

  it('is linear else, and of whole numbers where these are', () => {
    const axis = dimensionAxis({ key: 'm', type: 'uniform', low: 0.5, high: 0.99 });
    expect(texts(axis)).toEqual(['0.5', '0.6', '0.7', '0.8', '0.9', '0.99']);
    expect(texts(dimensionAxis({ key: 'c', type: 'integer', low: 1, high: 4 }))).toEqual(['1', '2', '3', '4']);
    expect(texts(dimensionAxis({ key: 'c', type: 'integer', low: 8, high: 256, log: true }))).toEqual(
      expect.arrayContaining(['8', '256']),
    );
  });

  it('orders numbers of a choice, and leaves other values as they are', () => {
    const decay = dimensionAxis({ key: 'd', type: 'choice', values: [1e-4, 0, 1e-5] });
    expect([decay.isOrdered, ...texts(decay)]).toEqual([true, '0', '1e-5', '0.0001']);
    const model = dimensionAxis({ key: 'model', type: 'choice', values: ['mlp', { type: 'lenet', width: [1, 2, 3, 4, 5] }] });
    expect([model.isOrdered, ...texts(model)]).toEqual([false, 'mlp', 'lenet…']);
    expect(model.placeOf({ type: 'lenet', width: [1, 2, 3, 4, 5] })).toBe(0.75);
    expect([model.placeOf('other'), model.placeOf(undefined)]).toEqual([undefined, undefined]);
  });

  it('has a place for a range of one value', () => {
    const axis = dimensionAxis({ key: 'x', type: 'uniform', low: 3, high: 3 });
    expect([axis.placeOf(3), ...texts(axis)]).toEqual([0.5, '3']);
  });

  it('keeps all places and ticks between its ends, whatever the range', () => {
    const end = fc.double({ min: 1e-12, max: 1e12, noNaN: true });
    fc.assert(
      fc.property(end, end, fc.double({ min: 0, max: 1, noNaN: true }), fc.boolean(), (a, b, part, isLog) => {
        const [low, high] = [Math.min(a, b), Math.max(a, b)];
        const axis = dimensionAxis({ key: 'x', type: isLog ? 'logUniform' : 'uniform', low, high });
        const place = axis.placeOf(Math.min(high, low + part * (high - low))) ?? Number.NaN;
        expect(place).toBeGreaterThanOrEqual(0);
        expect(place).toBeLessThanOrEqual(1);
        const places = axis.ticks.map(({ at }) => at);
        expect(places).toEqual([...new Set(places)].sort((x, y) => x - y));
        expect(places.every((at) => at >= 0 && at <= 1)).toBe(true);
      }),
    );
  });
});
