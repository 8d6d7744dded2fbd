import type { z } from 'zod';
import { isMapping, RUN } from '../base/choice.ts';
import { applyOverrides } from './apply-overrides.ts';
import type { Override } from './overrides.ts';
import { resolve } from './resolve.ts';
import { locate, type MapNode, type Place, type Problem, type SourceNode, toValue } from './tree.ts';
import { shapeOf } from './walk.ts';

/** What no hyperparameter is: the section that searches, and what everything is called. */
const FIXED: ReadonlySet<string> = new Set(['search', 'name']);

/**
 * Makes configs of trials: the config behind `root`, without its section `search`, in which values by dotted key take the place of
 * what it says, as overrides of the command line do (another optimizer drops the options that it does not have). A value may be a
 * whole list or mapping.
 *
 * The function throws a ConfigError with every problem; the place of each is where the space has the key.
 */
export function variants<Config extends object>(
  schema: z.ZodType<Config>,
  root: MapNode,
): (params: Readonly<Record<string, unknown>>) => Config {
  const base: MapNode = { ...root, entries: new Map([...root.entries].filter(([key]) => key !== 'search')) };
  const quick = new SectionCheck(schema, base);
  return (params) => {
    const problems: Problem[] = [];
    const overrides = Object.entries(params).flatMap(([key, value]): Override[] => {
      const place = locate(root, ['search', 'space', key], 'key');
      const path = key.split('.');
      if (!FIXED.has(String(path[0]))) return [{ path, node: nodeOf(value, place), place }];
      problems.push({ place, label: key, text: 'a search cannot change this' });
      return [];
    });
    const changed = applyOverrides(schema, base, overrides);
    const known = [...problems, ...changed.problems];
    return (known.length === 0 ? quick.check(changed.root) : undefined) ?? resolve(schema, changed.root, known);
  };
}

/** Checks only those sections of a config in which it differs from another: a search makes thousands of configs that differ little. */
class SectionCheck<Config extends object> {
  readonly #schema: z.ZodType<Config>;
  readonly #base: MapNode;
  /** The other config, once it was needed; undefined when it has something wrong. */
  #checked: Config | undefined;

  constructor(schema: z.ZodType<Config>, base: MapNode) {
    this.#schema = schema;
    this.#base = base;
  }

  /** Undefined when something is wrong or cannot be checked in this way: then the whole must be checked. */
  check(root: MapNode): Config | undefined {
    const sections = this.#schema._zod.def.checks === undefined ? shapeOf(this.#schema) : undefined;
    if (sections === undefined) return undefined;
    this.#checked ??= this.#schema.safeParse(toValue(this.#base), RUN).data;
    if (this.#checked === undefined) return undefined;
    const config = { ...this.#checked } as Record<string, unknown>;
    for (const [key, { value }] of root.entries) {
      if (value === this.#base.entries.get(key)?.value) continue;
      const section = Object.hasOwn(sections, key) ? (sections[key] as z.ZodType) : undefined;
      const result = section?.safeParse(toValue(value), RUN);
      if (result?.success !== true) return undefined;
      config[key] = result.data;
    }
    return config as Config;
  }
}

/** A plain value as a tree, all of it written at one place. */
function nodeOf(value: unknown, place: Place): SourceNode {
  if (Array.isArray(value)) return { kind: 'list', items: value.map((item) => nodeOf(item, place)), place };
  if (isMapping(value)) {
    const entries = Object.entries(value).map(([key, item]) => [key, { keyPlace: place, value: nodeOf(item, place) }] as const);
    return { kind: 'map', entries: new Map(entries), place };
  }
  return { kind: 'scalar', value: value as string | number | boolean | null, place };
}
