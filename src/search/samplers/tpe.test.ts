import { describe, expect, it } from 'vitest';
import { median } from '../../base/median.ts';
import { Random } from '../../base/random.ts';
import type { DimensionDescription, Params } from '../../records/study/description.ts';
import { createSpace, type Space } from '../space/space.ts';
import type { Observation } from './sampler.ts';
import { tpe } from './tpe.ts';
import { evenPoints, uniformPoint } from './unit-points.ts';

const OPTIONS = { startup: 8, gamma: 0.1, candidates: 24 };
const line = createSpace([{ key: 'x', type: 'uniform', low: 0, high: 1 }]);
const random = Random.derive(1, 'trials');

/** Trials anywhere, each as it says. */
function trials(space: Space, count: number, judge: (params: Params) => Partial<Observation>): Observation[] {
  return Array.from({ length: count }, (_, index) => {
    const params = space.decode(uniformPoint(space, random));
    return { index, params, state: 'completed', score: 0, scores: [0], ...judge(params) };
  });
}

/** The first proposals of many streams. */
function suggestions(space: Space, view: readonly Observation[]): Params[] {
  const sampler = tpe.create(OPTIONS, space, 1);
  return Array.from({ length: 50 }, (_, stream) =>
    first(sampler.proposals({ index: 99, view, random: Random.derive(2, stream) })),
  );
}

function first<T>(items: Iterable<T>): T {
  for (const item of items) return item;
  throw new Error('there is no item');
}

const values = (params: readonly Params[]) => params.map(({ x }) => Number(x));
const by = (score: (x: number) => number) => (params: Params) => ({ score: score(Number(params.x)) });

describe('TPE', () => {
  it('spreads the first trials evenly, by their index, until enough have ended', () => {
    const sampler = tpe.create(OPTIONS, line, 7);
    const view = trials(
      line,
      7,
      by((x) => x),
    );
    const question = { index: 11, view, random };
    expect(first(sampler.proposals(question))).toEqual(line.decode(first(evenPoints(line, 7)(question))));
  });

  it('looks where the good ones are', () => {
    const best = values(
      suggestions(
        line,
        trials(
          line,
          40,
          by((x) => -Math.abs(x - 0.7)),
        ),
      ),
    );
    expect(Math.abs(median(best) - 0.7)).toBeLessThan(0.05);
    expect(median(best.map((x) => Math.abs(x - 0.7)))).toBeLessThan(0.06);
  });

  it.each(['failed', 'diverged'] as const)('keeps away from where trials have %s, whatever they reached', (state) => {
    const view = trials(line, 40, ({ x }) => (Number(x) > 0.5 ? { state, score: 1 } : { score: 0.5 - Number(x) / 10 }));
    expect(values(suggestions(line, view)).filter((x) => x > 0.55).length).toBeLessThan(5);
    // With nothing that went well: anywhere else.
    const all = view.filter((trial) => trial.state === state);
    expect(values(suggestions(line, all)).filter((x) => x > 0.5).length).toBeLessThan(5);
  });

  it('takes pruned trials for worse than completed ones, and learns of them alone', () => {
    const ofScores = (state: Observation['state'], x: number) => ({ state, score: x, scores: [x] });
    const mixed = trials(line, 40, ({ x }) => ofScores(Number(x) > 0.3 ? 'pruned' : 'completed', Number(x)));
    expect(median(values(suggestions(line, mixed)))).toBeLessThan(0.35);
    const pruned = trials(line, 40, ({ x }) => ofScores('pruned', Number(x)));
    expect(median(values(suggestions(line, pruned)))).toBeGreaterThan(0.8);
  });

  it('finds the good value of a choice, and what is good for it', () => {
    const type: DimensionDescription = { key: 'type', type: 'choice', values: ['a', 'b', 'c'] };
    const ofB: DimensionDescription = { key: 'x', type: 'uniform', low: 0, high: 1, when: { type: ['b'] } };
    const space = createSpace([type, ofB]);
    const view = trials(space, 60, ({ type: chosen, x }) => ({ score: chosen === 'b' ? 1 - Math.abs(Number(x) - 0.2) : 0.5 }));
    const found = suggestions(space, view).filter((params) => params.type === 'b');
    expect(found.length).toBeGreaterThan(40);
    expect(Math.abs(median(values(found)) - 0.2)).toBeLessThan(0.1);
  });

  it('proposes what is near when the best has been tried, and in the end everything', () => {
    const space = createSpace([{ key: 'x', type: 'integer', low: 1, high: 20, step: 1, log: false }]);
    const view = trials(space, 40, ({ x }) => ({ score: -Math.abs(Number(x) - 8) }));
    const proposals = tpe.create(OPTIONS, space, 1).proposals({ index: 99, view, random: Random.derive(2, 'near') });
    const order: number[] = [];
    for (const { x } of proposals) {
      if (!order.includes(Number(x))) order.push(Number(x));
      if (order.length === 20) break;
    }
    expect(order[0]).toBe(8);
    for (const x of order.slice(0, 5)) expect(Math.abs(x - 8)).toBeLessThanOrEqual(4);
  });
});
