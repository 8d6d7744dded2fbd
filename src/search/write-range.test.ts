import { describe, expect, it } from 'vitest';
import { type Range, rangeSchema } from './range.ts';
import { writeRange } from './write-range.ts';

describe('the short form of a range', () => {
  it.each<[Range, string]>([
    [{ type: 'logUniform', low: 1e-5, high: 0.1 }, 'log:1e-5..0.1'],
    [{ type: 'logUniform', low: 1, high: 10, step: 0.5 }, 'log:1..10/0.5'],
    [{ type: 'uniform', low: -0.5, high: 0.99 }, '-0.5..0.99'],
    [{ type: 'uniform', low: 0, high: 1, step: 0.1 }, '0..1/0.1'],
    [{ type: 'integer', low: 4, high: 32, step: 1, log: false }, 'int:4..32'],
    [{ type: 'integer', low: 4, high: 32, step: 4, log: false }, 'int:4..32/4'],
    [{ type: 'integer', low: 8, high: 256, step: 1, log: true }, 'intlog:8..256'],
    [{ type: 'choice', values: [0, 1e-5, 1e-4] }, '0,1e-5,0.0001'],
    [{ type: 'choice', values: ['adam', '1', null, true, [3, 3]] }, 'adam,"1",null,true,[3, 3]'],
    [{ type: 'uniform', low: 0, high: 1, when: { 'optimizer.type': ['sgd'] } }, '0..1 @optimizer.type=sgd'],
    [{ type: 'uniform', low: 0, high: 1, when: { a: ['x', 1e-3], b: [true] } }, '0..1 @a=x|0.001&b=true'],
  ])('%j', (range, text) => {
    expect(writeRange(range)).toBe(text);
    expect(rangeSchema.parse(text)).toEqual(range);
  });

  it('has none for a condition whose values look like several', () => {
    expect(writeRange({ type: 'uniform', low: 0, high: 1, when: { a: ['x|y'] } })).toBeUndefined();
    expect(writeRange({ type: 'uniform', low: 0, high: 1, when: { a: [[1, 2]] } })).toBeUndefined();
  });
});
