import { describe, expect, it } from 'vitest';
import { decodeState, encodeState, initialState, type TrainingState } from './state.ts';

const state: TrainingState = {
  step: 1234,
  epoch: 7,
  sums: { loss: 0.1 + 0.2, correct: 3, images: 32 },
  last: { epoch: 7, trainLoss: Number.NaN, trainAccuracy: 1 / 3, valLoss: Number.POSITIVE_INFINITY, valAccuracy: 0 },
  best: { epoch: 2, trainLoss: 5e-324, trainAccuracy: 1 },
  watched: { value: Number.NEGATIVE_INFINITY, epochsAgo: 2 },
  logs: { metrics: 10_000_000_000, epochs: 17 },
  finished: 'stopped early',
};

describe('the state of a training', () => {
  it('comes back from its text as it was, to the last bit', () => {
    expect(decodeState(encodeState(state))).toEqual(state);
    expect(decodeState(encodeState(initialState()))).toEqual(initialState());
  });

  it('is one text, always the same', () => {
    expect(encodeState({ ...initialState(), sums: { loss: Number.NaN, correct: 0, images: 0 } })).toBe(
      '{"step":0,"epoch":0,"sums":{"loss":"NaN","correct":0,"images":0},"logs":{"metrics":0,"epochs":0}}',
    );
  });

  it.each([
    ['nothing', ''],
    ['no JSON', '{"step":'],
    ['no state', '{}'],
    ['null', 'null'],
    ['a step that is no whole number', encodeState({ ...state, step: 1.5 })],
    ['a number as another text', encodeState(state).replace('"NaN"', '"nan"')],
    ['something more', encodeState(state).replace('{', '{"more":1,')],
    ['an unknown end', encodeState(state).replace('stopped early', 'stopped')],
  ])('is not %s', (_, text) => {
    expect(decodeState(text)).toBeUndefined();
  });
});
