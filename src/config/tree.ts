/**
 * What a config says, with the place of every key and value: YAML, JSON and command-line overrides all become this one
 * tree, so that a problem found later, by whatever check, can be shown where it was written.
 */

/** A dotted path as its parts: `optimizer.lr` is `['optimizer', 'lr']`, `model.0` is `['model', 0]`. */
export type Path = readonly (string | number)[];

/** A place in a file, or an override on the command line. Lines and columns count from 1 (columns in UTF-16 units). */
export type Place =
  | { readonly kind: 'file'; readonly file: string; readonly line: number; readonly column: number }
  | { readonly kind: 'flag'; readonly flag: string };

interface ScalarNode {
  readonly kind: 'scalar';
  readonly value: string | number | boolean | null;
  readonly place: Place;
}

interface ListNode {
  readonly kind: 'list';
  readonly items: readonly SourceNode[];
  readonly place: Place;
}

export interface MapNode {
  readonly kind: 'map';
  readonly entries: ReadonlyMap<string, MapEntry>;
  readonly place: Place;
}

export interface MapEntry {
  readonly keyPlace: Place;
  readonly value: SourceNode;
}

export type SourceNode = ScalarNode | ListNode | MapNode;

/** Something wrong at a place; `label` is the dotted key it is about, empty when it is about the text itself. */
export interface Problem {
  readonly place: Place;
  readonly label: string;
  readonly text: string;
}

/** Keys that mean something to JavaScript objects. No option is called so, and none ever reaches an object. */
export const FORBIDDEN_KEYS: ReadonlySet<string> = new Set(['__proto__', 'prototype', 'constructor']);

/** The plain value of a tree. */
export function toValue(node: SourceNode): unknown {
  switch (node.kind) {
    case 'scalar':
      return node.value;
    case 'list':
      return node.items.map(toValue);
    case 'map':
      return Object.fromEntries([...node.entries].map(([key, entry]) => [key, toValue(entry.value)]));
  }
}

/** What stands below `node` under one more part of a path, if anything does. */
export function childOf(node: SourceNode, part: string | number): MapEntry | undefined {
  if (node.kind === 'map') return node.entries.get(String(part));
  const item = node.kind === 'list' ? node.items[Number(part)] : undefined;
  return item && { keyPlace: item.place, value: item };
}

/** Where `path` is written: its key or its value, or what is nearest above it when it is not written at all. */
export function locate(root: SourceNode, path: Path, target: 'key' | 'value'): Place {
  let place = root.place;
  let node = root;
  for (const [i, part] of path.entries()) {
    const child = childOf(node, part);
    if (child === undefined) return place;
    const last = i === path.length - 1;
    // What is missing inside a mapping is best shown at the mapping's key, not at its first line below.
    place = (last && target === 'value') || node.kind === 'list' ? child.value.place : child.keyPlace;
    node = child.value;
  }
  return place;
}

/** `configs/mine.yaml:14:9`, or `command line: --optimizer.lr`. */
export function placeText(place: Place): string {
  return place.kind === 'file' ? `${place.file}:${place.line}:${place.column}` : `command line: ${place.flag}`;
}

const MOST_VALUES = 100_000;
export const DEEPEST = 64;

/**
 * Guards against configs that are small as text and huge as values: an alias may stand for a list of aliases, and so on.
 * Nodes are measured children first; a node under an alias counts each time it is referred to.
 */
export class Extent {
  readonly #measured = new Map<SourceNode, { readonly size: number; readonly depth: number }>();

  /** What is wrong with the extent of `node`, if anything. */
  measure(node: SourceNode): string | undefined {
    const children =
      node.kind === 'list' ? node.items : node.kind === 'map' ? [...node.entries.values()].map((e) => e.value) : [];
    let size = 1;
    let depth = 1;
    for (const child of children) {
      const below = this.#measured.get(child) ?? { size: 1, depth: 1 };
      size += below.size;
      depth = Math.max(depth, below.depth + 1);
    }
    this.#measured.set(node, { size, depth });
    if (size > MOST_VALUES) return 'this stands for more than 100,000 values (an alias counts as all that it refers to)';
    if (depth > DEEPEST) return `this is nested more than ${DEEPEST} levels deep`;
    return undefined;
  }
}
