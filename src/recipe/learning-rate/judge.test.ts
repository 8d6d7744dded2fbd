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

  it('calls too high what makes the loss rise, where nothing drops', () => {
    expect(verdictsOf({ 0.001: 2.29, 0.01: 2.31, 0.1: 2.5 })).toEqual({ 0.001: 'too low', 0.01: 'too low', 0.1: 'too high' });
  });

  it('counts no drop from above chance', () => {
    const wild = { 0.001: 5, 0.01: 2.31, 0.1: 2.29, 0.3: 2.3 };
    const from30 = outcomes(wild).map((outcome) => ({ ...outcome, firstLoss: 30 }));
    expect(judgeRates(from30, 2.3)).toMatchObject({ best: undefined, suggested: undefined });
    // Beside a rate that learns something, the others are not good.
    const learning = [...from30, { rate: 0.003, firstLoss: 30, lastLoss: 1.5, noise: 0.01 }];
    const { verdicts, window } = judgeRates(learning, 2.3);
    expect(verdicts).toEqual(['too low', 'too high', 'too high', 'too high', 'good']);
    expect(window).toEqual([0.003, 0.003]);
    // What is still on its way down to chance does drop.
    const onTheWay = from30.slice(0, 1);
    expect(judgeRates(onTheWay, 2.3)).toMatchObject({ verdicts: ['good'], suggested: { rate: 0.001 } });
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

  it('is nearest to the middle of the logarithms, not of the list', () => {
    const uneven = outcomes({ 0.001: 0.33, 0.0012: 0.31, 0.004: 0.3, 0.01: 0.31, 0.1: 2.3 }, 0.05);
    expect(judgeRates(uneven).suggested?.rate).toBe(0.004);
  });

  it('is not the highest rate before the explosion where the next lower is alike', () => {
    const edge = judgeRates(outcomes({ 0.03: 0.6, 0.1: 0.31, 0.3: 0.3, 1: Number.POSITIVE_INFINITY }, 0.01));
    expect(edge).toMatchObject({ window: [0.03, 0.3], suggested: { rate: 0.1 } });
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

describe('rates with more seeds', () => {
  const first = (lastLoss: number) => ({ firstLoss: 2.3, lastLoss, noise: 0.02 });
  const single = (rate: number, lastLoss: number) => ({ rate, ...first(lastLoss) });
  /** The first seed was an easy one. */
  const repeated = (rate: number, lastLoss: number, mean: number) => ({ ...single(rate, mean), firstSeed: first(lastLoss) });

  it('are decided by their mean, and only among themselves', () => {
    const judged = judgeRates([
      single(0.001, 0.34),
      repeated(0.003, 0.3, 0.6),
      repeated(0.01, 0.31, 0.5),
      single(0.03, 0.35),
      single(0.1, 2.3),
    ]);
    expect(judged.contenders.map(({ rate }) => rate)).toEqual([0.01]);
    expect(judged).toMatchObject({ best: { rate: 0.01 }, suggested: { rate: 0.01 }, window: [0.001, 0.03] });
  });

  it('are compared with others over the first seed', () => {
    // Against the mean of the best, 0.9, a loss of 0.6 would be good; against its first, 0.1, it is not.
    const { verdicts } = judgeRates([single(0.001, 0.6), repeated(0.003, 0.1, 0.9), repeated(0.01, 0.1, 1)]);
    expect(verdicts).toEqual(['too low', 'good', 'good']);
  });

  it('explode where one of the seeds does', () => {
    const judged = judgeRates([single(0.003, 0.4), repeated(0.01, 0.3, 0.32), repeated(0.03, 0.29, Number.POSITIVE_INFINITY)]);
    expect(judged).toMatchObject({ verdicts: ['good', 'good', 'explodes'], window: [0.003, 0.01], suggested: { rate: 0.01 } });
  });
});
