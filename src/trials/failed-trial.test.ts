import { expect, it } from 'vitest';
import { UserError } from '../base/errors.ts';
import { failedTrial, failedWithoutData, reasonOf } from './failed-trial.ts';

it('is what bad values end with, in one line', () => {
  const error = new UserError('Too many.', {
    facts: [
      ['given', '3'],
      ['at most', '2\nof them'],
    ],
    hint: 'Give fewer.',
  });
  const reason = 'Too many; given: 3; at most: 2; of them';
  expect(failedTrial(error)).toMatchObject({ state: 'failed', values: [], seconds: 0, reason });
  expect(reasonOf(new UserError('a.yaml:1  one\na.yaml:2  two'))).toBe('a.yaml:1  one; a.yaml:2  two');
  expect([reasonOf(new Error('no\n  memory')), reasonOf('gone')]).toEqual(['no; memory', 'gone']);
});

it('is not what a disk or a bug ends with', () => {
  const full = new UserError('Cannot write.', { cause: Object.assign(new Error('full'), { code: 'ENOSPC' }) });
  const bug = new TypeError('undefined is not a function');
  for (const error of [full, bug]) expect(() => failedTrial(error)).toThrow(error);
});

it('is what a data folder that is not there ends with, and not what one does that may not be read', () => {
  const errorOf = (code: string) => new UserError('Cannot read the data.', { cause: Object.assign(new Error('no'), { code }) });
  expect(failedWithoutData(errorOf('ENOENT'))).toMatchObject({ state: 'failed', reason: 'Cannot read the data.' });
  expect(() => failedTrial(errorOf('ENOENT'))).toThrow('Cannot read the data.');
  expect(() => failedWithoutData(errorOf('EIO'))).toThrow('Cannot read the data.');
});
