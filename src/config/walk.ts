import type { z } from 'zod';
import { type Choice, choiceOf, isMapping, memberIn } from '../base/choice.ts';
import type { Path } from './tree.ts';

type Schema = z.core.$ZodType;

/** A schema without what is wrapped around it: defaults, optional, nullable, transformations of its output. */
export function unwrap(schema: Schema): Schema {
  if (choiceOf(schema) !== undefined) return schema;
  const { def } = (schema as z.core.$ZodTypes)._zod;
  switch (def.type) {
    case 'default':
    case 'prefault':
    case 'optional':
    case 'nullable':
    case 'nonoptional':
    case 'readonly':
    case 'catch':
      return unwrap(def.innerType);
    case 'lazy':
      return unwrap(def.getter());
    case 'pipe':
      return unwrap((def.in as z.core.$ZodTypes)._zod.def.type === 'transform' ? def.out : def.in);
    default:
      return schema;
  }
}

/** The schemas of an object's keys, or undefined when `schema` is none. */
export function shapeOf(schema: Schema): Readonly<Record<string, Schema>> | undefined {
  const { def } = (unwrap(schema) as z.core.$ZodTypes)._zod;
  return def.type === 'object' ? def.shape : undefined;
}

/** The member of a union that a value of this outward form must mean; the union itself when that is not clear. */
function memberFor(schema: Schema, value: unknown): Schema {
  const bare = unwrap(schema);
  const { def } = (bare as z.core.$ZodTypes)._zod;
  if (def.type !== 'union') return bare;
  const fitting = def.options.filter((option) => (Array.isArray(value) ? takesLists(option) : takesMappings(option)));
  return fitting[0] === undefined ? bare : memberFor(fitting[0], value);
}

function takesLists(schema: Schema): boolean {
  const bare = unwrap(schema);
  const { def } = (bare as z.core.$ZodTypes)._zod;
  return def.type === 'array' || def.type === 'tuple' || (def.type === 'union' && def.options.some(takesLists));
}

function takesMappings(schema: Schema): boolean {
  const bare = unwrap(schema);
  const { def } = (bare as z.core.$ZodTypes)._zod;
  return (
    choiceOf(bare) !== undefined ||
    def.type === 'object' ||
    def.type === 'record' ||
    (def.type === 'union' && def.options.some(takesMappings))
  );
}

/** The schema that rules what stands at `path` in `value`, or undefined when there is none. */
export function schemaAt(schema: Schema, value: unknown, path: Path): Schema | undefined {
  const [part, ...rest] = path;
  if (part === undefined) return schema;
  const below = stepInto(memberFor(schema, value), value, part);
  return below && schemaAt(below, valueAt(value, [part]), rest);
}

/** The choice that rules what stands at `path`, if it is one. */
export function choiceAt(schema: Schema, value: unknown, path: Path): Choice | undefined {
  const found = schemaAt(schema, value, path);
  if (found === undefined) return undefined;
  const bare = unwrap(found);
  const { def } = (bare as z.core.$ZodTypes)._zod;
  if (def.type === 'union') return def.options.map((option) => choiceOf(unwrap(option))).find((one) => one !== undefined);
  return choiceOf(bare);
}

export function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((at, part) => {
    if (Array.isArray(at)) return at[Number(part)];
    return isMapping(at) && Object.hasOwn(at, part) ? at[String(part)] : undefined;
  }, value);
}

function stepInto(schema: Schema, value: unknown, part: string | number): Schema | undefined {
  const among = choiceOf(schema);
  const inside = among === undefined ? schema : memberIn(among, value);
  if (inside === undefined) return undefined;
  const { def } = (inside as z.core.$ZodTypes)._zod;
  switch (def.type) {
    case 'object':
      return Object.hasOwn(def.shape, part) ? def.shape[part] : undefined;
    case 'array':
      return def.element;
    case 'tuple':
      return def.items[Number(part)] ?? def.rest ?? undefined;
    case 'record':
      return def.valueType;
    default:
      return undefined;
  }
}
