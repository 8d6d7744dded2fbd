import { describe, expect, it } from 'vitest';
import type { DimensionDescription, Params } from '../records/study/description.ts';
import type { Question, Sampler } from './samplers/sampler.ts';
import { createSpace, type Space } from './space/space.ts';
import { suggestTrial } from './suggest.ts';

const digit: DimensionDescription = { key: 'd', type: 'integer', low: 0, high: 9, step: 1, log: false };
const digits = createSpace([digit]);
const line = createSpace([{ key: 'x', type: 'uniform', low: 0, high: 1 }]);

/** Has but one idea. */
const stubborn = endless(() => ({ d: 3 }));

function endless(next: () => Params): Sampler {
  return {
    *proposals() {
      for (;;) yield next();
    },
  };
}

/** All trials that there are, at most so many. */
function study(sampler: Sampler, space: Space, most: number, first: readonly Params[] = []): Params[] {
  const tried = new Set(first.map(space.keyOf));
  const trials = [...first];
  while (trials.length < most) {
    const params = suggestTrial({ sampler, space, seed: 1, index: trials.length, view: [], tried });
    if (params === undefined) break;
    tried.add(space.keyOf(params));
    trials.push(params);
  }
  return trials;
}

describe('a trial', () => {
  it('is the first proposal that has not been tried', () => {
    const asked: Question[] = [];
    const sampler: Sampler = {
      *proposals(question) {
        asked.push(question);
        for (const d of [1, 2, 3, 4]) yield { d };
      },
    };
    const tried = new Set([1, 2].map((d) => digits.keyOf({ d })));
    const suggest = (index: number, seed: number) => suggestTrial({ sampler, space: digits, seed, index, view: [], tried });
    expect([suggest(7, 1), suggest(8, 1), suggest(7, 2)]).toEqual([{ d: 3 }, { d: 3 }, { d: 3 }]);
    expect(asked.map(({ index }) => index)).toEqual([7, 8, 7]);
    // Each trial of each study has a stream of its own.
    expect(new Set(asked.map(({ random }) => random.uint32())).size).toBe(3);
  });

  it('is anything new when the sampler has no more ideas, until the space is exhausted', () => {
    const trials = study(stubborn, digits, 100);
    expect(trials[0]).toEqual({ d: 3 });
    expect(trials.map(({ d }) => Number(d)).sort()).toEqual([...Array(10).keys()]);
    expect(
      study(
        endless(() => ({ x: 0.5 })),
        line,
        100,
      ),
    ).toHaveLength(100);
  });

  it('is the last one left, in a space that random places would hardly find', () => {
    // On this scale one draw in 15,000 is the last value.
    const wide = createSpace([{ ...digit, low: 1, high: 2000, log: true }]);
    const all = [...wide.all()];
    const rare = all.slice(-2);
    const tried = new Set(all.filter((params) => !rare.includes(params)).map(wide.keyOf));
    const one = suggestTrial({ sampler: stubborn, space: wide, seed: 1, index: 9, view: [], tried });
    expect(rare).toContainEqual(one);
    tried.add(wide.keyOf(one ?? {}));
    const other = suggestTrial({ sampler: stubborn, space: wide, seed: 1, index: 9, view: [], tried });
    expect(rare.filter((params) => params.d !== one?.d)).toEqual([other]);
  });

  it('of a sampler that knows an end is one of its own, whatever was tried first', () => {
    const evenOnes: Sampler = {
      total: 5,
      *proposals({ index }) {
        for (let i = index; i < index + 5; i++) yield { d: 2 * (i % 5) };
      },
    };
    expect(study(evenOnes, digits, 100).map(({ d }) => d)).toEqual([0, 2, 4, 6, 8]);
    expect(study(evenOnes, digits, 100, [{ d: 1 }, { d: 6 }]).map(({ d }) => d)).toEqual([1, 6, 4, 8, 0, 2]);
  });
});

it('without any hyperparameter there is one trial', () => {
  expect(
    study(
      endless(() => ({})),
      createSpace([]),
      10,
    ),
  ).toEqual([{}]);
});
