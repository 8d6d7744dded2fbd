/** What every sampler promises. */
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { median } from '../../src/base/median.ts';
import { Random } from '../../src/base/random.ts';
import type { DimensionDescription, Params } from '../../src/records/study/description.ts';
import { samplers } from '../../src/search/samplers/index.ts';
import type { Observation, SamplerEntry } from '../../src/search/samplers/sampler.ts';
import { uniformPoint } from '../../src/search/samplers/unit-points.ts';
import { createSpace, type Space } from '../../src/search/space/space.ts';
import { suggestTrial } from '../../src/search/suggest.ts';
import { branin, hartmann6 } from '../search/functions.ts';
import { LAG, regrets } from '../search/simulate.ts';

const rate: DimensionDescription = { key: 'lr', type: 'logUniform', low: 1e-4, high: 1e-1 };
const type: DimensionDescription = { key: 'type', type: 'choice', values: ['adam', 'sgd', 'lion'] };
const momentum: DimensionDescription = { key: 'momentum', type: 'uniform', low: 0.5, high: 0.99, when: { type: ['sgd'] } };
const layers: DimensionDescription = { key: 'layers', type: 'integer', low: 1, high: 3, step: 1, log: false };
const nesterov: DimensionDescription = {
  key: 'nesterov',
  type: 'choice',
  values: [true, false],
  when: { type: ['sgd'], layers: [2, 3] },
};
const steps: DimensionDescription = { key: 'steps', type: 'uniform', low: 0, high: 1, step: 0.5 };

const SPACES: Readonly<Record<string, readonly DimensionDescription[]>> = {
  'one range': [rate],
  'choices only': [type, { key: 'other', type: 'choice', values: [0, null, [1, 2], { a: 1 }] }],
  'a few trials with conditions': [type, layers, nesterov, steps],
  'ranges and conditions': [type, rate, momentum, layers, nesterov],
  'twelve dimensions': [type, ...Array.from({ length: 11 }, (_, i) => ({ ...(i % 2 === 0 ? rate : layers), key: `k${i}` }))],
};

interface Member {
  readonly bad: readonly object[];
  /** Of 40 trials of `ranges and conditions`: the same on every machine, and in every version that continues older studies. */
  readonly sha256: string;
}

const MEMBERS: Readonly<Record<string, Member>> = {
  grid: {
    bad: [{ points: 0 }, { points: 2.5 }, { points: 1001 }, { points: '4' }],
    sha256: 'a5145ec175870535b5a0f049e54e5effd7989b27f6f6a3ae421840ca9b009bc1',
  },
  random: { bad: [{ points: 4 }], sha256: '91891a79ec48ef41b5ef8914a2ca0d138c51fc96dba0e11301565397e603a4a6' },
  quasiRandom: { bad: [{ scramble: true }], sha256: '421d7c826f67bde96fbff4c705bd3629be2adc40dd925b8f1f82f68889820551' },
  tpe: {
    bad: [{ startup: 0 }, { startup: 1.5 }, { gamma: 0 }, { gamma: 0.6 }, { candidates: 0 }, { candidates: Number.NaN }],
    sha256: '9c809df197284e1ee0b6d99caad856e1ccdf39df8233009e83f4b37636a9017b',
  },
  refine: {
    bad: [{ coarse: 0 }, { round: 0 }, { round: 2.5 }, { shrink: 0 }, { shrink: 1 }],
    sha256: '48fefe860d2fa9382cc5ba3bd67a66048cdfb1a5472552fbdfa5502fa129c2b3',
  },
};

const create = (entry: SamplerEntry, space: Space, seed: number, options: object = {}) =>
  entry.create(entry.options.parse(entry.name === 'grid' ? { points: 2, ...options } : options), space, seed);

/** How a trial ends: anything at all, depending on what it is. */
function ending(space: Space, index: number, params: Params): Observation {
  const random = Random.derive(6, space.keyOf(params));
  const score = random.uniform();
  const state = (['completed', 'completed', 'completed', 'pruned', 'diverged', 'failed'] as const)[random.below(6)] ?? 'failed';
  const hasScore = state === 'completed' || state === 'pruned';
  return { index, params, state, score: hasScore ? score : undefined, scores: hasScore ? [score / 2, score] : [] };
}

/** The trials of a study, and how each ended. */
function study(entry: SamplerEntry, space: Space, most: number, seed: number, end = ending): Observation[] {
  const sampler = create(entry, space, seed);
  const trials: Observation[] = [];
  const tried = new Set<string>();
  for (let index = 0; index < most; index++) {
    const view = entry.isAdaptive ? trials.slice(0, Math.max(0, index - LAG + 1)) : [];
    const params = suggestTrial({ sampler, space, seed, index, view, tried });
    if (params === undefined) break;
    tried.add(space.keyOf(params));
    trials.push(end(space, index, params));
  }
  return trials;
}

/** Fails unless the trial is one of the space: values of its domains, and no others than the conditions ask for. */
function expectInside(space: Space, params: Params): void {
  for (const dimension of space.dimensions) {
    const value = params[dimension.key];
    expect(value !== undefined, dimension.key).toBe(dimension.isMet(params));
    if (value !== undefined) expect(dimension.domain.has(value), `${dimension.key} = ${value}`).toBe(true);
  }
  const known = space.dimensions.map(({ key }) => key);
  expect(Object.keys(params).filter((key) => !known.includes(key))).toEqual([]);
}

it('knows every sampler', () => {
  expect(Object.keys(MEMBERS)).toEqual(samplers.names);
});

describe.each(Object.entries(MEMBERS))('sampler %s', (name, { bad, sha256 }) => {
  const entry = samplers.get(name);

  it('describes itself and every option, each with a default', () => {
    expect(entry.summary).toMatch(/\.$/);
    for (const [option, schema] of Object.entries(entry.options.shape)) expect(schema.description, option).toMatch(/\.$/);
    expect(entry.options.safeParse({}).success).toBe(true);
  });

  it('refuses options that make no sense', () => {
    for (const options of [{ unheardOf: 1 }, ...bad]) {
      expect(entry.options.safeParse(options).success, JSON.stringify(options)).toBe(false);
    }
  });

  it.each(Object.entries(SPACES))('stays inside a space of %s, and tries nothing twice', (_, descriptions) => {
    const space = createSpace(descriptions);
    const trials = study(entry, space, 40, 1);
    for (const { params } of trials) expectInside(space, params);
    expect(new Set(trials.map(({ params }) => space.keyOf(params))).size).toBe(trials.length);
  });

  it.each(['choices only', 'a few trials with conditions'])('exhausts a space of %s exactly', (which) => {
    const space = createSpace(SPACES[which] ?? []);
    const keys = (all: Iterable<Params>) => Array.from(all, space.keyOf).sort();
    const expected = name === 'grid' ? space.grid(2) : space.all();
    expect(keys(study(entry, space, 1000, 3).map(({ params }) => params))).toEqual(keys(expected));
  });

  it('depends on nothing but its space, its options, the seed and what it is asked', () => {
    const space = createSpace(SPACES['ranges and conditions'] ?? []);
    const trials = study(entry, space, 24, 4);
    expect(study(entry, createSpace(SPACES['ranges and conditions'] ?? []), 24, 4)).toEqual(trials);
    // One alone, of a sampler that was asked something else before, told the same by other objects.
    const other = create(entry, space, 4);
    for (const index of [23, 17, 5]) {
      const view = structuredClone(entry.isAdaptive ? trials.slice(0, index - LAG + 1) : []);
      const tried = new Set(trials.slice(0, index).map(({ params }) => space.keyOf(params)));
      const context = { sampler: other, space, seed: 4, view, tried };
      expect(suggestTrial({ ...context, index })).toEqual(trials[index]?.params);
      suggestTrial({ ...context, index: index + 40 });
    }
  });

  it.runIf(name !== 'grid')('tries something else with another seed', () => {
    const space = createSpace(SPACES['ranges and conditions'] ?? []);
    const keys = new Set(study(entry, space, 20, 1).map(({ params }) => space.keyOf(params)));
    const others = study(entry, space, 20, 2).filter(({ params }) => !keys.has(space.keyOf(params)));
    expect(others.length).toBeGreaterThan(15);
  });

  it('gives the same trials on every machine', () => {
    const trials = study(entry, createSpace(SPACES['ranges and conditions'] ?? []), 40, 1).map(({ params }) => params);
    expect(createHash('sha256').update(JSON.stringify(trials)).digest('hex')).toBe(sha256);
  });

  it.runIf(entry.isAdaptive).each(['failed', 'diverged', 'pruned'] as const)('goes on when all trials have %s', (state) => {
    const space = createSpace(SPACES['ranges and conditions'] ?? []);
    const scores = state === 'pruned' ? [0.1] : [];
    const trials = study(entry, space, 30, 2, (_, index, params) => ({ index, params, state, score: scores.at(-1), scores }));
    expect(trials).toHaveLength(30);
    for (const { params } of trials) expectInside(space, params);
  });

  it('leaves what it is told as it is', () => {
    const space = createSpace(SPACES['ranges and conditions'] ?? []);
    const view = study(entry, space, 20, 5);
    const before = structuredClone(view);
    suggestTrial({ sampler: create(entry, space, 5), space, seed: 5, index: 20, view, tried: new Set() });
    expect(view).toEqual(before);
  });
});

describe('quasi-random points', () => {
  /** The centred discrepancy of points of the unit cube (Hickernell, 1998), squared. */
  function discrepancy(points: readonly (readonly number[])[]): number {
    const n = points.length;
    const d = points[0]?.length ?? 0;
    const off = (u: number) => Math.abs(u - 0.5);
    let single = 0;
    let pairs = 0;
    for (const a of points) {
      single += a.reduce((product, u) => product * (1 + off(u) / 2 - off(u) ** 2 / 2), 1);
      for (const b of points)
        pairs += a.reduce((product, u, k) => product * (1 + (off(u) + off(b[k] ?? 0) - Math.abs(u - (b[k] ?? 0))) / 2), 1);
    }
    return (13 / 12) ** d - (2 * single) / n + pairs / n ** 2;
  }

  it.each([2, 6])('are spread more evenly than random ones in %d dimensions', (d) => {
    const space = createSpace(Array.from({ length: d }, (_, i) => ({ key: `x${i}`, type: 'uniform', low: 0, high: 1 })));
    const of = (name: string, seed: number) =>
      discrepancy(study(samplers.get(name), space, 48, seed).map(({ params }) => Object.values(params).map(Number)));
    for (const seed of [1, 2, 3, 4, 5]) expect(of('quasiRandom', seed)).toBeLessThan(0.6 * of('random', seed));
  });
});

describe('the functions of the benchmark', () => {
  it.each([branin, hartmann6])('$name has its published minimum where it is said to be', ({ value, at, minimum }) => {
    expect(value(at)).toBeCloseTo(minimum, 5);
  });

  it.each([branin, hartmann6])('$name is higher anywhere else', ({ value, ranges, minimum }) => {
    const random = Random.derive(1, 'elsewhere');
    const space = createSpace(ranges.map(([low, high], i) => ({ key: `x${i}`, type: 'uniform', low, high })));
    for (let i = 0; i < 2000; i++) {
      const x = Object.values(space.decode(uniformPoint(space, random))).map(Number);
      expect(value(x)).toBeGreaterThan(minimum);
    }
  });

  it.each([
    { subject: branin, name: 'tpe', part: 0.3 },
    { subject: branin, name: 'refine', part: 0.3 },
    { subject: hartmann6, name: 'tpe', part: 0.6 },
    { subject: hartmann6, name: 'refine', part: 0.6 },
  ])('$subject.name is searched better by $name than by random trials', ({ subject, name, part }) => {
    const seeds = [1, 2, 3, 4, 5, 6, 7, 8, 9];
    const reached = (sampler: string) =>
      median(seeds.map((seed) => regrets(samplers.get(sampler), subject, 48, seed).at(-1) ?? Number.NaN));
    expect(reached(name)).toBeLessThan(part * reached('random'));
  });
});
