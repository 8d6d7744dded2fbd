import { z } from 'zod';
import { choiceOf, withArticle } from '../base/choice.ts';
import { unwrap } from './walk.ts';

type Schema = z.core.$ZodType;

/** What a schema accepts, in plain English: `a whole number from 1 to 65536`, `"same" or a number greater than 0`. */
export function describe(schema: Schema): string {
  const { def } = (schema as z.core.$ZodTypes)._zod;
  if (def.type === 'nullable') return `${describe(def.innerType)} or null`;
  const bare = unwrap(schema);
  return bare === schema
    ? describeBare(bare, false)
    : describe(def.type === 'pipe' || def.type === 'lazy' ? bare : innerOf(schema));
}

/** One wrapper less, so that a `nullable` inside a `default` is not passed over. */
function innerOf(schema: Schema): Schema {
  const { def } = (schema as z.core.$ZodTypes)._zod;
  return 'innerType' in def ? (def.innerType as Schema) : unwrap(schema);
}

function describeBare(schema: Schema, many: boolean): string {
  const among = choiceOf(schema);
  if (among !== undefined) {
    const written = `${among.hasShorthand ? 'its name, or ' : ''}a mapping with "${among.key}"`;
    return many ? `${among.kind}s` : `${withArticle(among.kind)} (${written})`;
  }
  const { def } = (schema as z.core.$ZodTypes)._zod;
  switch (def.type) {
    case 'number':
      return describeNumber(schema, many);
    case 'string':
      return describeText(schema, many);
    case 'boolean':
      return many ? 'true and false' : 'true or false';
    case 'enum':
      return oneOf(Object.values(def.entries), many);
    case 'literal':
      return oneOf(def.values, many);
    case 'array':
      return many ? 'lists' : describeList(schema, def.element);
    case 'tuple': {
      const [first] = def.items;
      const alike = new Set(def.items.map(describe)).size === 1 && first !== undefined;
      return many ? 'lists' : `a list of ${def.items.length} ${alike ? describeMany(first) : 'values'}`;
    }
    case 'union':
      return describeUnion(def.options);
    case 'object':
    case 'record':
      return many ? 'mappings' : 'a mapping';
    case 'null':
      return 'null';
    default:
      return many ? 'values' : 'a value';
  }
}

function describeMany(schema: Schema): string {
  return describeBare(unwrap(schema), true);
}

function describeList(schema: Schema, element: Schema): string {
  const { minItems: least = 0, maxItems: most } = z.toJSONSchema(schema, JSON_OPTIONS);
  const items = describeMany(element);
  if (most === undefined)
    return least === 0 ? `a list of ${items}` : `a list of at least ${least} ${least === 1 ? singular(items) : items}`;
  return `a list of ${least === most ? most : `${least} to ${most}`} ${items}`;
}

function describeNumber(schema: Schema, many: boolean): string {
  const range = z.toJSONSchema(schema, JSON_OPTIONS);
  const whole = range.type === 'integer';
  const noun = `${many ? '' : 'a '}${whole ? 'whole number' : 'number'}${many ? 's' : ''}`;
  // A whole number greater than 0 is better said to be at least 1. The bounds of exact integers go without saying.
  const low = whole && typeof range.exclusiveMinimum === 'number' ? range.exclusiveMinimum + 1 : range.minimum;
  const high = whole && typeof range.exclusiveMaximum === 'number' ? range.exclusiveMaximum - 1 : range.maximum;
  const least = low === undefined || low <= Number.MIN_SAFE_INTEGER ? undefined : low;
  const most = high === undefined || high >= Number.MAX_SAFE_INTEGER ? undefined : high;
  const multiple = range.multipleOf === undefined ? '' : `, a multiple of ${range.multipleOf}`;
  if (least !== undefined && most !== undefined) return `${noun} from ${least} to ${most}${multiple}`;
  const bounds: string[] = [];
  if (least !== undefined) bounds.push(`of at least ${least}`);
  else if (!whole && range.exclusiveMinimum !== undefined) bounds.push(`greater than ${range.exclusiveMinimum}`);
  if (most !== undefined) bounds.push(`${bounds.length === 0 ? 'of ' : ''}at most ${most}`);
  else if (!whole && range.exclusiveMaximum !== undefined) bounds.push(`less than ${range.exclusiveMaximum}`);
  return [noun, bounds.join(' and ')].filter((text) => text !== '').join(' ') + multiple;
}

function describeText(schema: Schema, many: boolean): string {
  const { minLength: least = 0, maxLength: most, pattern } = z.toJSONSchema(schema, JSON_OPTIONS);
  const noun = many ? 'texts' : 'text';
  if (pattern !== undefined) return `${noun} of the form ${pattern}`;
  if (most !== undefined) return `${noun} of ${least} to ${most} characters`;
  if (least === 1) return many ? 'texts that are not empty' : 'text that is not empty';
  return least === 0 ? noun : `${noun} of at least ${least} characters`;
}

/** `"same", "valid", a whole number of at least 0 or a list of 2 whole numbers of at least 0`. */
function describeUnion(options: readonly Schema[]): string {
  const texts = options.flatMap((option) => {
    const { def } = (unwrap(option) as z.core.$ZodTypes)._zod;
    return def.type === 'enum' ? Object.values(def.entries).map((value) => JSON.stringify(value)) : [describe(option)];
  });
  const different = [...new Set(texts)];
  return different.length === 1 ? String(different[0]) : `${different.slice(0, -1).join(', ')} or ${different.at(-1)}`;
}

function oneOf(values: readonly unknown[], many: boolean): string {
  const texts = values.map((value) => JSON.stringify(value));
  if (texts.length === 1) return String(texts[0]);
  return `${many ? '' : 'one of '}${texts.join(', ')}`;
}

function singular(items: string): string {
  return items.replace(/^(whole number|number|text|layer|\w+?)s\b/, '$1');
}

const JSON_OPTIONS = { io: 'input', unrepresentable: 'any' } as const;

/** What was given, short enough for a line. */
export function given(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.length > 60 ? `${value.slice(0, 57)}...` : value);
  if (Array.isArray(value)) {
    const plain = value.every((item) => typeof item !== 'object' || item === null);
    const text = plain ? `[${value.map(given).join(', ')}]` : '';
    return plain && text.length <= 60 ? text : `a list of ${value.length} ${value.length === 1 ? 'value' : 'values'}`;
  }
  return typeof value === 'object' && value !== null ? 'a mapping' : String(value);
}
