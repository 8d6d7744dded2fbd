import { z } from 'zod';
import type { Entry, Registry } from './registry.ts';
import { didYouMean } from './suggest.ts';

/** A part of a config that a registry member describes: its name under `type` (or another key), and its options. */
export type Chosen<Key extends string = 'type'> = { readonly [K in Key]: string } & { readonly [option: string]: unknown };

/** What is known of a choice among the members of a registry. */
export interface Choice {
  /** What a member is called: `layer`, `optimizer`, ... */
  readonly kind: string;
  /** The key that holds the member's name. */
  readonly key: string;
  /** The member that is meant when no name is given. */
  readonly fallback: string | undefined;
  /** Whether the bare name of a member stands for the member with its defaults. */
  readonly hasShorthand: boolean;
  /** The options of each member by its name, those that all members share included, the name itself not. */
  readonly members: ReadonlyMap<string, z.ZodObject>;
  readonly summaries: ReadonlyMap<string, string>;
}

export interface ChoiceOptions<Key extends string, Shared extends z.ZodRawShape> {
  readonly key: Key;
  readonly fallback?: string;
  /** Whether the bare name of a member may be written for the member with its defaults; true by default. */
  readonly shorthand?: boolean;
  /** Options that every member takes beside its own. */
  readonly shared?: Shared;
}

type SharedOutput<Shared extends z.ZodRawShape> = z.output<z.ZodObject<Shared>>;

/** The message of an issue that no schema has worded itself; `problems.ts` words it. Not a text that anyone would write. */
export const UNWORDED = '\u0000';

/** How every schema here is run: once each (so that compiling it would cost more than it saves), wording left open. */
export const RUN = { jitless: true, error: () => UNWORDED } as const;

const choices = new WeakMap<z.core.$ZodType, Choice>();

/** The choice that a schema made by `choice` stands for. */
export function choiceOf(schema: z.core.$ZodType): Choice | undefined {
  return choices.get(schema);
}

/**
 * A schema for a member of a registry: `{ type: conv2d, channels: 8 }`, or the bare name for `{ type: conv2d }`. The member
 * is found by name first and only its own problems are reported. The output always has the name, as its first key.
 */
export function choice<const Key extends string, Shared extends z.ZodRawShape = Readonly<Record<never, z.ZodType>>>(
  registry: Registry<Entry>,
  { key, fallback, shorthand = true, shared }: ChoiceOptions<Key, Shared>,
): z.ZodType<Chosen<Key> & SharedOutput<Shared>> {
  const members = new Map([...registry].map(({ name, options }) => [name, options.safeExtend(shared ?? {}).strict()]));
  const summaries = new Map([...registry].map(({ name, summary }) => [name, summary]));
  const described: Choice = { kind: registry.kind, key, fallback, hasShorthand: shorthand, members, summaries };
  const schema = z.unknown().transform((value, context): Chosen<Key> & SharedOutput<Shared> => {
    const fail = (issue: Parameters<typeof context.addIssue>[0]): never => {
      context.addIssue(issue);
      return z.NEVER;
    };
    if (!isMapping(value) && !(shorthand && typeof value === 'string'))
      return fail({ code: 'invalid_type', expected: 'object', input: value, message: UNWORDED });
    const name = nameIn(described, value);
    const path = isMapping(value) ? [key] : [];
    if (name === undefined || name === null)
      return fail({ code: 'custom', path, message: `is missing: ${knownNames(described)}` });
    if (typeof name !== 'string')
      return fail({ code: 'custom', path, message: `expected the name of ${withArticle(described.kind)}` });
    const member = members.get(name);
    if (member === undefined) return fail({ code: 'custom', path, message: unknownName(described, name) });
    const { [key]: _, ...options } = isMapping(value) ? value : {};
    const result = member.safeParse(options, RUN);
    if (result.success) return { [key]: name, ...result.data } as Chosen<Key> & SharedOutput<Shared>;
    for (const issue of result.error.issues) context.issues.push({ ...issue, input: undefined } as z.core.$ZodRawIssue);
    return z.NEVER;
  });
  choices.set(schema, described);
  return schema;
}

/** The name of the member that `value` chooses, checked to be neither known nor a text; undefined when there is none. */
export function nameIn(among: Choice, value: unknown): unknown {
  return isMapping(value) ? (value[among.key] ?? among.fallback) : value;
}

/** The options of the member that `value` chooses, or undefined when it chooses none. */
export function memberIn(among: Choice, value: unknown): z.ZodObject | undefined {
  const name = nameIn(among, value ?? {});
  return typeof name === 'string' ? among.members.get(name) : undefined;
}

export function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** `a layer`, `an optimizer`. */
export function withArticle(noun: string): string {
  return `${/^[aeiou]/.test(noun) ? 'an' : 'a'} ${noun}`;
}

function unknownName(among: Choice, name: string): string {
  const suggestion = didYouMean(name, among.members.keys());
  return `there is no ${among.kind} called "${name}". ${suggestion ?? `${capital(knownNames(among))}.`}`;
}

function knownNames(among: Choice): string {
  return `choose one of ${[...among.members.keys()].join(', ')}`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
