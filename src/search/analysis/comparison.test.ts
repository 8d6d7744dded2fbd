import { expect, it } from 'vitest';
import { float32Text } from '../../base/format.ts';
import type { RepeatRecord } from '../../records/study/trial-record.ts';
import { chanceOfDifference, type Results } from './comparison.ts';
import { compareRepeats } from './repeats.ts';

/** What a log says of so many right of so many images. @param from the first seed */
const logged = (right: readonly number[], images: number, from = 0): Results =>
  new Map(right.map((number, i) => [from + i, Number(float32Text(number / images))]));

it('sees no significance in rounding: one image fewer with every seed, of any number of images', () => {
  for (const images of [7, 200, 300, 9999, 1_000_000]) {
    for (const [first, second] of [[images, images >> 1] as const, [images >> 1, images >> 2] as const, [3, 2] as const]) {
      for (const seeds of [2, 3, 10]) {
        const right = Array.from({ length: seeds }, (_, seed) => (seed % 2 === 0 ? first : second));
        const [a, b] = [
          logged(right, images),
          logged(
            right.map((number) => number - 1),
            images,
          ),
        ];
        expect(chanceOfDifference(a, b), `${images} ${right}`).toBeUndefined();
        expect(chanceOfDifference(b, a), `${images} ${right}`).toBeUndefined();
      }
    }
    // No seed in common, and the same with all of them.
    const one = Math.round(images / 3);
    expect(chanceOfDifference(logged([one, one], images), logged([one - 1, one - 1], images, 5))).toBeUndefined();
    expect(chanceOfDifference(logged([one, one], images), logged([one, one], images, 5))).toBe(1);
  }
});

it('sees the scatter of a single image in a hundred thousand', () => {
  const right = [98_000, 98_010, 97_990, 98_005, 97_995];
  const p = chanceOfDifference(
    logged(right, 100_000),
    logged(
      right.map((number, i) => number - (i === 0 ? 2 : 1)),
      100_000,
    ),
  );
  // Differences of 2, 1, 1, 1, 1: t = 1.2 / (sqrt(0.2) / sqrt(5)) = 6 with 4 degrees of freedom.
  expect(p).toBeCloseTo(0.003883, 4);
});

it('tells nothing of single seeds, even where they gave the same', () => {
  expect(chanceOfDifference(logged([3], 7), logged([3], 7))).toBeUndefined();
  expect(chanceOfDifference(logged([3], 7), logged([3], 7, 1))).toBeUndefined();
});

it('no scatter is told as what it is', () => {
  const repeat = (of: number, seed: number, valAccuracy: number): RepeatRecord => ({
    ...{ of, seed, state: 'completed', valAccuracy, valLoss: 1 - valAccuracy },
    ...{ values: [], epochs: 3, steps: 10, seconds: 1, reason: undefined, run: '' },
  });
  const repeats = [0.985, 0.975].flatMap((best, seed) => [repeat(3, seed, best), repeat(5, seed, best - 0.005)]);
  const { trials, statements } = compareRepeats([...repeats, repeat(8, 0, 0.9)], 'valAccuracy') ?? {};
  expect(trials?.map(({ p, isWorse }) => [p, isWorse])).toEqual([
    [undefined, undefined],
    [undefined, undefined],
    [undefined, undefined],
  ]);
  expect(statements?.slice(1)).toEqual([
    'Trial 5 differs from it by the same amount with every seed, 0.50 percentage points: there is no scatter to judge by.',
    'Trial 8 is not compared with it: there are too few seeds.',
  ]);
  expect(compareRepeats(repeats, 'valLoss')?.statements[1]).toBe(
    'Trial 5 differs from it by the same amount with every seed, 0.005: there is no scatter to judge by.',
  );
});
