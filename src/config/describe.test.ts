import { expect, it } from 'vitest';
import { z } from 'zod';
import { describe, given } from './describe.ts';

it.each([
  [z.number(), 'a number'],
  [z.number().gt(0), 'a number greater than 0'],
  [z.number().min(0).max(1), 'a number from 0 to 1'],
  [z.number().min(0).lt(1), 'a number of at least 0 and less than 1'],
  [z.number().gt(0).max(1), 'a number greater than 0 and at most 1'],
  [z.number().max(1), 'a number of at most 1'],
  [z.number().lt(1), 'a number less than 1'],
  [z.int(), 'a whole number'],
  [z.int().gt(0), 'a whole number of at least 1'],
  [z.int().gt(0).lt(10), 'a whole number from 1 to 9'],
  [z.int().min(0).multipleOf(8), 'a whole number of at least 0, a multiple of 8'],
  [z.string(), 'text'],
  [z.string().min(1), 'text that is not empty'],
  [z.string().max(9), 'text of 0 to 9 characters'],
  [z.string().min(2), 'text of at least 2 characters'],
  [z.string().regex(/^a+$/), 'text of the form ^a+$'],
  [z.boolean(), 'true or false'],
  [z.enum(['a', 'b']), 'one of "a", "b"'],
  [z.literal('a'), '"a"'],
  [z.null(), 'null'],
  [z.array(z.int().min(1)), 'a list of whole numbers of at least 1'],
  [z.array(z.int()).min(1), 'a list of at least 1 whole number'],
  [z.array(z.string().min(1)).min(2), 'a list of at least 2 texts that are not empty'],
  [z.array(z.boolean()).length(3), 'a list of 3 true and false'],
  [z.tuple([z.number(), z.number()]), 'a list of 2 numbers'],
  [z.tuple([z.number(), z.string()]), 'a list of 2 values'],
  [z.strictObject({}), 'a mapping'],
  [z.union([z.enum(['same', 'valid']), z.int(), z.null()]), '"same", "valid", a whole number or null'],
  [z.number().optional(), 'a number'],
  [z.number().nullable().default(3), 'a number or null'],
  [z.string().transform(Number), 'text'],
])('%#: describes a schema', (schema, text) => {
  expect(describe(schema)).toBe(text);
});

it.each([
  [1.5, '1.5'],
  [Number.NaN, 'NaN'],
  [-0, '0'],
  [null, 'null'],
  ['a "b"', '"a \\"b\\""'],
  ['x'.repeat(100), `"${'x'.repeat(57)}..."`],
  [[1, 'a', null], '[1, "a", null]'],
  [Array(30).fill('abc'), 'a list of 30 values'],
  [[{}], 'a list of 1 value'],
  [{ a: 1 }, 'a mapping'],
])('shows what was given: %j', (value, text) => {
  expect(given(value)).toBe(text);
});
