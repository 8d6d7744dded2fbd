import type { z } from 'zod';
import type { Choice } from '../base/choice.ts';
import type { Override } from './overrides.ts';
import { childOf, type MapEntry, type MapNode, type Path, type Problem, type SourceNode, toValue } from './tree.ts';
import { choiceAt } from './walk.ts';

/** A config with overrides put in, and what was wrong with those that could not be. */
export interface Overridden {
  readonly root: MapNode;
  readonly problems: readonly Problem[];
}

/**
 * Puts overrides in the place of what the config says. What is given as a whole (`--model [linear]`) comes before its parts, and one
 * that chooses another member (`--optimizer.type sgd`) before the others beside it: it drops the options that the config gave to the
 * old member and the new one does not have.
 */
export function applyOverrides(schema: z.core.$ZodType, root: MapNode, overrides: readonly Override[]): Overridden {
  const isSwitch = ({ path }: Override): boolean =>
    choiceAt(schema, sectionValue(root, path), positions(root, path.slice(0, -1)))?.key === path.at(-1);
  const ordered = overrides
    .map((override) => ({ override, rank: 2 * override.path.length - Number(isSwitch(override)) }))
    .sort((a, b) => a.rank - b.rank);
  const problems: Problem[] = [];
  let changed = root;
  for (const { override } of ordered) {
    try {
      const put = new Putter(schema, sectionValue(changed, override.path), override).put(changed, []);
      if (put.kind === 'map') changed = put;
    } catch (error) {
      if (!(error instanceof Misplaced)) throw error;
      problems.push({ place: override.place, label: error.path.join('.'), text: error.message });
    }
  }
  return { root: changed, problems };
}

/** An override that has no place in the config. */
class Misplaced extends Error {
  readonly path: Path;

  constructor(path: Path, message: string) {
    super(message);
    this.path = path;
  }
}

/** Puts one override into a tree, of which only the branch that changes is made anew. */
class Putter {
  readonly #schema: z.core.$ZodType;
  readonly #value: unknown;
  readonly #override: Override;

  constructor(schema: z.core.$ZodType, value: unknown, override: Override) {
    this.#schema = schema;
    this.#value = value;
    this.#override = override;
  }

  /** `node` is what stands at `at` so far. */
  put(node: SourceNode | undefined, at: Path): SourceNode {
    const { path, place } = this.#override;
    const part = path[at.length];
    if (part === undefined) return this.#override.node;
    const among = choiceAt(this.#schema, this.#value, at);
    const chooses = among?.key === part && at.length === path.length - 1;
    const base = this.#asMapping(node, among, chooses, at);
    if (base?.kind === 'list') {
      const index = this.#index(base.items.length, part, at);
      const items = base.items.map((item, i) => (i === index ? this.put(item, [...at, index]) : item));
      return { ...base, items };
    }
    const old = base?.entries ?? new Map<string, MapEntry>();
    const entries = new Map(among !== undefined && chooses ? this.#keepFor(among, old) : old);
    const before = old.get(part);
    entries.set(part, { keyPlace: before?.keyPlace ?? place, value: this.put(before?.value, [...at, part]) });
    return { kind: 'map', entries, place: base?.place ?? place };
  }

  /** The node as something that has parts: shorthands are written out, nothing is an empty mapping (undefined). */
  #asMapping(
    node: SourceNode | undefined,
    among: Choice | undefined,
    chooses: boolean,
    at: Path,
  ): Exclude<SourceNode, { kind: 'scalar' }> | undefined {
    const part = this.#override.path[at.length] ?? '';
    if (chooses && node !== undefined && node.kind !== 'map') return undefined;
    if (node === undefined || (node.kind === 'scalar' && node.value === null)) {
      if (!/^\d+$/.test(part)) return undefined;
      throw new Misplaced(at, 'the config has no list here');
    }
    if (node.kind !== 'scalar') return node;
    if (among !== undefined && typeof node.value === 'string') {
      return { kind: 'map', entries: new Map([[among.key, { keyPlace: node.place, value: node }]]), place: node.place };
    }
    throw new Misplaced(at, `this is a single value, which has no key "${part}"`);
  }

  #index(length: number, part: string, at: Path): number {
    const index = /^(0|[1-9]\d*)$/.test(part) ? Number(part) : -1;
    if (index >= 0 && index < length) return index;
    if (length === 0) throw new Misplaced(at, 'the list is empty');
    throw new Misplaced(at, `the list has the positions 0 to ${length - 1}, not ${part}`);
  }

  /** What the newly chosen member can use of the old one's options. All stay when there is no such member. */
  #keepFor(among: Choice, old: ReadonlyMap<string, MapEntry>): Iterable<[string, MapEntry]> {
    const { node } = this.#override;
    const member = node.kind === 'scalar' ? among.members.get(String(node.value)) : undefined;
    if (member === undefined) return old;
    return [...old].filter(([key]) => key === among.key || Object.hasOwn(member.shape, key));
  }
}

/** The plain value of a config, of which only the section that a path leads to is there. */
function sectionValue(root: MapNode, [section = '']: readonly string[]): unknown {
  const entry = root.entries.get(section);
  return entry === undefined ? {} : { [section]: toValue(entry.value) };
}

/** The path with positions in lists as numbers, as far as the tree knows. */
function positions(root: SourceNode, path: readonly string[]): Path {
  let node: SourceNode | undefined = root;
  return path.map((part) => {
    const isPosition = node?.kind === 'list' && /^\d+$/.test(part);
    node = node && childOf(node, part)?.value;
    return isPosition ? Number(part) : part;
  });
}
