import { describe, expect, it } from 'vitest';
import type { DomainDescription } from '../../records/study/description.ts';
import { type End, widerRange } from './wider.ts';

const rate: DomainDescription = { type: 'logUniform', low: 1e-4, high: 1e-1 };

describe('a wider range', () => {
  it.each<[DomainDescription, End, object]>([
    [rate, 'upper', { low: 1e-4, high: 1 }],
    [rate, 'lower', { low: 1e-5, high: 1e-1 }],
    [{ type: 'logUniform', low: 0.003, high: 0.03 }, 'upper', { low: 0.003, high: 0.095 }],
    [{ type: 'uniform', low: 0, high: 0.5 }, 'upper', { low: 0, high: 0.75 }],
    [{ type: 'uniform', low: 0.5, high: 0.9 }, 'lower', { low: 0.3, high: 0.9 }],
    [{ type: 'uniform', low: 0.1, high: 0.9 }, 'lower', { low: 0.05, high: 0.9 }],
    [{ type: 'uniform', low: 0.5, high: 0.99 }, 'upper', { low: 0.5, high: 0.9977 }],
    [{ type: 'uniform', low: 0, high: 2 }, 'upper', { low: 0, high: 3 }],
    [{ type: 'uniform', low: -1, high: 1 }, 'lower', { low: -2, high: 1 }],
    [{ type: 'uniform', low: 0, high: 0.6, step: 0.1 }, 'upper', { low: 0, high: 0.9, step: 0.1 }],
    [{ type: 'integer', low: 4, high: 32, step: 4 }, 'upper', { low: 4, high: 48, step: 4 }],
    [{ type: 'integer', low: 4, high: 33, step: 4 }, 'upper', { low: 4, high: 48, step: 4 }],
    [{ type: 'integer', low: 16, high: 32, step: 4 }, 'lower', { low: 8, high: 32, step: 4 }],
    [{ type: 'integer', low: 2, high: 6 }, 'lower', { low: 1, high: 6 }],
    [{ type: 'integer', low: 8, high: 128, log: true }, 'upper', { low: 8, high: 512, log: true }],
    [{ type: 'integer', low: 8, high: 128, log: true }, 'lower', { low: 2, high: 128, log: true }],
    [{ type: 'choice', values: [0, 1e-5, 1e-4] }, 'upper', { values: [0, 1e-5, 1e-4, 1e-3] }],
    [{ type: 'choice', values: [1e-5, 1e-4, 1e-3] }, 'lower', { values: [1e-6, 1e-5, 1e-4, 1e-3] }],
    [{ type: 'choice', values: [16, 32, 64] }, 'upper', { values: [16, 32, 64, 128] }],
    [{ type: 'choice', values: [0.1, 0.2, 0.3] }, 'upper', { values: [0.1, 0.2, 0.3, 0.4] }],
    [{ type: 'choice', values: [2, 3, 4] }, 'lower', { values: [1, 2, 3, 4] }],
    [{ type: 'choice', values: [4, 6, 9] }, 'upper', { values: [4, 6, 9, 14] }],
  ])('%j beyond its %s end is %j', (range, end, expected) => {
    expect(widerRange(range, end)).toEqual({ type: range.type, ...expected });
  });

  it.each<[DomainDescription, End]>([
    [{ type: 'uniform', low: 0, high: 1 }, 'lower'],
    [{ type: 'uniform', low: 0, high: 1 }, 'upper'],
    [{ type: 'integer', low: 1, high: 9 }, 'lower'],
    [{ type: 'choice', values: [0, 1e-5, 1e-4] }, 'lower'],
    [{ type: 'choice', values: [1, 2, 4] }, 'lower'],
  ])('%j has none beyond its %s end', (range, end) => {
    expect(widerRange(range, end)).toBeUndefined();
  });

  it('goes as far as is allowed', () => {
    const upTo = (most: number) => (value: number) => value <= most;
    expect(widerRange(rate, 'upper', upTo(0.5))).toMatchObject({ high: 0.33 });
    expect(widerRange({ type: 'uniform', low: 1, high: 2 }, 'upper', upTo(2.2))).toMatchObject({ high: 2.13 });
    expect(widerRange({ type: 'integer', low: 4, high: 32, step: 4 }, 'upper', upTo(38))).toMatchObject({ high: 36 });
    expect(widerRange({ type: 'integer', low: 4, high: 32, step: 4 }, 'upper', upTo(35))).toBeUndefined();
    expect(widerRange({ type: 'choice', values: [0.5, 0.7, 0.9] }, 'upper', upTo(1))).toBeUndefined();
    expect(widerRange(rate, 'lower', (value) => value >= 1e-4)).toBeUndefined();
  });
});
