import { expect, it } from 'vitest';
import { cut, cutBefore, lettersIn, linesOf, widthOf } from './letters.ts';

it('cuts texts where they say least, and no letter in two', () => {
  expect([cut('abcdef', 6), cut('abcdef', 4), cutBefore('abcdef', 4)]).toEqual(['abcdef', 'abc…', '…def']);
  expect([cut('😀😀😀', 3), cut('😀😀😀', 2), cutBefore('😀😀😀', 2), cut('abc', 0)]).toEqual(['😀😀😀', '😀…', '…😀', '…']);
});

it('breaks lines between words, of which a long one stands alone', () => {
  expect(linesOf('a bc def ghijklm n', 5)).toEqual(['a bc', 'def', 'ghijklm', 'n']);
  expect(linesOf('', 5)).toEqual(['']);
});

it('has room for a text of the width that it takes', () => {
  for (const weight of ['normal', 'bold'] as const)
    expect(lettersIn(widthOf('x'.repeat(40), 13, weight) + 0.01, 13, weight)).toBe(40);
});
