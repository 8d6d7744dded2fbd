import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { InternalError, systemErrorCode, UserError } from './errors.ts';

describe('UserError', () => {
  it('is its headline alone when there is nothing more to say', () => {
    const error = new UserError('The kernels are not built.');
    expect(error.message).toBe('The kernels are not built.');
    expect([error.name, error.exitCode, error.facts, error.hint]).toEqual(['UserError', 2, [], undefined]);
    expect(error).toBeInstanceOf(Error);
  });

  it('lays out the headline, aligned facts and the hint', () => {
    const error = new UserError('conv2d: the input has 3 channels but the weight expects 16', {
      facts: [
        ['input', '[64, 3, 32, 32]   (N, C, H, W)'],
        ['weight', '[32, 16, 3, 3]'],
        ['in', 'configs/mine.yaml:14'],
      ],
      hint: 'Change one of them.',
    });
    expect(error.message).toBe(
      [
        'conv2d: the input has 3 channels but the weight expects 16',
        '  input    [64, 3, 32, 32]   (N, C, H, W)',
        '  weight   [32, 16, 3, 3]',
        '  in       configs/mine.yaml:14',
        '  Change one of them.',
      ].join('\n'),
    );
  });

  it('indents the further lines of a fact below its first', () => {
    const { message } = new UserError('Head', {
      facts: [
        ['list', 'one\ntwo\n\nthree'],
        ['and more', 'x'],
      ],
    });
    expect(message).toBe('Head\n  list       one\n             two\n             \n             three\n  and more   x');
  });

  it('shows a hint without facts, and facts without a hint', () => {
    expect(new UserError('Head', { hint: 'Do this.' }).message).toBe('Head\n  Do this.');
    expect(new UserError('Head', { facts: [['a', 'b']] }).message).toBe('Head\n  a   b');
  });

  it('takes more facts on the way up and keeps all the rest', () => {
    const cause = new Error('below');
    const error = new UserError('Head', { facts: [['a', '1']], hint: 'Hint.', exitCode: 1, cause });
    const more = error.with([['layer', '2']]);
    expect(more.message).toBe('Head\n  a       1\n  layer   2\n  Hint.');
    expect([more.exitCode, more.cause, more.hint, more.headline]).toEqual([1, cause, 'Hint.', 'Head']);
    expect(error.message).toBe('Head\n  a   1\n  Hint.');
    expect(new UserError('Head').with([['a', '1']]).message).toBe('Head\n  a   1');
  });
});

it('tells our bugs from bad input', () => {
  const error = new InternalError('a tensor was used after its step');
  expect([error.name, error.message]).toEqual(['InternalError', 'a tensor was used after its step']);
  expect(error).not.toBeInstanceOf(UserError);
});

describe('systemErrorCode', () => {
  it('is the code of an error of Node.js', () => {
    let thrown: unknown;
    try {
      readFileSync('/nowhere/at/all');
    } catch (error) {
      thrown = error;
    }
    expect(systemErrorCode(thrown)).toBe('ENOENT');
  });

  it.each([[undefined], [null], ['ENOENT'], [{}], [new Error('x')], [{ code: 7 }]])('is undefined for %j', (error) => {
    expect(systemErrorCode(error)).toBeUndefined();
  });
});
