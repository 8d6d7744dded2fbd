import { expect, it } from 'vitest';
import { endingsOf } from './endings.ts';

it('counts trials by state, and why, sentences that differ in numbers as one', () => {
  const pruned = (reason: string) => ({ state: 'pruned' as const, reason });
  expect(
    endingsOf([
      { state: 'failed', reason: 'no memory' },
      pruned('0.82 is below the median of 7 trials after epoch 2'),
      pruned('0.7 is below the median of 12 trials after epoch 2'),
      pruned('the loss is 3.2e-4, above 3 times the first'),
      { state: 'completed', reason: undefined },
    ]),
  ).toEqual([
    { state: 'completed', count: 1, reasons: [] },
    {
      ...{ state: 'pruned', count: 3 },
      reasons: [
        { text: '... is below the median of ... trials after epoch 2', count: 2 },
        { text: 'the loss is 3.2e-4, above 3 times the first', count: 1 },
      ],
    },
    { state: 'failed', count: 1, reasons: [{ text: 'no memory', count: 1 }] },
  ]);
  expect(endingsOf([])).toEqual([]);
});
