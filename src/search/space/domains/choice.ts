import { z } from 'zod';
import { InternalError } from '../../../base/errors.ts';
import type { ParamValue } from '../../../records/study/description.ts';
import type { DomainEntry } from '../domain.ts';
import { isParamValue, valueKey } from '../param-value.ts';

/** A value as a config can say it. */
export const paramValue = z.custom<ParamValue>(isParamValue, { error: 'expected a value without .nan and .inf' });

/** The values of a choice, no two the same. */
export const valuesOption = z
  .array(paramValue)
  .min(1)
  .superRefine((values, context) => {
    const first = new Map<string, number>();
    for (const [i, value] of values.entries()) {
      const key = valueKey(value);
      if (first.has(key)) context.addIssue({ code: 'custom', path: [i], message: `is the same as value ${first.get(key)}` });
      else first.set(key, i);
    }
  });

const options = z.strictObject({ values: valuesOption.describe('The values, in any order.') });

export const choice: DomainEntry<z.output<typeof options>> = {
  name: 'choice',
  summary: 'One of a list of values, each equally likely. A bare list is short for it.',
  options,
  create({ values }) {
    const positions = new Map(values.map((value, i) => [valueKey(value), i]));
    const count = values.length;
    return {
      description: { type: 'choice', values },
      isOrdered: false,
      size: count,
      fromUnit: (u) => values[Math.min(count - 1, Math.floor(u * count))] ?? null,
      toUnit(value) {
        const position = positions.get(valueKey(value));
        if (position === undefined) throw new InternalError(`a choice has no value ${valueKey(value)}`);
        return (position + 0.5) / count;
      },
      has: (value) => positions.has(valueKey(value)),
      grid: () => values,
      values: () => values,
    };
  },
};
