import { expect, it } from 'vitest';
import { Random } from '../../base/random.ts';
import type { DimensionDescription } from '../../records/study/description.ts';
import { createSpace } from '../space/space.ts';
import { grid } from './grid.ts';

const rate: DimensionDescription = { key: 'lr', type: 'logUniform', low: 1e-4, high: 1e-1 };
const decay: DimensionDescription = { ...rate, key: 'weightDecay' };

const trialsOf = (descriptions: readonly DimensionDescription[], options: object = {}) => {
  const sampler = grid.create(grid.options.parse(options) as { points: number }, createSpace(descriptions), 1);
  const trials = [...sampler.proposals({ index: 0, view: [], random: Random.derive(1, 'unused') })];
  expect(sampler.total).toBe(trials.length);
  return trials;
};

it('tries powers of ten in 16 trials, as one would by hand', () => {
  const powers = [1e-4, 1e-3, 1e-2, 1e-1];
  expect(trialsOf([rate, decay])).toEqual(powers.flatMap((lr) => powers.map((weightDecay) => ({ lr, weightDecay }))));
});

it('takes as many points as it is told, and all values of a choice', () => {
  expect(trialsOf([{ key: 'c', type: 'choice', values: ['a', 'b', 'c'] }, decay], { points: 2 })).toHaveLength(6);
});

it('counts what conditions leave, and refuses what nobody waits for', () => {
  const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i'];
  const branches = names.map((name): DimensionDescription => ({ ...rate, key: `lr.${name}`, when: { type: [name] } }));
  expect(trialsOf([{ key: 'type', type: 'choice', values: names }, ...branches])).toHaveLength(36);
  const all = names.map((name): DimensionDescription => ({ ...rate, key: `lr.${name}` }));
  expect(() => trialsOf(all)).toThrow(
    expect.objectContaining({
      headline: 'grid: 262,144 trials are too many',
      facts: [
        ['at most', '100,000'],
        ['points', '4'],
        ['values', names.map((name) => `4 of lr.${name}`).join(', ')],
      ],
      hint: expect.stringContaining('another sampler'),
    }),
  );
});
