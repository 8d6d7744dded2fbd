import { expect, it } from 'vitest';
import { sampleStudy } from '../../test/helpers/sample-study.ts';
import type { SearchEvidence } from '../records/recipe/recipe-record.ts';
import { NOTHING_YET } from '../records/study/read-study.ts';
import type { RepeatRecord } from '../records/study/trial-record.ts';
import { comparedWith, noiseOf } from './round-gain.ts';

const { study } = sampleStudy();
const best = { index: 4, params: {}, valAccuracy: 0.95, valLoss: undefined, run: 'studies/coarse/trials/0004' };
const search = { study: 'studies/refined-1', epochs: 10, limitTrain: undefined } as SearchEvidence;
const withFirst = (state: 'completed' | 'pruned') => ({
  ...study,
  trials: [{ ...NOTHING_YET, index: 0, params: {}, run: 'trials/0000', state, valAccuracy: 0.98 }],
});

it('a round is compared with the best before it, trained as long', () => {
  const long = { best, epochs: 10, limitTrain: undefined };
  expect(comparedWith(long, search, withFirst('completed'))).toEqual({ before: best, gainOfLength: undefined });
  for (const short of [
    { ...long, epochs: 2 },
    { ...long, limitTrain: 5000 },
  ]) {
    const { before, gainOfLength } = comparedWith(short, search, withFirst('completed'));
    expect(before).toMatchObject({ valAccuracy: 0.98, run: 'studies/refined-1/trials/0000' });
    expect(gainOfLength).toBeCloseTo(0.03, 12);
  }
  // It was stopped early: there is nothing better than what is known.
  expect(comparedWith({ ...long, epochs: 2 }, search, withFirst('pruned'))).toEqual({ before: best, gainOfLength: undefined });
});

it('the noise is that between seeds, unless they agree by chance', () => {
  const repeat = (seed: number, valAccuracy: number): RepeatRecord => ({
    ...{ ...NOTHING_YET, of: 0, seed, state: 'completed', valAccuracy, run: '' },
  });
  const noise = (...values: number[]) => noiseOf({ ...study, repeats: values.map((value, i) => repeat(i, value)) }, best, 1000);
  expect(noise(0.94, 0.96)).toEqual({ noise: expect.closeTo(Math.sqrt(2) / 100, 6), noiseFrom: 'seeds' });
  const measuring = { noise: expect.closeTo(Math.sqrt((0.95 * 0.05) / 1000), 6), noiseFrom: 'size of the validation part' };
  expect(noise(0.95, 0.9501)).toEqual(measuring);
  expect(noise()).toEqual(measuring);
});
