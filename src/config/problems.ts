import type { z } from 'zod';
import { isMapping, RUN, UNWORDED } from '../base/choice.ts';
import { didYouMean } from '../base/suggest.ts';
import { describe, given } from './describe.ts';
import type { Path } from './tree.ts';
import { unknownKey } from './unknown-key.ts';
import { schemaAt, unwrap, valueAt } from './walk.ts';

type Schema = z.core.$ZodType;
type Issue = z.core.$ZodIssue;

/** Something wrong with the value (or the key itself) at a path. */
interface Finding {
  readonly path: Path;
  readonly target: 'key' | 'value';
  readonly text: string;
}

export type Checked<T> =
  | { readonly value: T; readonly findings?: undefined }
  | { readonly value?: undefined; readonly findings: readonly Finding[] };

/** Runs a schema over a plain value and words everything that is wrong. A null where none is allowed counts as not given. */
export function check<T>(schema: z.ZodType<T>, value: unknown): Checked<T> {
  let remaining = value;
  for (;;) {
    const result = schema.safeParse(remaining, RUN);
    if (result.success) return { value: result.data };
    const nulls = nullsIn(result.error.issues, remaining);
    if (nulls.length === 0) return { findings: new Wording(schema, remaining).all(schema, remaining, result.error.issues, []) };
    remaining = without(remaining, new Set(nulls.map((path) => JSON.stringify(path))), []);
  }
}

/** The paths of the nulls that issues complain of and that stand under a key, where leaving them out means something. */
function nullsIn(issues: readonly Issue[], value: unknown): Path[] {
  return issues.flatMap((issue) => {
    const path = issue.path as Path;
    const inner =
      issue.code === 'invalid_union'
        ? nullsIn(issue.errors.flat(), valueAt(value, path)).map((below) => [...path, ...below])
        : [];
    const itself = valueAt(value, path) === null && isMapping(valueAt(value, path.slice(0, -1)));
    return itself ? [path, ...inner] : inner;
  });
}

/** The same value without the keys at `paths`, each written as JSON. */
function without(value: unknown, paths: ReadonlySet<string>, at: Path): unknown {
  if (Array.isArray(value)) return value.map((item, i) => without(item, paths, [...at, i]));
  if (!isMapping(value)) return value;
  const entries = Object.entries(value).map(([key, item]) => ({ key, item, path: [...at, key] }));
  const kept = entries.filter(({ path }) => !paths.has(JSON.stringify(path)));
  return Object.fromEntries(kept.map(({ key, item, path }) => [key, without(item, paths, path)]));
}

/** Turns the issues of a schema library into what a person would say. */
class Wording {
  #suggested = 0;
  readonly #root: Schema;
  readonly #rootValue: unknown;

  constructor(root: Schema, rootValue: unknown) {
    this.#root = root;
    this.#rootValue = rootValue;
  }

  /** `schema` and `value` are what the issues' paths start from; `base` is where that stands in the whole. */
  all(schema: Schema, value: unknown, issues: readonly Issue[], base: Path): Finding[] {
    return issues.flatMap((issue) => this.#one(schema, value, issue, base));
  }

  #one(schema: Schema, value: unknown, issue: Issue, base: Path): Finding[] {
    const path = [...base, ...(issue.path as Path)];
    const found = valueAt(value, issue.path);
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => ({ path: [...path, key], target: 'key', text: this.#unknownKey(path, key) }));
    }
    if (issue.message !== UNWORDED) return [{ path, target: 'value', text: withGiven(issue.message, found) }];
    const here = schemaAt(schema, value, issue.path as Path);
    if (here === undefined) return [{ path, target: 'value', text: 'this value is not allowed' }];
    if (issue.code === 'invalid_union') {
      const meant = meantMember(unwrap(here), issue);
      if (meant !== undefined) return this.all(meant.schema, found, meant.issues, path);
    }
    return [{ path, target: 'value', text: expectation(here, found) }];
  }

  /** Looking for what was meant takes long; no one reads hundreds of suggestions. */
  #unknownKey(parent: Path, key: string): string {
    this.#suggested += 1;
    return this.#suggested > 100 ? 'unknown key' : unknownKey(this.#root, this.#rootValue, parent, key);
  }
}

function expectation(schema: Schema, found: unknown): string {
  const expected = describe(schema);
  if (found === undefined) return `is missing: expected ${expected}`;
  const suggestion = typeof found === 'string' ? didYouMean(found, wordsOf(schema)) : undefined;
  const unquoted = expected.startsWith('text') && (typeof found === 'number' || typeof found === 'boolean');
  return `expected ${expected}, got ${given(found)}${unquoted ? ' (in quotes it would be text)' : ''}${suggestion === undefined ? '' : `. ${suggestion}`}`;
}

/** The words that a value may be, of those that are allowed by name. */
function wordsOf(schema: Schema): string[] {
  const { def } = (unwrap(schema) as z.core.$ZodTypes)._zod;
  if (def.type === 'union') return def.options.flatMap(wordsOf);
  const values = def.type === 'enum' ? Object.values(def.entries) : def.type === 'literal' ? def.values : [];
  return values.filter((value) => typeof value === 'string');
}

/** A message that a schema has worded itself says what was expected; what was given is added here. */
function withGiven(message: string, found: unknown): string {
  if (!message.startsWith('expected ') || message.includes(', got ')) return message;
  return found === undefined ? `is missing: ${message}` : `${message}, got ${given(found)}`;
}

/** The member of a union that was meant: the only one that takes a value of this outward form. */
function meantMember(union: Schema, issue: Issue & { readonly code: 'invalid_union' }) {
  const { def } = (union as z.core.$ZodTypes)._zod;
  if (def.type !== 'union') return undefined;
  const fitting = def.options.flatMap((schema, i) => {
    const issues = issue.errors[i] ?? [];
    const outward = issues.some(
      ({ path, code, message }) => path.length === 0 && code !== 'unrecognized_keys' && message === UNWORDED,
    );
    return outward ? [] : [{ schema, issues }];
  });
  return fitting.length === 1 ? fitting[0] : undefined;
}
