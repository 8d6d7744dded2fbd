import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { CurveLog, Series } from '../curves/curve-log.ts';
import { differenceOf, figuresOf } from './comparison.ts';
import { configDifferences } from './config-differences.ts';
import { differencesTable, differenceTable, figuresTable } from './terminal/comparison-tables.ts';
import { makeStyle } from './terminal/style.ts';

const series = (...values: number[]): Series => ({
  at: Float64Array.from(values, (_, i) => 10 * (i + 1)),
  values: Float64Array.from(values),
});
const log = (all: CurveLog['series']): CurveLog => {
  return { name: 'x', unit: 'step', series: all, isRunning: false, settings: undefined, notes: [] };
};

describe('figuresOf', () => {
  it('gives accuracies the standard error of so many examples', () => {
    const { valAccuracy, bestValAccuracy, bestEpoch, testAccuracy } = figuresOf(
      log({ valAccuracy: series(0.5, 0.9, 0.8) }),
      { testAccuracy: 1 },
      { validation: 100, test: 99 },
    );
    expect(valAccuracy).toEqual({ value: 0.8, noise: Math.sqrt((0.8 * 0.2) / 100) });
    expect(bestValAccuracy?.noise).toBeCloseTo(0.03, 12);
    expect(bestEpoch).toEqual({ value: 2, noise: undefined });
    // As uncertain as one example more or less, not certain.
    expect(testAccuracy?.noise).toBeCloseTo(Math.sqrt((0.99 * 0.01) / 99), 12);
  });

  it('gives losses the spread of their last epochs around a straight trend', () => {
    expect(figuresOf(log({ trainLoss: series(9, 5, 4, 3, 2, 1) }), {}, {}).trainLoss).toEqual({ value: 1, noise: 0 });
    // Second differences of 1, -1, 1, -1, 1 are 4, -4, 4: the root of 16 / 6.
    expect(figuresOf(log({ valLoss: series(1, -1, 1, -1, 1) }), {}, {}).valLoss?.noise).toBeCloseTo(Math.sqrt(16 / 6), 12);
    expect(figuresOf(log({ valLoss: series(1, 2) }), {}, {}).valLoss).toEqual({ value: 2, noise: undefined });
  });

  it('averages the losses of steps where there is nothing else', () => {
    const { trainLoss } = figuresOf(log({ loss: series(...Array.from({ length: 500 }, (_, i) => 1 + (i % 2))) }), {}, {});
    expect(trainLoss?.value).toBeCloseTo(1.5, 1);
    expect(trainLoss?.noise).toBeGreaterThan(0.05);
    expect(trainLoss?.noise).toBeLessThan(0.2);
  });
});

it('tells a difference from noise by twice its standard error', () => {
  expect(differenceOf({ value: 1, noise: 0.3 }, { value: 2, noise: 0.4 })).toEqual({
    difference: 1,
    noise: 0.5,
    isBeyondNoise: false,
  });
  expect(differenceOf({ value: 2.01, noise: 0.3 }, { value: 1, noise: 0.4 })?.isBeyondNoise).toBe(true);
  expect(differenceOf({ value: 1, noise: undefined }, { value: 2, noise: 1 })).toMatchObject({ isBeyondNoise: undefined });
  expect(differenceOf(undefined, { value: 2, noise: 1 })).toBeUndefined();
});

it('finds the keys in which configs differ, but for the name', () => {
  const a = { name: 'a', optimizer: { type: 'sgd', lr: 0.1 }, model: [{ type: 'relu' }], data: { augment: [] } };
  const b = {
    name: 'b',
    optimizer: { type: 'sgd', lr: 0.2 },
    model: [{ type: 'relu' }, { type: 'flatten' }],
    data: { augment: [] },
  };
  expect(configDifferences([a, b, undefined])).toEqual([
    { key: 'optimizer.lr', values: ['0.1', '0.2', undefined] },
    { key: 'model.1.type', values: [undefined, 'flatten', undefined] },
  ]);
  expect(configDifferences([a, a])).toEqual([]);
  expect(configDifferences([a, undefined])).toEqual([]);
});

it('lays tables out within the width, runs that do not fit below', () => {
  const names = ['a-run', 'a-run-with-a-long-name-that-nobody-can-read', 'c', 'd', 'e', 'f', 'g', 'h'];
  const runs = names.map((name, i) => ({
    name,
    figures: {
      valLoss: { value: 1e-5 * 10 ** i, noise: 0.1 },
      valAccuracy: { value: i / 10, noise: 0.01 },
      seconds: { value: 5000 * i, noise: undefined },
    },
  }));
  const differences = [{ key: 'model.0.layers.12.channels', values: names.map((_, i) => (i === 3 ? undefined : `value ${i}`)) }];
  const [a, b] = runs as [(typeof runs)[0], (typeof runs)[0]];
  for (const width of [40, 60, 80, 120, 200]) {
    const draw = (level: 0 | 1) => {
      const style = makeStyle(width, level);
      return [differencesTable(differences, names, style), figuresTable(runs, style), differenceTable([a, b], style)].join(
        '\n\n',
      );
    };
    for (const line of draw(0).split('\n')) expect(line.length).toBeLessThanOrEqual(width);
    expect(stripVTControlCharacters(draw(1)).replace(/ +$/gm, '')).toBe(draw(0));
  }
  expect(figuresTable(runs.slice(0, 2), makeStyle(80, 0))).toContain('10.00 % ± 1.00 *');
});
