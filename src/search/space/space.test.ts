import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { median } from '../../base/median.ts';
import { Random } from '../../base/random.ts';
import type { DimensionDescription } from '../../records/study/description.ts';
import { createSpace } from './space.ts';

const rate: DimensionDescription = { key: 'optimizer.lr', type: 'logUniform', low: 1e-4, high: 1e-1 };
const decay: DimensionDescription = { ...rate, key: 'optimizer.weightDecay' };
const optimizer: DimensionDescription = { key: 'optimizer.type', type: 'choice', values: ['adam', 'sgd'] };
const momentum: DimensionDescription = {
  key: 'optimizer.momentum',
  type: 'uniform',
  low: 0.5,
  high: 0.9,
  step: 0.1,
  when: { 'optimizer.type': ['sgd'] },
};
const nesterov: DimensionDescription = {
  key: 'optimizer.nesterov',
  type: 'choice',
  values: [true, false],
  when: { 'optimizer.momentum': [0.8, 0.9] },
};

describe('the grid of the recipe', () => {
  it('has every combination of the powers of ten, the last dimension changing fastest', () => {
    const grid = createSpace([rate, decay]).grid(4);
    const powers = [1e-4, 1e-3, 1e-2, 1e-1];
    expect(grid).toEqual(powers.flatMap((lr) => powers.map((wd) => ({ 'optimizer.lr': lr, 'optimizer.weightDecay': wd }))));
  });
});

describe('random draws of a learning rate', () => {
  it('have half of them below 3.16e-3 and a third below 1e-3', () => {
    const space = createSpace([rate]);
    const random = Random.derive(1, 'draws');
    const draws = Array.from({ length: 3000 }, () => Number(space.decode([random.uniform()])['optimizer.lr']));
    // The logarithm of the median has a standard error of 3 * 0.5 / sqrt(3000) decades.
    expect(Math.abs(Math.log10(median(draws)) + 2.5)).toBeLessThan(3 * 0.028);
    expect(Math.abs(draws.filter((draw) => draw < 1e-3).length / 3000 - 1 / 3)).toBeLessThan(3 * 0.0087);
  });
});

describe('conditions', () => {
  const space = createSpace([optimizer, momentum, nesterov]);

  it('leave out what is not asked for, and what is asked for by what is left out', () => {
    expect(space.decode([0, 1, 0])).toEqual({ 'optimizer.type': 'adam' });
    expect(space.decode([1, 0, 0])).toEqual({ 'optimizer.type': 'sgd', 'optimizer.momentum': 0.5 });
    const all = { 'optimizer.type': 'sgd', 'optimizer.momentum': 0.9, 'optimizer.nesterov': true };
    expect(space.decode([1, 1, 0])).toEqual(all);
    expect(space.encode({ 'optimizer.type': 'adam' })).toEqual([0.25, undefined, undefined]);
  });

  it('are counted', () => {
    const all = [...space.all()];
    expect(all).toEqual(space.grid(5));
    expect(all.map((params) => Object.values(params).join(' '))).toEqual([
      'adam',
      'sgd 0.5',
      'sgd 0.6',
      'sgd 0.7',
      'sgd 0.8 true',
      'sgd 0.8 false',
      'sgd 0.9 true',
      'sgd 0.9 false',
    ]);
    expect(space.size).toBe(8);
  });

  it('on a value that is never taken leave nothing', () => {
    const never = createSpace([optimizer, { ...rate, when: { 'optimizer.type': ['lion'] } }]);
    expect(never.size).toBe(2);
    expect([...never.all()]).toHaveLength(2);
  });

  it('make a space infinite only where the real number can be met', () => {
    expect(createSpace([optimizer, { ...rate, when: { 'optimizer.type': ['sgd'] } }]).size).toBe(Number.POSITIVE_INFINITY);
  });
});

/** Spaces of choices and ranges of a few values, with conditions on what stands before. */
const spaces = fc
  .array(fc.record({ size: fc.integer({ min: 1, max: 4 }), on: fc.nat(), values: fc.array(fc.nat(4)), kind: fc.nat(2) }), {
    minLength: 1,
    maxLength: 5,
  })
  .map((dimensions) =>
    dimensions.map(({ size, on, values, kind }, i): DimensionDescription => {
      const when = i === 0 || kind === 0 ? {} : { when: { [`k${on % i}`]: values } };
      if (size === 1 || kind === 1) return { key: `k${i}`, type: 'choice', values: [...Array(size).keys()], ...when };
      return { key: `k${i}`, type: 'integer', low: 0, high: size - 1, step: 1, log: false, ...when };
    }),
  );

describe('any finite space', () => {
  it('has as many different trials as it says, each at a point of its own', () => {
    fc.assert(
      fc.property(spaces, (descriptions) => {
        const space = createSpace(descriptions);
        const all = [...space.all()];
        expect(all).toHaveLength(space.size);
        expect(new Set(all.map(space.keyOf)).size).toBe(space.size);
        for (const params of all) expect(space.decode(space.encode(params).map((u) => u ?? 0.5))).toEqual(params);
      }),
      { numRuns: 60, seed: 7 },
    );
  });

  it('has every point of the cube among its trials', () => {
    const point = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 5, maxLength: 5 });
    fc.assert(
      fc.property(spaces, point, (descriptions, coordinates) => {
        const space = createSpace(descriptions);
        const keys = new Set([...space.all()].map(space.keyOf));
        expect(keys).toContain(space.keyOf(space.decode(coordinates)));
      }),
      { numRuns: 60, seed: 7 },
    );
  });
});

describe('a key', () => {
  it('does not depend on the order in which hyperparameters are written down', () => {
    const space = createSpace([optimizer, rate]);
    const one = space.keyOf({ 'optimizer.type': 'adam', 'optimizer.lr': 0.1 });
    expect(space.keyOf({ 'optimizer.lr': 0.1, 'optimizer.type': 'adam' })).toBe(one);
    expect(space.keyOf({ 'optimizer.lr': 0.2, 'optimizer.type': 'adam' })).not.toBe(one);
  });
});
