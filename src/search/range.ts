import { z } from 'zod';
import { choice, RUN } from '../base/choice.ts';
import { flowText } from '../base/value-text.ts';
import type { DimensionDescription, DomainDescription } from '../records/study/description.ts';
import { parseRange } from './range-text.ts';
import { paramValue, valuesOption } from './space/domains/choice.ts';
import { domains } from './space/domains/index.ts';

/** The values of one hyperparameter and the condition under which it takes part, defaults filled in, shorthands written out. */
export type Range = DomainDescription & Pick<DimensionDescription, 'when'>;

const conditionValues = paramValue
  .transform((value) => (Array.isArray(value) ? value : [value]))
  .refine((values) => values.length > 0, { error: 'expected a value or a list of values' });

const when = z
  .record(z.string(), conditionValues)
  .optional()
  .describe(
    'Only where hyperparameters that stand before it in the space have these values, each one value or a list: ' +
      '`{ optimizer.type: sgd }`. One that does not take part itself has none of them.',
  );

/** A mapping with `type`. */
const written = choice(domains, { key: 'type', shorthand: false, shared: { when } });

/** A bare list: a choice. */
const list = valuesOption.transform((values) => ({ type: 'choice', values }));

const text = z.string().transform((value, context): unknown => {
  const { range, problem } = parseRange(value);
  if (range === undefined) {
    context.addIssue({ code: 'custom', message: problem });
    return z.NEVER;
  }
  const { success, data, error } = written.safeParse(range, RUN);
  if (success) return data;
  for (const { path, message } of error.issues) {
    // The place of a part of a text is not known to the config, nor its value: it is told here.
    const given = message.startsWith('expected ') ? `, got ${flowText(partAt(range, path))}` : '';
    context.addIssue({ code: 'custom', path: [...path], message: `${message}${given}` });
  }
  return z.NEVER;
});

function partAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce((part, key) => (part as Readonly<Record<PropertyKey, unknown>> | undefined)?.[key], value);
}

/** What stands under a key of a search space. */
export const rangeSchema = z.union([written, list, text]) as unknown as z.ZodType<Range>;
