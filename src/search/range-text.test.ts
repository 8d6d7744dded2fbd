import { describe, expect, it } from 'vitest';
import { parseRange } from './range-text.ts';

describe('the short form of a range', () => {
  it.each<[string, Record<string, unknown>]>([
    ['log:1e-4..1e-1', { type: 'logUniform', low: 1e-4, high: 1e-1 }],
    ['0.5..0.99', { type: 'uniform', low: 0.5, high: 0.99 }],
    ['.5..1', { type: 'uniform', low: 0.5, high: 1 }],
    ['-1E+2..-3', { type: 'uniform', low: -100, high: -3 }],
    ['int:4..32', { type: 'integer', low: 4, high: 32 }],
    ['int:4..32/4', { type: 'integer', low: 4, high: 32, step: 4 }],
    ['intlog:8..256', { type: 'integer', low: 8, high: 256, log: true }],
    ['0..1/0.1', { type: 'uniform', low: 0, high: 1, step: 0.1 }],
    [' log: 1 .. 10 / 0.5 ', { type: 'logUniform', low: 1, high: 10, step: 0.5 }],
  ])('%s', (text, range) => {
    expect(parseRange(text)).toEqual({ range });
  });

  it.each<[string, unknown[]]>([
    ['0,1e-5,1e-4', [0, 1e-5, 1e-4]],
    ['adam, sgd', ['adam', 'sgd']],
    ['true,false,null', [true, false, null]],
    ['"1",1', ['1', 1]],
    ['3,[3, 5]', [3, [3, 5]]],
    ['{type: cosine, final: 0},constant', [{ type: 'cosine', final: 0 }, 'constant']],
    ['[1, 2]', [1, 2]],
    ['0.01', [0.01]],
    ['../a,../b', ['../a', '../b']],
    ['a:b,c:d', ['a:b', 'c:d']],
  ])('a choice: %s', (text, values) => {
    expect(parseRange(text)).toEqual({ range: { type: 'choice', values } });
  });

  it.each<[string, Record<string, unknown>]>([
    ['0..1@optimizer.type=sgd', { 'optimizer.type': ['sgd'] }],
    ['0..1 @ optimizer.type = sgd ', { 'optimizer.type': ['sgd'] }],
    ['0..1@a=x|y&b.c=1e-3|null', { a: ['x', 'y'], 'b.c': [1e-3, null] }],
  ])('with a condition: %s', (text, when) => {
    expect(parseRange(text)).toEqual({ range: { type: 'uniform', low: 0, high: 1, when } });
  });

  const range =
    'expected a range (log:1e-4..1e-1, 0.5..0.99, int:4..32, intlog:8..256, with a step 0..1/0.1) or values with commas (0, 1e-5, 1e-4)';
  const values = 'expected values with commas between, each as YAML has it (0, 1e-5, [3, 3], "a, b")';
  it.each([
    ['', range],
    ['  @a=1', range],
    ['log:', range],
    ['log:1e-4-1e-1', range],
    ['log:1e-4', range],
    ['int:1,2', range],
    ['1..x', range],
    ['1..2/', range],
    ['1..2..3', range],
    ['lg:1..2', 'there is no range "lg:". Did you mean "log"?'],
    ['normal:1..2', 'there is no range "normal:". Known are log, int, intlog.'],
    ['{a', values],
    ['a]', values],
    ['*a', values],
    ['!x a', values],
    ['0..1@', 'expected a condition such as optimizer.type=sgd after the @, got ""'],
    ['0..1@a=1&b', 'expected a condition such as optimizer.type=sgd after the @, got "b"'],
    ['0..1@a=', 'expected a condition such as optimizer.type=sgd after the @, got "a="'],
    ['0..1@a=b@c', undefined],
  ])('refuses %j', (text, problem) => {
    expect(parseRange(text).problem).toBe(problem);
  });
});
