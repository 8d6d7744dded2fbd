import { expect, it } from 'vitest';
import { overrideText, paramText, shortTexts } from './param-text.ts';

it('writes values as people read them', () => {
  expect([0.1 + 0.2, 1e-5, 'adam', null, true, [1, 2], { type: 'lenet' }].map(paramText)).toEqual([
    ...['0.3', '1e-5', 'adam', 'null', 'true', '[1, 2]', '{ type: lenet }'],
  ]);
});

it('writes overrides exactly, each value as one word', () => {
  expect(overrideText({ 'optimizer.lr': 0.1 + 0.2, 'optimizer.type': 'sgd', model: [{ type: 'linear' }], name: 'a "b"' })).toBe(
    '--optimizer.lr 0.30000000000000004 --optimizer.type sgd --model "[{ type: linear }]" --name "\\"a \\\\\\"b\\\\\\"\\""',
  );
  expect(overrideText({})).toBe('');
});

it('shortens the values of a choice so that they still differ', () => {
  const long = { type: 'lenet', channels: [1, 2, 3] };
  expect(shortTexts(['sgd', long], 10)).toEqual(['sgd', 'lenet…']);
  expect(shortTexts([long, { ...long, channels: [4] }], 10)).toEqual(['1: lenet…', '2: lenet…']);
  expect(shortTexts(['a rather long name'], 8)).toEqual(['a rathe…']);
});
