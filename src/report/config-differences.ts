import { isMapping } from '../base/choice.ts';

/** A key of configs that differ in it. */
export interface ConfigDifference {
  /** Dotted: `optimizer.lr`, `model.0.channels`. */
  readonly key: string;
  /** One for each config; undefined where it has no such key, or where the config is not known. */
  readonly values: readonly (string | undefined)[];
}

/**
 * The keys in which configs differ, in the order in which they first appear. The name of a config is no difference, and a config
 * that is not known differs in nothing.
 */
export function configDifferences(configs: readonly (Readonly<Record<string, unknown>> | undefined)[]): ConfigDifference[] {
  const flat = configs.map((config) => {
    if (config === undefined) return undefined;
    const { name: _, ...rest } = config;
    return new Map(leaves(rest, ''));
  });
  const keys = new Set(flat.flatMap((one) => [...(one?.keys() ?? [])]));
  return [...keys]
    .map((key) => ({ key, values: flat.map((one) => one?.get(key)) }))
    .filter(({ values }) => new Set(values.filter((_, i) => flat[i] !== undefined)).size > 1);
}

function leaves(part: unknown, path: string): [string, string][] {
  const inside = Array.isArray(part) ? Object.entries(part) : isMapping(part) ? Object.entries(part) : [];
  if (inside.length === 0) return [[path, leafText(part)]];
  return inside.flatMap(([key, value]) => leaves(value, path === '' ? key : `${path}.${key}`));
}

function leafText(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
}
