import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DomainDescription } from '../../../records/study/description.ts';
import type { Domain } from '../domain.ts';
import { domains } from './index.ts';

/** The domain that checked options describe, as the section does it; undefined when they are refused. */
function domainOf({ type, ...written }: DomainDescription): Domain | undefined {
  const entry = domains.get(type);
  const { success, data } = entry.options.safeParse(written);
  return success ? entry.create(data) : undefined;
}

function known(description: DomainDescription): Domain {
  const domain = domainOf(description);
  if (domain === undefined) throw new Error(`refused: ${JSON.stringify(description)}`);
  return domain;
}

const number = fc.double({ min: -1e6, max: 1e6, noNaN: true }).map((value) => value + 0); // no -0
const above = fc.double({ min: -20, max: 20, noNaN: true }).map((exponent) => 10 ** exponent);
const whole = fc.integer({ min: -1000, max: 1_000_000 });

/** Descriptions, many of them refused by the schemas. */
const descriptions: fc.Arbitrary<DomainDescription> = fc.oneof(
  fc.record({ type: fc.constant('uniform' as const), low: number, high: number }),
  fc.record({ type: fc.constant('uniform' as const), low: number, high: number, step: above }),
  fc.record({ type: fc.constant('logUniform' as const), low: above, high: above }),
  fc.record({ type: fc.constant('logUniform' as const), low: above, high: above, step: above }),
  fc.record({ type: fc.constant('integer' as const), low: whole, high: whole, step: fc.integer({ min: 1, max: 100 }) }),
  fc.record({ type: fc.constant('integer' as const), low: whole, high: whole, log: fc.boolean() }),
  fc.record({ type: fc.constant('choice' as const), values: fc.uniqueArray(fc.jsonValue() as fc.Arbitrary<never>) }),
);

const accepted = descriptions.map(domainOf).filter((domain) => domain !== undefined);
const unit = fc.oneof(fc.constantFrom(0, 1, 0.5), fc.double({ min: 0, max: 1, noNaN: true }));

describe('every domain', () => {
  it('finds each of its values again where it says it is', () => {
    fc.assert(
      fc.property(accepted, unit, (domain, u) => {
        const value = domain.fromUnit(u);
        expect(domain.has(value)).toBe(true);
        const at = domain.toUnit(value);
        expect(at).toBeGreaterThanOrEqual(0);
        expect(at).toBeLessThanOrEqual(1);
        expect(domain.fromUnit(at)).toEqual(value);
      }),
      { numRuns: 300, seed: 7 },
    );
  });

  it('stays in its range, whose ends it reaches, and goes up', () => {
    fc.assert(
      fc.property(accepted, unit, unit, ({ description, ...domain }, u, v) => {
        if (description.type === 'choice') return;
        const { low, high, step } = description;
        expect(domain.fromUnit(0)).toBe(low);
        if (step === undefined) expect(domain.fromUnit(1)).toBe(high);
        const [one, other] = [domain.fromUnit(Math.min(u, v)), domain.fromUnit(Math.max(u, v))].map(Number);
        expect(one).toBeGreaterThanOrEqual(low);
        expect(other).toBeGreaterThanOrEqual(Number(one));
        expect(other).toBeLessThanOrEqual(high);
      }),
      { numRuns: 300, seed: 7 },
    );
  });

  it('has a grid that ascends from end to end, no value twice', () => {
    fc.assert(
      fc.property(accepted, fc.integer({ min: 2, max: 12 }), (domain, points) => {
        const grid = domain.grid(points);
        if (domain.description.type === 'choice') {
          expect(grid).toEqual(domain.description.values);
          return;
        }
        expect(grid.length).toBeLessThanOrEqual(points);
        expect(grid).toEqual([...new Set(grid)].sort((a, b) => Number(a) - Number(b)));
        expect(grid[0]).toBe(domain.fromUnit(0));
        expect(grid.at(-1)).toBe(domain.fromUnit(1));
      }),
      { numRuns: 200, seed: 7 },
    );
  });
});

describe('real numbers', () => {
  const rate = known({ type: 'logUniform', low: 1e-4, high: 1e-1 });

  it('have exact ends, and powers of ten between them', () => {
    expect(rate.grid(4)).toEqual([1e-4, 1e-3, 1e-2, 1e-1]);
    expect(rate.grid(7)).toEqual([1e-4, 3.162e-4, 1e-3, 3.162e-3, 1e-2, 3.162e-2, 1e-1]);
    expect(rate.grid(1)).toEqual([3.162e-3]);
    expect(known({ type: 'logUniform', low: 3e-5, high: 0.07 }).grid(2)).toEqual([3e-5, 0.07]);
  });

  it('come rounded to what leaves ten thousand values', () => {
    expect(rate.fromUnit(0.123)).toBe(2.339e-4);
    expect(known({ type: 'uniform', low: 0.5, high: 0.99 }).fromUnit(0.123)).toBe(0.56027);
    expect(known({ type: 'uniform', low: -5, high: 10 }).fromUnit(0.1234567)).toBe(-3.148);
    expect(known({ type: 'logUniform', low: 1, high: 2 }).fromUnit(0.25)).toBe(1.1892);
    expect(known({ type: 'logUniform', low: 0.9, high: 0.901 }).fromUnit(0.5)).toBe(0.90049986);
  });

  it('beyond the range are at its ends', () => {
    expect([1e-9, 1].map((value) => rate.toUnit(value))).toEqual([0, 1]);
    expect([1e-9, 1e-4, 0.05, '0.05', null].map((value) => rate.has(value))).toEqual([false, true, true, false, false]);
  });

  it('have no end', () => {
    expect(rate.size).toBe(Number.POSITIVE_INFINITY);
    expect(() => rate.values()).toThrow('cannot be counted');
  });
});

describe('steps', () => {
  it('are without the errors of sums', () => {
    const tenths = known({ type: 'uniform', low: 0, high: 1, step: 0.1 });
    expect([...tenths.values()]).toEqual([0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1]);
    expect(tenths.size).toBe(11);
  });

  it('end before an end that they do not meet', () => {
    expect([...known({ type: 'integer', low: 4, high: 17, step: 4 }).values()]).toEqual([4, 8, 12, 16]);
    expect(known({ type: 'integer', low: 4, high: 17, step: 4 }).grid(2)).toEqual([4, 16]);
  });

  it('do not go beyond an end that they nearly meet', () => {
    expect(known({ type: 'integer', low: 0, high: 999_999_999_999, step: 500_000_000_000 }).grid(3)).toEqual([
      0, 500_000_000_000,
    ]);
    expect(known({ type: 'uniform', low: 0, high: 2.9999999999, step: 1 }).fromUnit(1)).toBe(2.9999999999);
  });

  it('have equal parts of the unit interval', () => {
    const domain = known({ type: 'integer', low: 4, high: 32, step: 4 });
    const counts = new Map<unknown, number>();
    for (let i = 0; i < 800; i++)
      counts.set(domain.fromUnit((i + 0.5) / 800), (counts.get(domain.fromUnit((i + 0.5) / 800)) ?? 0) + 1);
    expect([...counts.values()]).toEqual(Array(8).fill(100));
  });

  it('have parts in proportion on a logarithmic scale', () => {
    const domain = known({ type: 'integer', low: 1, high: 1000, log: true });
    const draws = Array.from({ length: 3000 }, (_, i) => Number(domain.fromUnit((i + 0.5) / 3000)));
    const shares = [10, 100, 1000].map((end) => draws.filter((draw) => draw >= end / 10 && draw < end).length / 3000);
    for (const share of shares) expect(Math.abs(share - 1 / 3)).toBeLessThan(0.04);
    expect(domain.grid(4)).toEqual([1, 10, 100, 1000]);
  });
});

describe('a choice', () => {
  const values = [0, 1e-5, 'same', [3, 3], { type: 'cosine', final: 0 }, null];
  const domain = known({ type: 'choice', values });

  it('takes any value that a config can say', () => {
    expect(values.map((_, i) => domain.fromUnit((i + 0.5) / 6))).toEqual(values);
    expect(domain.toUnit({ final: 0, type: 'cosine' })).toBe(4.5 / 6);
    expect(domain.has([3])).toBe(false);
    expect(() => domain.toUnit([3])).toThrow('a choice has no value [3]');
  });
});

describe('a domain refuses', () => {
  it.each<[DomainDescription, string, string]>([
    [{ type: 'uniform', low: 1, high: 1 }, 'high', 'expected more than low, which is 1'],
    [{ type: 'uniform', low: 1, high: 1 + 1e-9 }, 'high', 'expected more of a distance from low, which is 1'],
    [{ type: 'uniform', low: -1e300, high: 1 }, 'low', 'expected a number from -1e30 to 1e30'],
    [{ type: 'uniform', low: 0, high: 1e-40 }, 'high', 'expected more of a distance from low, which is 0'],
    [{ type: 'uniform', low: 0, high: 1e300 }, 'high', 'expected a number from -1e30 to 1e30'],
    [{ type: 'uniform', low: 0, high: 1, step: 2 }, 'step', 'expected at most the width of the range, 1'],
    [{ type: 'uniform', low: 0, high: 1, step: 1e-12 }, 'step', "expected at least a billionth of the range's larger end"],
    [{ type: 'logUniform', low: 0.1, high: 1e-4 }, 'high', 'expected more than low, which is 0.1'],
    [{ type: 'integer', low: 8, high: 4 }, 'high', 'expected more than low, which is 8'],
    [{ type: 'integer', low: 4, high: 8, step: 5 }, 'step', 'expected at most the width of the range, 4'],
    [{ type: 'integer', low: 0, high: 8, log: true }, 'low', 'expected at least 1, since "log" is true'],
    [{ type: 'choice', values: ['a', 'b', 'a'] }, 'values.2', 'is the same as value 0'],
    [
      {
        type: 'choice',
        values: [
          { a: 1, b: 2 },
          { b: 2, a: 1 },
        ],
      },
      'values.1',
      'is the same as value 0',
    ],
    [{ type: 'choice', values: [1, [Number.NaN]] }, 'values.1', 'expected a value without .nan and .inf'],
  ])('%j', ({ type, ...written }, path, message) => {
    const { error } = domains.get(type).options.safeParse(written);
    expect(error?.issues.map((issue) => [issue.path.join('.'), issue.message])).toEqual([[path, message]]);
  });

  it.each<DomainDescription>([
    { type: 'logUniform', low: 0, high: 1 },
    { type: 'integer', low: 1.5, high: 4 },
    { type: 'integer', low: 0, high: 1e15 },
    { type: 'uniform', low: 0, high: 1, step: 0 },
    { type: 'choice', values: [] },
  ])('%j', (description) => {
    expect(domainOf(description)).toBeUndefined();
  });
});
