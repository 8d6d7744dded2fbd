import { describe, expect, it } from 'vitest';
import { Random } from '../../base/random.ts';
import type { DimensionDescription, Params } from '../../records/study/description.ts';
import type { StudyHeader, TrialRecord, TrialState } from '../../records/study/trial-record.ts';
import { createSpace } from '../space/space.ts';
import { USUAL_SPACE } from '../usual-space.ts';
import { edgesOf } from './edges.ts';

const RATE: DimensionDescription = { key: 'optimizer.lr', type: 'logUniform', low: 1e-4, high: 1e-1 };
const DECAY: DimensionDescription = { key: 'optimizer.weightDecay', type: 'choice', values: [0, 1e-5, 1e-4] };

function study(space: readonly DimensionDescription[], results: readonly (readonly [Params, number, TrialState?])[]) {
  const header: StudyHeader = {
    ...{ version: 1, config: 'c', seed: 1, metric: 'valAccuracy', space, epochs: 3, fingerprint: '', identity: '' },
    ...{ sampler: { type: 'random' }, pruner: { type: 'none' } },
  };
  const trials = results.map(
    ([params, valAccuracy, state = 'completed'], index): TrialRecord => ({
      ...{ index, state, params, valAccuracy, valLoss: 1 - valAccuracy, values: [valAccuracy], epochs: 1, steps: 1 },
      ...{ seconds: 1, reason: undefined, run: '' },
    }),
  );
  return { header, trials };
}

/** Random trials, scored by a function of the place of each hyperparameter in its range. */
function randomStudy(
  space: readonly DimensionDescription[],
  count: number,
  seed: number,
  score: (u: readonly number[]) => number,
) {
  const random = Random.derive(seed, 'edges');
  const { decode } = createSpace(space);
  const points = Array.from({ length: count }, () => space.map(() => random.uniform()));
  return study(
    space,
    points.map((point) => [decode(point), score(point) + 1e-6 * random.normal()]),
  );
}

describe('edges', () => {
  it('are told with the wider range as it is typed', () => {
    const rates = [1e-4, 1e-3, 1e-2, 1e-1];
    const grid = rates.flatMap((lr, i) =>
      [0, 1e-5, 1e-4].map(
        (weightDecay, k) => [{ 'optimizer.lr': lr, 'optimizer.weightDecay': weightDecay }, 0.9 + i / 100 - k / 1e3] as const,
      ),
    );
    expect(edgesOf(study([RATE, DECAY], grid))).toEqual([
      {
        ...{ key: 'optimizer.lr', end: 'upper', wider: { type: 'logUniform', low: 1e-4, high: 1 } },
        override: '--space optimizer.lr=log:0.0001..1',
        text: 'optimizer.lr is 0.1 in the best trial, at the upper end of its range, 0.0001 to 0.1, and the next best are on that side too: something better may lie beyond.',
      },
      // The weight decay is best at 0, below which there is nothing.
    ]);
  });

  it('of a choice are its first and last number, where they ascend', () => {
    const results = [1e-4, 1e-4, 1e-5, 0].map((decay, i) => [{ 'optimizer.weightDecay': decay }, 0.9 - i / 100] as const);
    expect(edgesOf(study([DECAY], results))).toMatchObject([
      { end: 'upper', override: '--space optimizer.weightDecay=0,1e-5,0.0001,0.001' },
    ]);
    const unordered: DimensionDescription = { ...DECAY, values: [0, 1e-4, 1e-5] };
    expect(edgesOf(study([unordered], results))).toEqual([]);
    const names: DimensionDescription = { key: 'optimizer.type', type: 'choice', values: ['adam', 'adamw', 'sgd'] };
    const byName = ['sgd', 'sgd', 'adam', 'adamw'].map((type, i) => [{ 'optimizer.type': type }, 0.9 - i / 100] as const);
    expect(edgesOf(study([names], byName))).toEqual([]);
  });

  it('of a single row of values need the next best beside the best', () => {
    const row = (...scores: readonly number[]) =>
      edgesOf(
        study(
          [RATE],
          scores.map((score, i) => [{ 'optimizer.lr': [1e-4, 1e-3, 1e-2, 1e-1][i] ?? null }, score]),
        ),
      );
    expect(row(0.1, 0.5, 0.8, 0.9)).toMatchObject([{ end: 'upper' }]);
    expect(row(0.9, 0.8, 0.5, 0.1)).toMatchObject([{ end: 'lower', override: '--space optimizer.lr=log:1e-5..0.1' }]);
    expect(row(0.8, 0.5, 0.1, 0.9)).toEqual([]);
    expect(row(0.1, 0.9)).toEqual([]);
  });

  it('keep the condition of a hyperparameter, and are looked for among the trials that have it', () => {
    const space: DimensionDescription[] = [
      { key: 'optimizer.type', type: 'choice', values: ['sgd', 'adam'] },
      { key: 'optimizer.momentum', type: 'uniform', low: 0.5, high: 0.9, when: { 'optimizer.type': ['sgd'] } },
    ];
    const sgd = (momentum: number, score: number) =>
      [{ 'optimizer.type': 'sgd', 'optimizer.momentum': momentum }, score] as const;
    const results = [sgd(0.9, 0.99), [{ 'optimizer.type': 'adam' }, 0.98] as const, sgd(0.85, 0.97), sgd(0.6, 0.9)];
    expect(edgesOf(study(space, results), (key, value) => key === 'optimizer.momentum' && value < 0.93)).toMatchObject([
      { override: '--space "optimizer.momentum=0.5..0.925 @optimizer.type=sgd"' },
    ]);
    const adamBest = [[{ 'optimizer.type': 'adam' }, 1] as const, ...results];
    expect(edgesOf(study(space, adamBest))).toEqual([]);
    expect(edgesOf(study(space, results), () => false)).toEqual([]);
  });

  it('are not those of trials that were not trained to their end', () => {
    const results = [0.1, 0.09, 0.08, 0.01, 0.001, 0.0005].map((lr, i) => [{ 'optimizer.lr': lr }, 0.9 - i / 100] as const);
    expect(edgesOf(study([RATE], results))).toHaveLength(1);
    for (const state of ['pruned', 'diverged', 'failed', 'unfinished'] as const) {
      const ended = results.map(([params, score], i) => [params, score, i < 3 ? state : 'completed'] as const);
      expect(edgesOf(study([RATE], ended))).toEqual([]);
    }
    expect(edgesOf(study([RATE], []))).toEqual([]);
  });

  it('of the usual space, which a --space takes the place of, tell all of it', () => {
    const best = (lr: number, weightDecay: number) =>
      [0.9, 0.8, 0.7].map((score) => [{ 'optimizer.lr': lr, 'optimizer.weightDecay': weightDecay }, score] as const);
    expect(edgesOf(study(USUAL_SPACE, best(0.1, 0.003)))).toMatchObject([
      { override: '--space optimizer.lr=log:0.0001..1 --space optimizer.weightDecay=log:0.0001..0.1' },
    ]);
    // Whichever is copied, or both: no range is narrower again.
    const both = '--space optimizer.lr=log:0.0001..1 --space optimizer.weightDecay=log:1e-5..0.1';
    expect(edgesOf(study(USUAL_SPACE, best(0.1, 0.0001)))).toMatchObject([{ override: both }, { override: both }]);
  });

  it('of a grid keep the values that it tried', () => {
    const { header, trials } = study(
      [RATE],
      [0.1, 0.1, 0.01].map((lr, i) => [{ 'optimizer.lr': lr }, 0.9 - i / 100] as const),
    );
    expect(edgesOf({ trials, header: { ...header, sampler: { type: 'grid', points: 4 } } })).toMatchObject([
      { override: '--space optimizer.lr=0.0001,0.001,0.01,0.1,1' },
    ]);
  });

  it('are none where nothing can be better', () => {
    const results = [1e-1, 1e-1, 1e-2].map((lr, i) => [{ 'optimizer.lr': lr }, 1 - i / 100] as const);
    const perfect = study([RATE], results);
    expect(edgesOf(perfect)).toEqual([]);
    // A loss can be lower still.
    expect(edgesOf({ ...perfect, header: { ...perfect.header, metric: 'valLoss' } })).toHaveLength(1);
  });

  it('are seldom told of what makes no difference, and often where the best lies beyond', () => {
    const space = ['a', 'b', 'c', 'd'].map((key): DimensionDescription => ({ key, type: 'uniform', low: 1, high: 2 }));
    const studies = 120;
    let [wrong, right] = [0, 0];
    for (let seed = 0; seed < studies; seed++) {
      const edges = edgesOf(randomStudy(space, 24, seed, ([a = 0]) => a));
      right += Number(edges.some(({ key, end }) => key === 'a' && end === 'upper'));
      wrong += edges.filter(({ key }) => key !== 'a').length;
    }
    expect(wrong / (3 * studies)).toBeLessThan(0.04); // 2.5 % expected
    expect(right / studies).toBeGreaterThan(0.6); // 1 - 0.95^24 = 71 % have a trial there at all
  });
});
