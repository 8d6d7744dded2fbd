import { describe, expect, it } from 'vitest';
import { networkByHand } from '../../../test/helpers/by-hand.ts';
import type { Draft } from '../../../test/helpers/checks.ts';
import type { DataPart } from '../../data/prepare.ts';
import type { Experiment } from '../experiment.ts';
import { judge } from './most-wrong.ts';

const LINEAR: Draft = { model: ['flatten', { type: 'linear', name: 'fc', features: 'classes' }] };
const IDENTITY = { 'fc.weight': [1, 0, 0, 0, 1, 0, 0, 0, 1], 'fc.bias': [0, 0, 0] };

/** Three pixels, which are the logits of the three classes. */
const LOGITS = {
  images: [
    [9, 1, 1], // 0: right
    [4, 2, 0], // 1: a little wrong
    [0, 8, 0], // 2: very wrong
    [3, 3, 9], // 3: right
    [4, 2, 0], // 4: as 1
    [8, 0, 0], // 5: as wrong as 2
    [2, 2, 1], // 6: the first of equal logits counts, so right
  ],
  labels: [0, 1, 0, 2, 1, 2, 0],
};

const validationOf = ({ data }: Experiment) => data.validation as DataPart;
const byHand = (draft: Draft = {}, weights: Record<string, number[]> = IDENTITY) =>
  networkByHand({ ...LINEAR, ...draft }, [1, 1, 3], 3, LOGITS, weights);
const crossEntropyOf = (logits: readonly number[], label: number) =>
  Math.log(logits.reduce((sum, value) => sum + Math.exp(value), 0)) - (logits[label] as number);

describe('the most wrong images', () => {
  it('are the wrong ones with the highest loss, of equal ones the first, over batches', async () => {
    const experiment = byHand();
    const { mostWrong, firstRight, evaluation } = await judge(experiment, validationOf(experiment), 10);
    expect(mostWrong.map(({ index }) => index)).toEqual([2, 5, 1, 4]);
    expect(mostWrong.map(({ truth, predicted }) => [truth, predicted])).toEqual([
      [0, 1],
      [2, 0],
      [1, 0],
      [1, 0],
    ]);
    for (const { index, loss } of mostWrong) {
      expect(loss).toBeCloseTo(crossEntropyOf(LOGITS.images[index] as number[], LOGITS.labels[index] as number), 5);
    }
    expect(firstRight).toMatchObject({ index: 0, truth: 0, predicted: 0 });
    expect(evaluation).toMatchObject({ count: 7, accuracy: 3 / 7 });
  });

  it('are as many as were asked for', async () => {
    const experiment = byHand();
    const worst = async (most: number) =>
      (await judge(experiment, validationOf(experiment), most)).mostWrong.map(({ index }) => index);
    expect(await worst(0)).toEqual([]);
    expect(await worst(1)).toEqual([2]);
    expect(await worst(3)).toEqual([2, 5, 1]);
  });

  it('come with their picture and how likely each class is', async () => {
    const experiment = byHand();
    const { mostWrong } = await judge(experiment, validationOf(experiment), 3);
    const third = mostWrong[2];
    expect(third?.picture).toEqual({ width: 3, height: 1, channels: 1, pixels: Uint8Array.of(4, 2, 0) });
    const sum = Math.exp(4) + Math.exp(2) + 1;
    expect(third?.probabilities).toEqual([Math.exp(4), Math.exp(2), 1].map((value) => expect.closeTo(value / sum, 12)));
  });

  it('are judged by the loss that the network was trained with', async () => {
    const experiment = byHand({ loss: { type: 'hinge' } });
    const { mostWrong } = await judge(experiment, validationOf(experiment), 2);
    // The other two classes are above the right one by 8 and by 0, and should be below it by 1.
    expect(mostWrong.map(({ loss }) => loss)).toEqual([10, 10]);
  });

  it('have no predicted class where the outputs are not numbers, and come first then', async () => {
    const experiment = byHand({}, { ...IDENTITY, 'fc.weight': [1, 0, 0, 0, 1, 0, 0, 0, Number.NaN] });
    const { mostWrong, firstRight } = await judge(experiment, validationOf(experiment), 2);
    expect(mostWrong.map(({ index, predicted }) => [index, predicted])).toEqual([
      [0, undefined],
      [1, undefined],
    ]);
    expect(mostWrong[0]?.loss).toBeNaN();
    expect(firstRight).toBeUndefined();
  });

  it('are the same when looked for again', async () => {
    const experiment = byHand();
    const first = await judge(experiment, validationOf(experiment), 24);
    expect(await judge(experiment, validationOf(experiment), 24)).toEqual(first);
  });
});

it('takes the outputs of a network that ends in a softmax for what they are', async () => {
  const model = ['flatten', { type: 'linear', name: 'fc', features: 'classes' }, 'softmax'];
  const experiment = byHand({ model, loss: { type: 'meanSquaredError' } });
  const { mostWrong } = await judge(experiment, validationOf(experiment), 1);
  const sum = Math.exp(8) + 2;
  expect(mostWrong[0]?.probabilities).toEqual([1, Math.exp(8), 1].map((value) => expect.closeTo(value / sum, 6)));
});
