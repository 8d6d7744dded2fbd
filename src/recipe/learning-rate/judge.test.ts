import { describe, expect, it } from 'vitest';
import { judgeRates, type RateOutcome } from './judge.ts';

/** Outcomes that all start at 2.3, by rate and last loss. */
function outcomes(losses: Readonly<Record<string, number>>, noise = 0.01): RateOutcome[] {
  return Object.entries(losses).map(([rate, lastLoss]) => ({ rate: Number(rate), firstLoss: 2.3, lastLoss, noise }));
}

function verdictsOf(losses: Readonly<Record<string, number>>, noise?: number): Record<string, string> {
  const { verdicts } = judgeRates(outcomes(losses, noise));
  return Object.fromEntries(Object.keys(losses).map((rate, i) => [rate, verdicts[i] ?? '']));
}

describe('the verdict on a rate', () => {
  it('tells too low from too high by the side of the best', () => {
    expect(verdictsOf({ 0.0001: 2.1, 0.001: 1.4, 0.01: 0.3, 0.1: 0.5, 1: 2.3 })).toEqual({
      0.0001: 'too low',
      0.001: 'too low',
      0.01: 'good',
      0.1: 'good',
      1: 'too high',
    });
  });

  it('is an explosion where the loss ends above three times the first, or is no number', () => {
    expect(verdictsOf({ 0.01: 0.3, 0.1: 6.8, 1: 7, 10: Number.POSITIVE_INFINITY, 100: Number.NaN })).toEqual({
      0.01: 'good',
      0.1: 'too high',
      1: 'explodes',
      10: 'explodes',
      100: 'explodes',
    });
  });

  it('calls nothing good where nothing drops', () => {
    const flat = judgeRates(outcomes({ 0.001: 2.29, 0.01: 2.28, 0.1: 2.3 }));
    expect(flat).toMatchObject({ best: undefined, window: undefined, suggested: undefined, contenders: [] });
    expect(flat.verdicts).toEqual(['too low', 'too low', 'too low']);
    const exploded = judgeRates(outcomes({ 0.001: Number.POSITIVE_INFINITY, 0.01: Number.NaN }));
    expect(exploded).toMatchObject({ verdicts: ['explodes', 'explodes'], suggested: undefined });
  });

  it('takes no drop for one that is noise', () => {
    expect(judgeRates(outcomes({ 0.01: 2.1, 0.1: 2.3 }, 0.2)).suggested).toBeUndefined();
    expect(judgeRates(outcomes({ 0.01: 2.1, 0.1: 2.3 }, 0.02)).suggested?.rate).toBe(0.01);
  });

  it('does not depend on the order of the rates', () => {
    const given = outcomes({ 0.0001: 2.1, 0.001: 1.4, 0.01: 0.3, 0.1: 0.5, 1: 2.3 });
    const { verdicts: backwards, ...rest } = judgeRates(given.toReversed());
    const { verdicts, ...same } = judgeRates(given);
    expect(rest).toEqual(same);
    expect(backwards.toReversed()).toEqual(verdicts);
  });
});

describe('the window', () => {
  it('goes from the lowest to the highest good rate around the best', () => {
    expect(judgeRates(outcomes({ 0.001: 2, 0.003: 0.6, 0.01: 0.3, 0.03: 0.5, 0.1: 2.3 })).window).toEqual([0.003, 0.03]);
  });

  it('ends at a gap', () => {
    expect(judgeRates(outcomes({ 0.001: 0.4, 0.003: 2.3, 0.01: 0.3, 0.03: 2.3, 0.1: 0.4 })).window).toEqual([0.01, 0.01]);
  });
});

describe('the suggestion', () => {
  it('is the best where the others are worse by more than noise', () => {
    expect(judgeRates(outcomes({ 0.001: 0.6, 0.01: 0.3, 0.1: 0.5 })).suggested?.rate).toBe(0.01);
  });

  it('is the middle of those that noise does not tell apart, the lower of two', () => {
    const five = judgeRates(outcomes({ 0.001: 0.33, 0.003: 0.31, 0.01: 0.3, 0.03: 0.32, 0.1: 0.3 }, 0.05));
    expect(five.contenders.map(({ rate }) => rate)).toEqual([0.001, 0.003, 0.01, 0.03, 0.1]);
    expect(five.suggested?.rate).toBe(0.01);
    expect(judgeRates(outcomes({ 0.01: 0.32, 0.1: 0.3, 1: 2.3 }, 0.05)).suggested?.rate).toBe(0.01);
  });

  it('leaves out what is alike beyond a gap', () => {
    const { contenders } = judgeRates(outcomes({ 0.001: 0.3, 0.003: 0.9, 0.01: 0.3, 0.03: 0.31 }, 0.02));
    expect(contenders.map(({ rate }) => rate)).not.toEqual(expect.arrayContaining([0.001, 0.01]));
  });

  it('may be a single rate', () => {
    expect(judgeRates(outcomes({ 0.01: 1 }))).toMatchObject({ window: [0.01, 0.01], suggested: { rate: 0.01 } });
    expect(judgeRates([])).toMatchObject({ verdicts: [], suggested: undefined });
  });
});
