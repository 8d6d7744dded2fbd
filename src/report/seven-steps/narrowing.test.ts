import { describe, expect, it } from 'vitest';
import { completeRecipe, sampleRecipe, stoppedRecipe } from '../../../test/helpers/sample-recipe.ts';
import { narrowingsOf } from './narrowing.ts';
import { unionAxis } from './union-axis.ts';

describe('unionAxis', () => {
  it('is logarithmic over all ranges, with a place for zero before the others', () => {
    const axis = unionAxis(
      'optimizer.weightDecay',
      [
        { key: 'optimizer.weightDecay', type: 'choice', values: [1e-4, 1e-5, 0] },
        { key: 'optimizer.weightDecay', type: 'logUniform', low: 1e-5, high: 1e-3 },
      ],
      [],
    );
    const places = [0, 1e-5, 1e-4, 1e-3].map((value) => axis.placeOf(value) ?? Number.NaN);
    expect(places[0]).toBe(0);
    expect(places[1]).toBeGreaterThan(0.1);
    expect(places[3]).toBe(1);
    expect((places[1] as number) + (places[3] as number)).toBeCloseTo(2 * (places[2] as number), 3);
    expect(axis.ticks[0]).toEqual({ at: 0, text: '0' });
  });

  it('is linear where numbers are near each other, and in no order of what are no numbers', () => {
    const dropout = unionAxis('model.3.rate', [{ key: 'model.3.rate', type: 'uniform', low: 0, high: 0.5 }], [0.25]);
    expect([dropout.placeOf(0.25), dropout.isOrdered]).toEqual([0.5, true]);
    const kind = unionAxis('optimizer.type', [{ key: 'optimizer.type', type: 'choice', values: ['sgd', 'adam'] }], ['adamw']);
    expect(['sgd', 'adam', 'adamw'].map(kind.placeOf)).toEqual([0.1667, 0.5, 0.8333]);
    expect(kind.isOrdered).toBe(false);
  });
});

describe('narrowingsOf', () => {
  it('goes from the coarse search to the final value, in ranges that become narrower', () => {
    const [rate, decay] = narrowingsOf(sampleRecipe());
    expect(rate?.key).toBe('optimizer.lr');
    expect(rate?.stages.map(({ name, text }) => [name, text])).toEqual([
      ['coarse', '0.01'],
      ['round 1', '0.01042'],
      ['round 2', '0.008223'],
      ['final', '0.0121'],
    ]);
    const widths = rate?.stages.slice(0, 3).map(({ range: [from, to] = [0, 0] }) => to - from) ?? [];
    expect(widths).toEqual([...widths].sort((a, b) => b - a));
    expect(rate?.stages[1]?.tried).toHaveLength(10);
    // Both are at a place of their own: none, and the value that won.
    expect(decay?.stages[0]?.tried).toContain(0);
    expect(decay?.stages[3]).toMatchObject({ range: undefined, tried: [], text: '0.0001' });
  });

  it('has ranges without the trials of studies that are gone, and nothing without a search', () => {
    const [rate] = narrowingsOf({ record: completeRecipe, studies: new Map() });
    expect(rate?.stages[1]?.range).toBeDefined();
    expect(rate?.stages[1]?.tried).toEqual([]);
    expect(narrowingsOf(sampleRecipe(stoppedRecipe))).toEqual([]);
  });
});
