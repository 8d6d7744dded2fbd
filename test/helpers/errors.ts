import { expect } from 'vitest';
import { UserError } from '../../src/base/errors.ts';

/** The UserError that `body` throws; anything else fails the test. */
export function userErrorOf(body: () => unknown): UserError {
  try {
    body();
  } catch (error) {
    expect(error).toBeInstanceOf(UserError);
    return error as UserError;
  }
  throw new Error('nothing was thrown');
}
