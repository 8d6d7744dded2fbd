import { describe, expect, it } from 'vitest';
import type { DomainDescription } from '../../records/study/description.ts';
import type { End } from './wider.ts';
import { widerGrid } from './wider-grid.ts';

const rate: DomainDescription = { type: 'logUniform', low: 1e-4, high: 1e-1 };
const any = () => true;

describe('a wider grid', () => {
  it.each<[DomainDescription, number, End, readonly number[]]>([
    [rate, 4, 'upper', [1e-4, 1e-3, 1e-2, 1e-1, 1]],
    [rate, 4, 'lower', [1e-5, 1e-4, 1e-3, 1e-2, 1e-1]],
    // As far apart as those before, where there are many; as far as a range goes, where there are few.
    [rate, 7, 'upper', [1e-4, 3.162e-4, 1e-3, 3.162e-3, 1e-2, 3.162e-2, 1e-1, 0.3163]],
    [rate, 2, 'upper', [1e-4, 1e-1, 1]],
    [{ type: 'uniform', low: 0, high: 4 }, 5, 'upper', [0, 1, 2, 3, 4, 5]],
    [{ type: 'uniform', low: 1, high: 2 }, 3, 'lower', [0.5, 1, 1.5, 2]],
    [{ type: 'integer', low: 8, high: 32, step: 8 }, 4, 'upper', [8, 16, 24, 32, 40]],
    [{ type: 'integer', low: 8, high: 128, log: true }, 5, 'upper', [8, 16, 32, 64, 128, 256]],
    [{ type: 'integer', low: 2, high: 4 }, 3, 'lower', [1, 2, 3, 4]],
    [{ type: 'choice', values: [16, 32, 64] }, 2, 'upper', [16, 32, 64, 128]],
  ])('%j with %i points beyond its %s end keeps all values', (range, points, end, values) => {
    expect(widerGrid(range, points, end, any)).toEqual({ type: 'choice', values });
  });

  it('goes as far as is allowed', () => {
    const momentum: DomainDescription = { type: 'uniform', low: 0.5, high: 0.95 };
    const isAllowed = (value: number) => value < 1;
    expect(widerGrid(momentum, 4, 'upper', isAllowed)).toEqual({ type: 'choice', values: [0.5, 0.65, 0.8, 0.95, 0.978] });
    expect(widerGrid(momentum, 4, 'upper', (value) => value <= 0.95)).toBeUndefined();
    expect(widerGrid({ type: 'uniform', low: 0, high: 1 }, 4, 'lower', any)).toBeUndefined();
  });
});
