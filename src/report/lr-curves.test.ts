import { describe, expect, it } from 'vitest';
import { rangeCurve, type TrialCurve, trialCurves } from './lr-curves.ts';

const trial = (losses: readonly number[]): TrialCurve => ({ lr: 0.1, losses, verdict: 'good', suggested: false });
const averages = (curve: readonly { readonly average: number }[] | undefined) => curve?.map(({ average }) => average);

describe('trialCurves', () => {
  it('ends what explodes with the first average above 1.5 times the first loss', () => {
    const curves = trialCurves([trial([2, 1.9, 1.8, 1.7, 1.6]), trial([2, 50, 100, 200]), trial([2, Number.NaN, Number.NaN])]);
    expect(curves).toMatchObject({ high: 3, halfLife: 1 });
    expect(curves?.low).toBeCloseTo(1.68, 2);
    expect(curves?.curves.map((curve) => curve.map(({ at }) => at))).toEqual([[1, 2, 3, 4, 5], [1, 2], [1]]);
  });

  it('keeps a line that comes back', () => {
    const [back] = trialCurves([trial([2, 9, 0.1, 0.1, 0.1, 0.1])])?.curves ?? [];
    expect(back?.length).toBe(6);
  });

  it('goes as high as the averages do, and no higher', () => {
    expect(trialCurves([trial([2, 2, 2])])).toMatchObject({ low: 2, high: 2 });
    expect(trialCurves([trial([0, 4, 4])])?.high).toBeCloseTo(3.43, 2);
  });

  it('smooths more where there are more steps', () => {
    expect(trialCurves([trial(new Array(200).fill(1)), trial([1])])?.halfLife).toBe(5);
  });

  it('is undefined where there is nothing', () => {
    expect(trialCurves([])).toBeUndefined();
    expect(trialCurves([trial([]), trial([Number.NaN, Number.POSITIVE_INFINITY])])).toBeUndefined();
  });
});

describe('rangeCurve', () => {
  const nothing = { steepest: undefined, valley: undefined, window: undefined, suggested: undefined };

  it('leaves out what cannot be drawn', () => {
    const nan = Number.NaN;
    const curve = rangeCurve({ ...nothing, rates: [0, 1, 2, 3, 4], losses: [5, 4, nan, 3, 2], smoothed: [5, 4, 3, 3.5, nan] });
    expect(averages(curve?.curves[0])).toEqual([4, 3.5]);
    expect(curve).toMatchObject({ low: 3.5, high: 4 });
  });
});
