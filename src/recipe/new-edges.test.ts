import { expect, it } from 'vitest';
import { newEdges } from './new-edges.ts';

const edge = (end: 'lower' | 'upper') =>
  ({ key: 'optimizer.lr', end, text: end, wider: { type: 'uniform', low: 0, high: 1 }, override: undefined }) as const;
const rates = (low: number, high: number) => [{ key: 'optimizer.lr', type: 'logUniform', low, high }] as const;

it('an end that an earlier search went beyond is none', () => {
  const space = rates(1e-3, 1e-2);
  const both = [edge('lower'), edge('upper')];
  expect(newEdges(both, space, [])).toEqual(both);
  expect(newEdges(both, space, [rates(1e-4, 1e-2)])).toEqual([edge('upper')]);
  expect(newEdges(both, space, [rates(1e-3, 5e-3), rates(2e-3, 3e-2)])).toEqual([edge('lower')]);
  expect(newEdges(both, space, [[{ key: 'optimizer.lr', type: 'choice', values: [1e-4, 1e-1] }]])).toEqual([]);
  expect(newEdges(both, space, [[{ key: 'optimizer.weightDecay', type: 'choice', values: [0] }]])).toEqual(both);
});
