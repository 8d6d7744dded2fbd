import { describe, expect, it } from 'vitest';
import { closest, didYouMean } from './suggest.ts';

const keys = ['batchSize', 'dropLast', 'epochs', 'steps', 'shuffle', 'lr'];

describe('closest', () => {
  it.each([
    ['batch_size', ['batchSize']],
    ['batch-size', ['batchSize']],
    ['BatchSize', ['batchSize']],
    ['batchsiez', ['batchSize']],
    ['epoch', ['epochs']],
    ['batch', ['batchSize']], // a part of it
    ['rl', []], // two changes in two letters
    ['le', ['lr']],
    ['learningRate', []],
    ['', []],
  ])('takes %j for %j', (given, expected) => {
    expect(closest(given, keys)).toEqual(expected);
  });

  it('puts the nearest first, and of equally near ones the first in the alphabet', () => {
    expect(closest('adam', ['adamx', 'adamw', 'adam', 'sgd'])).toEqual(['adam', 'adamw', 'adamx']);
  });

  it('gives no more than are asked for', () => {
    const many = ['aaaa1', 'aaaa2', 'aaaa3', 'aaaa4'];
    expect(closest('aaaa', many)).toEqual(['aaaa1', 'aaaa2', 'aaaa3']);
    expect(closest('aaaa', many, 1)).toEqual(['aaaa1']);
  });
});

describe('didYouMean', () => {
  it.each([
    [['adam'], 'Did you mean "adam"?'],
    [['adam', 'adamw'], 'Did you mean "adam" or "adamw"?'],
    [['adam', 'adamw', 'adamx'], 'Did you mean "adam", "adamw" or "adamx"?'],
    [['sgd'], undefined],
  ])('of %j says %j', (known, expected) => {
    expect(didYouMean('adan', known)).toBe(expected);
  });
});
