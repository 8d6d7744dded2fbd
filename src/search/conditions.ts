import type { z } from 'zod';
import { didYouMean } from '../base/suggest.ts';
import type { ParamValue } from '../records/study/description.ts';
import type { Range } from './range.ts';
import { createDimension } from './space/dimension.ts';
import { valueKey } from './space/param-value.ts';

/**
 * Refines the space of the section: each condition must be about a hyperparameter that stands before, and one of its values.
 * Ranges that have other problems are passed over.
 */
export function checkConditions(space: Readonly<Record<string, Range>>, context: z.RefinementCtx): void {
  const faulty = new Set(context.issues.map(({ path }) => path?.[0]));
  const keys = Object.keys(space);
  for (const [position, key] of keys.entries()) {
    const before = keys.slice(0, position);
    const conditions = faulty.has(key) ? [] : Object.entries(space[key]?.when ?? {});
    for (const [other, values] of conditions) {
      const path = [key, 'when', other];
      const refuse = (at: readonly (string | number)[], message: string) =>
        context.addIssue({ code: 'custom', path: [...path, ...at], message });
      const range = space[other];
      if (!before.includes(other)) refuse([], misplaced(other, keys, before));
      else if (range !== undefined && !faulty.has(other)) {
        const { domain } = createDimension({ key: other, ...range });
        for (const value of values) if (!domain.has(value)) refuse([], neverTaken(other, value, range));
      }
    }
  }
}

function misplaced(other: string, keys: readonly string[], before: readonly string[]): string {
  if (keys.includes(other)) return 'a condition can only ask for what stands before it in the space';
  const suggestion = didYouMean(other, before);
  return `a condition asks for another key of the space, and this is none${suggestion === undefined ? '' : `. ${suggestion}`}`;
}

function neverTaken(other: string, value: ParamValue, range: Range): string {
  const words = range.type === 'choice' ? range.values.filter((one) => typeof one === 'string') : [];
  const suggestion = typeof value === 'string' ? didYouMean(value, words) : undefined;
  return `the range of ${other} has no value ${valueKey(value)}${suggestion === undefined ? '' : `. ${suggestion}`}`;
}
