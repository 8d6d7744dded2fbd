import { z } from 'zod';
import { type Choice, choiceOf } from '../base/choice.ts';

/** A JSON Schema as a plain object. */
export type JsonSchema = z.core.JSONSchema.BaseSchema;

/**
 * The JSON Schema (draft 2020-12) of what may be written, shorthands included, for editors: they complete keys and names,
 * show descriptions and mark mistakes. What only our own check knows (no two layers of one name) it does not say.
 */
export function toJsonSchema(schema: z.core.$ZodType): JsonSchema {
  const writer = new Writer();
  const json = writer.write(schema);
  return writer.definitions.size === 0 ? json : { ...json, $defs: Object.fromEntries(writer.definitions) };
}

class Writer {
  /** What is said once and referred to: choices that contain themselves, as layers do. By kind. */
  readonly definitions = new Map<string, JsonSchema>();
  /** Choices that are being written, and whether a part of them has referred to them. */
  readonly #open = new Map<Choice, boolean>();

  write(schema: z.core.$ZodType): JsonSchema {
    const { '~standard': _, ...json } = z.toJSONSchema(schema, {
      target: 'draft-2020-12',
      io: 'input',
      unrepresentable: 'any',
      override: ({ zodSchema, jsonSchema }) => {
        const among = choiceOf(zodSchema);
        if (among !== undefined) Object.assign(jsonSchema, this.#choice(among));
        // Bounds that only say "exact in a double" would be noise to a reader.
        if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
        if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
      },
    });
    return json;
  }

  #choice(among: Choice): JsonSchema {
    const reference = { $ref: `#/$defs/${among.kind}` };
    if (this.definitions.has(among.kind)) return reference;
    if (this.#open.has(among)) {
      this.#open.set(among, true);
      return reference;
    }
    this.#open.set(among, false);
    const members = [...among.members].map(([name, options]) => this.#member(among, name, options));
    const anyOf = among.hasShorthand ? [nameSchema(among), ...members] : members;
    const isRecursive = this.#open.get(among);
    this.#open.delete(among);
    if (!isRecursive) return { anyOf };
    this.definitions.set(among.kind, { anyOf });
    return reference;
  }

  #member(among: Choice, name: string, options: z.ZodObject): JsonSchema {
    const { $schema: _, required = [], properties = {}, ...rest } = this.write(options);
    const mandatory = [...(name === among.fallback ? [] : [among.key]), ...required];
    return {
      title: name,
      description: among.summaries.get(name) ?? '',
      ...rest,
      properties: { [among.key]: { const: name }, ...properties },
      ...(mandatory.length === 0 ? {} : { required: mandatory }),
    };
  }
}

/** The shorthand: a bare name, for the members that need no options. */
function nameSchema(among: Choice): JsonSchema {
  const names = [...among.members].filter(([, options]) => options.safeParse({}).success).map(([name]) => name);
  return { type: 'string', enum: names };
}
