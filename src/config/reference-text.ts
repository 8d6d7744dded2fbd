import type { z } from 'zod';
import { type Choice, choiceOf } from '../base/choice.ts';
import { describe } from './describe.ts';
import { shapeOf, unwrap } from './walk.ts';

type Schema = z.core.$ZodType;

/** The cells of one line of a table. */
type Row = readonly string[];

const TABLE_HEAD: Row = ['Key', 'Value', 'Default', 'Meaning'];

/** The sections of a config as Markdown: every key with what it takes, its default and its meaning. */
export function referenceText(schema: Schema): string {
  const sections = Object.entries(shapeOf(schema) ?? {});
  const overview = sections.map(([key, section]) => {
    const link = isPlain(section) ? `\`${key}\`` : `[\`${key}\`](#${key})`;
    return [link, describe(section), defaultText(section), descriptionOf(section)];
  });
  const parts = sections.filter(([, section]) => !isPlain(section)).map(([key, section]) => sectionText(key, section));
  return [table(overview), ...parts].join('\n\n');
}

function sectionText(key: string, section: Schema): string {
  const shape = shapeOf(section);
  const fallback = shape === undefined ? ` Default: ${defaultText(section)}.` : '';
  const blocks = [`## ${key}`, `${descriptionOf(section)}${fallback}`];
  if (shape !== undefined) blocks.push(table(rows(shape, '')));
  for (const among of choicesWithin(section)) blocks.push(choiceText(among));
  return blocks.join('\n\n');
}

function choiceText(among: Choice): string {
  const plural = /s$/.test(among.kind) ? `${among.kind}es` : `${among.kind}s`;
  const fallback = among.fallback === undefined ? '' : ` Without \`${among.key}\` it is \`${among.fallback}\`.`;
  const blocks = [
    `### The ${plural}`,
    `The key \`${among.key}\` says which${among.hasShorthand ? '; the bare name is short for a mapping with nothing else' : ''}.${fallback}`,
  ];
  const rowsOf = new Map([...among.members].map(([name, member]) => [name, rows(member.shape, '')]));
  const [first = [], ...others] = rowsOf.values();
  const isIn = (list: readonly Row[], row: Row): boolean => list.some((other) => other.join('|') === row.join('|'));
  const shared = others.length === 0 ? [] : first.filter((row) => others.every((other) => isIn(other, row)));
  if (shared.length > 0) blocks.push(`Beside its own options, every ${among.kind} takes:`, table(shared));
  for (const [name, all] of rowsOf) {
    const own = all.filter((row) => !isIn(shared, row));
    blocks.push(`#### \`${name}\``, among.summaries.get(name) ?? '');
    if (own.length > 0) blocks.push(table(own));
  }
  return blocks.join('\n\n');
}

/** A table with its columns aligned, as the formatter of the repository wants it. */
function table(lines: readonly Row[]): string {
  const escaped = [TABLE_HEAD, ...lines].map((row) => row.map((text) => text.replaceAll('|', '\\|').replaceAll('\n', ' ')));
  const widths = TABLE_HEAD.map((_, column) => Math.max(...escaped.map((row) => row[column]?.length ?? 0)));
  const rule = widths.map((width) => '-'.repeat(width));
  const [head = [], ...body] = escaped;
  return [head, rule, ...body].map((row) => `| ${row.map((text, i) => text.padEnd(widths[i] ?? 0)).join(' | ')} |`).join('\n');
}

function rows(shape: Readonly<Record<string, Schema>>, prefix: string): Row[] {
  return Object.entries(shape).flatMap(([key, schema]) => {
    const name = `${prefix}${key}`;
    const row = [`\`${name}\``, describe(schema), defaultText(schema), descriptionOf(schema)];
    return [row, ...rows(shapeOf(schema) ?? {}, `${name}.`)];
  });
}

/** The choices that make up a section: itself, its members if it is a union, the elements of a list. */
function choicesIn(schema: Schema): Choice[] {
  const bare = unwrap(schema);
  const among = choiceOf(bare);
  if (among !== undefined) return [among];
  const { def } = (bare as z.core.$ZodTypes)._zod;
  if (def.type === 'union') return def.options.flatMap(choicesIn);
  if (def.type === 'record') return choicesIn(def.valueType);
  return def.type === 'array' ? choicesIn(def.element) : [];
}

/** The choices that make up a section, then those that the options of their members are made up of, and so on; each once. */
function choicesWithin(section: Schema): readonly Choice[] {
  const found = new Set([section, ...Object.values(shapeOf(section) ?? {})].flatMap(choicesIn));
  // What is added on the way is gone through as well.
  for (const { members } of found)
    for (const member of members.values())
      for (const option of Object.values(member.shape)) for (const among of choicesIn(option)) found.add(among);
  return [...found];
}

/** Whether all is said of a section in one line. */
function isPlain(section: Schema): boolean {
  return shapeOf(section) === undefined && choicesIn(section).length === 0;
}

/** The outermost description among a schema and what it wraps. */
function descriptionOf(schema: Schema): string {
  for (const layer of wrappings(schema)) {
    const { description } = layer as z.ZodType;
    if (description !== undefined) return description;
  }
  return '';
}

function defaultText(schema: Schema): string {
  for (const layer of wrappings(schema)) {
    const { def } = (layer as z.core.$ZodTypes)._zod;
    if (def.type === 'optional') return 'not set';
    if (def.type !== 'default' && def.type !== 'prefault') continue;
    const [among] = choicesIn(schema).filter(({ fallback }) => fallback !== undefined);
    if (among !== undefined) return `\`${among.key}: ${among.fallback}\``;
    return shapeOf(schema) !== undefined
      ? 'its defaults'
      : `\`${JSON.stringify(def.defaultValue).replaceAll('"', '').replaceAll(',', ', ')}\``;
  }
  return '**required**';
}

/** A schema, what it wraps, what that wraps, and so on. */
function wrappings(schema: Schema): Schema[] {
  const { def } = (schema as z.core.$ZodTypes)._zod;
  return 'innerType' in def ? [schema, ...wrappings(def.innerType as Schema)] : [schema];
}
