import { z } from 'zod';
import { type Choice, choiceOf } from './choice.ts';

/** A JSON Schema as a plain object. */
export type JsonSchema = z.core.JSONSchema.BaseSchema;

/**
 * The JSON Schema (draft 2020-12) of what may be written, shorthands included, for editors: they complete keys and names,
 * show descriptions and mark mistakes. What only our own check knows (no two layers of one name) it does not say.
 */
export function toJsonSchema(schema: z.core.$ZodType): JsonSchema {
  const { '~standard': _, ...json } = z.toJSONSchema(schema, {
    target: 'draft-2020-12',
    io: 'input',
    unrepresentable: 'any',
    override({ zodSchema, jsonSchema }) {
      const among = choiceOf(zodSchema);
      if (among !== undefined)
        jsonSchema.anyOf = [nameSchema(among), ...[...among.members.keys()].map((name) => memberSchema(among, name))];
      // Bounds that only say "exact in a double" would be noise to a reader.
      if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
    },
  });
  return json;
}

/** The shorthand: a bare name, for the members that need no options. */
function nameSchema(among: Choice): JsonSchema {
  const names = [...among.members].filter(([, options]) => options.safeParse({}).success).map(([name]) => name);
  return { type: 'string', enum: names };
}

function memberSchema(among: Choice, name: string): JsonSchema {
  const options = among.members.get(name) ?? z.strictObject({});
  const { $schema: _, required = [], properties = {}, ...rest } = toJsonSchema(options);
  const mandatory = [...(name === among.fallback ? [] : [among.key]), ...required];
  return {
    title: name,
    description: among.summaries.get(name) ?? '',
    ...rest,
    properties: { [among.key]: { const: name }, ...properties },
    ...(mandatory.length === 0 ? {} : { required: mandatory }),
  };
}
