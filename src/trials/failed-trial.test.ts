import { expect, it } from 'vitest';
import { UserError } from '../base/errors.ts';
import { failedTrial, reasonOf } from './failed-trial.ts';

it('is what bad values end with, in one line', () => {
  const error = new UserError('Too many.', {
    facts: [
      ['given', '3'],
      ['at most', '2\nof them'],
    ],
    hint: 'Give fewer.',
  });
  const reason = 'Too many.; given: 3; at most: 2; of them';
  expect(failedTrial(error)).toMatchObject({ state: 'failed', values: [], seconds: 0, reason });
  expect(reasonOf(new UserError('a.yaml:1  one\na.yaml:2  two'))).toBe('a.yaml:1  one; a.yaml:2  two');
  expect([reasonOf(new Error('no\n  memory')), reasonOf('gone')]).toEqual(['no; memory', 'gone']);
});

it('is not what a disk or a bug ends with', () => {
  const full = new UserError('Cannot write.', { cause: Object.assign(new Error('full'), { code: 'ENOSPC' }) });
  const bug = new TypeError('undefined is not a function');
  for (const error of [full, bug]) expect(() => failedTrial(error)).toThrow(error);
});
