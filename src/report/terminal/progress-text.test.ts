import { stripVTControlCharacters } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ProgressState, progressText } from './progress-text.ts';
import { makeStyle } from './style.ts';

const state: ProgressState = {
  ...{ epoch: 2, epochs: 3, done: 0.5, loss: 0.05123, valAccuracy: 0.98312 },
  ...{ imagesPerSecond: 12_345.4, secondsLeft: 65 },
};

describe('progressText', () => {
  it.each([
    [120, 'epoch 2/3  ━━━━━━━━━━━━━━━───────────────  loss 0.0512  val 98.31 %  12,345 images/s  1 min 05 s left'],
    [79, 'epoch 2/3  ━━━━────  loss 0.0512  val 98.31 %  12,345 images/s  1 min 05 s left'],
    [76, 'epoch 2/3  ━━━───  loss 0.0512  val 98.31 %  12,345 images/s'],
    [59, 'epoch 2/3  ━━━───  loss 0.0512  val 98.31 %'],
    [42, 'epoch 2/3  ━━━───  loss 0.0512'],
    [29, 'epoch 2/3  ━━━───'],
    [16, 'epoch 2/3'],
    [5, ''],
  ])('in %i columns', (width, text) => expect(progressText(state, makeStyle(width, 0))).toBe(text));

  it('leaves out what is not known', () => {
    const young = { ...state, epoch: 1, epochs: 12, done: 0, loss: Number.NaN, valAccuracy: undefined };
    const text = progressText({ ...young, imagesPerSecond: Number.NaN, secondsLeft: Number.NaN }, makeStyle(80, 0));
    expect(text).toBe('epoch  1/12  ───────  loss NaN');
  });

  it('never exceeds the width, and says the same with colours', () => {
    const states = fc.record({
      epoch: fc.integer({ min: 1, max: 1000 }),
      epochs: fc.integer({ min: 1, max: 1000 }),
      done: fc.double({ min: -1, max: 2, noNaN: true }),
      loss: fc.double(),
      valAccuracy: fc.option(fc.double({ min: 0, max: 1, noNaN: true }), { nil: undefined }),
      imagesPerSecond: fc.double({ min: 0, max: 1e6 }),
      secondsLeft: fc.double({ min: 0, max: 1e7 }),
    });
    fc.assert(
      fc.property(states, fc.integer({ min: 20, max: 200 }), (any, width) => {
        const plain = progressText(any, makeStyle(width, 0));
        expect(plain.length).toBeLessThanOrEqual(width);
        expect(stripVTControlCharacters(progressText(any, makeStyle(width, 1)))).toBe(plain);
      }),
      { seed: 1 },
    );
  });
});
