import fc from 'fast-check';
import { expect, it } from 'vitest';
import { keyNames } from './key-names.ts';

const names = (...keys: string[]) => [...keyNames(keys).values()];

it('takes the end of a key that no other has', () => {
  expect(names('optimizer.lr', 'optimizer.weightDecay')).toEqual(['lr', 'weightDecay']);
  expect(names('model.0.channels', 'model.2.channels', 'lr')).toEqual(['0.channels', '2.channels', 'lr']);
  expect(names('lr', 'optimizer.lr')).toEqual(['lr', 'optimizer.lr']);
  expect(names('model.0', 'model.1')).toEqual(['model.0', 'model.1']);
  expect(names()).toEqual([]);
});

it('leaves out the middle of long ones, unless they would be the same', () => {
  expect(names('model.0.layers.a.channels', 'model.1.layers.a.channels')).toEqual(['0…channels', '1…channels']);
  const four = ['a.x.c', 'b.x.c', 'a.y.c', 'b.y.c'];
  expect(names(...four)).toEqual(four);
});

it('never gives two keys the same name', () => {
  const part = fc.constantFrom('a', 'b', '0', '1', 'lr');
  const key = fc.array(part, { minLength: 1, maxLength: 5 }).map((parts) => parts.join('.'));
  fc.assert(
    fc.property(fc.uniqueArray(key, { maxLength: 8 }), (keys) => {
      expect(new Set(names(...keys)).size).toBe(keys.length);
    }),
  );
});
