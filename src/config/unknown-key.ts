import type { z } from 'zod';
import { choiceOf, isMapping, memberIn, nameIn } from '../base/choice.ts';
import { closest, didYouMean } from '../base/suggest.ts';
import type { Path } from './tree.ts';
import { choiceAt, schemaAt, shapeOf, unwrap, valueAt } from './walk.ts';

type Schema = z.core.$ZodType;

/**
 * What to say of a key that nothing knows. The likely reasons, the surest first: the key belongs to another member (the
 * optimizer was changed), it is known by this very name elsewhere in the config, it is misspelled here, or elsewhere.
 */
export function unknownKey(root: Schema, value: unknown, parent: Path, key: string): string {
  const here = schemaAt(root, value, parent);
  const among = choiceAt(root, value, parent);
  const inside = valueAt(value, parent);
  const shape = among ? memberIn(among, inside)?.shape : here && shapeOf(here);
  const own = [...(among ? [among.key] : []), ...Object.keys(shape ?? {})];
  if (among !== undefined) {
    const others = [...among.members].filter(([, member]) => Object.hasOwn(member.shape, key)).map(([name]) => name);
    if (others.length > 0)
      return `unknown key. ${join(others)} ${others.length === 1 ? 'has' : 'have'} it, ${String(nameIn(among, inside))} has not`;
    const written = isMapping(inside) ? inside[key] : undefined;
    if (typeof written === 'string' && among.members.has(written)) return `unknown key. Did you mean "${among.key}"?`;
  }
  const elsewhere = dottedKeys(root, value).filter((path) => path.slice(0, -1).join('.') !== parent.join('.'));
  const same = elsewhere.filter((path) => path.at(-1) === key);
  if (same.length > 0) return `unknown key. Did you mean ${same.map(spell).join(' or ')}?`;
  const suggestion = didYouMean(key, own);
  if (suggestion !== undefined) return `unknown key. ${suggestion}`;
  const [near] = closest(key, new Set(elsewhere.map((path) => String(path.at(-1)))), 1);
  const meant = elsewhere.filter((path) => path.at(-1) === near);
  if (meant.length > 0) return `unknown key. Did you mean ${meant.map(spell).join(' or ')}?`;
  return own.length === 0 ? 'unknown key' : `unknown key. Known are ${own.join(', ')}`;
}

/** Every key that has one place in a config of this kind: the sections' own, not those of the layers in a list. */
function dottedKeys(schema: Schema, value: unknown, parent: Path = []): Path[] {
  const among = choiceOf(unwrap(schema));
  const shape = among ? memberIn(among, value)?.shape : shapeOf(schema);
  const keys = [...(among ? [among.key] : []), ...Object.keys(shape ?? {})];
  return keys.flatMap((key) => {
    const path = [...parent, key];
    const below = shape !== undefined && Object.hasOwn(shape, key) ? shape[key] : undefined;
    return [path, ...(below === undefined ? [] : dottedKeys(below, valueAt(value, [key]), path))];
  });
}

function spell(path: Path): string {
  return path.length === 1 ? `"${path[0]}" at the top level` : path.join('.');
}

function join(names: readonly string[]): string {
  return names.length === 1 ? String(names[0]) : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}
