import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { datasets } from './index.ts';
import { dataSection } from './section.ts';

/** The path and message of every problem. */
function problems(schema: z.ZodObject, value: unknown): readonly string[] {
  const result = schema.safeParse(value);
  return result.success ? [] : result.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
}

describe('dataSection', () => {
  it('fills in the defaults', () => {
    expect(dataSection.parse({})).toEqual({ split: { validation: 0.1 }, normalization: 'standard', augment: [] });
  });

  it('takes a fraction or a number of images', () => {
    for (const validation of [0, 0.25, 0.999, 1, 6000]) {
      expect(dataSection.parse({ split: { validation } }).split.validation).toBe(validation);
    }
    const message = 'split.validation: expected a fraction from 0 up to, but not including, 1, or a whole number of examples';
    for (const validation of [-0.1, 1.5, Number.NaN, 'some']) {
      expect([validation, problems(dataSection, { split: { validation } })]).toEqual([validation, [message]]);
    }
  });

  it('refuses what it does not know', () => {
    expect(problems(dataSection, { normalization: 'whiten', limitTrain: 0, limitTest: 2.5, split: { test: 1 } })).toHaveLength(4);
  });
});

describe.each([...datasets].map((entry) => [entry.name, entry] as const))('the dataset %s', (_, entry) => {
  it('describes itself and each option, for people and editors', () => {
    expect(entry.summary).toMatch(/\S\.$/);
    for (const section of [entry.options, dataSection]) {
      const { properties = {} } = z.toJSONSchema(section, { io: 'input' });
      for (const property of Object.values(properties)) expect(property).toHaveProperty('description');
    }
  });

  it('shares no key with the section it stands in', () => {
    const common = ['dataset', ...Object.keys(dataSection.shape)];
    expect(Object.keys(entry.options.shape).filter((key) => common.includes(key))).toEqual([]);
  });

  // Data sets without files make as many classes as they are told to (see their own tests).
  it.runIf('path' in entry.options.shape)('takes classes as a number or as names, and refuses others', () => {
    const path = 'somewhere';
    expect(problems(entry.options, { path, classes: 10 })).toEqual([]);
    expect(problems(entry.options, { path, classes: ['cat', 'dog'] })).toEqual([]);
    for (const classes of [1, 257, 2.5, ['one'], ['a', 'a'], ['a', ''], 'ten']) {
      expect(problems(entry.options, { path, classes })).toHaveLength(1);
    }
    expect(problems(entry.options, { path: '' })).toHaveLength(1);
    expect(problems(entry.options, { path, folder: 'x' })).toHaveLength(1);
  });
});
