import {
  type Alias,
  isAlias,
  isCollection,
  isMap,
  isScalar,
  LineCounter,
  type Node,
  type Pair,
  parseDocument,
  type YAMLMap,
} from 'yaml';
import { DEEPEST, Extent, FORBIDDEN_KEYS, type MapEntry, type Place, type Problem, type SourceNode } from './tree.ts';

/** What a text says, or everything that is wrong with it. An empty text has no root. */
export interface Parsed {
  readonly root: SourceNode | undefined;
  readonly problems: readonly Problem[];
}

/** Makes places of line and column numbers. */
export type PlaceMaker = (line: number, column: number) => Place;

const NO_TAGS = 'tags (!name) have no meaning in a config';
const CORE_TAG = /^tag:yaml\.org,2002:(str|int|float|bool|null|map|seq)$/;

/** Messages of the parser that can be said better; the others are shown as they are. */
const MESSAGES: Readonly<Record<string, string>> = {
  MULTIPLE_DOCS: 'another YAML document begins here; a config is a single one',
  TAB_AS_INDENT: 'tabs are not allowed as indentation; use spaces',
  TAG_RESOLVE_FAILED: NO_TAGS,
  RESOURCE_EXHAUSTION: 'this is nested too deeply',
};

/** Reads YAML 1.2 (core schema, with merge keys `<<`). Never throws for bad text. */
export function parseYaml(text: string, makePlace: PlaceMaker): Parsed {
  const lineCounter = new LineCounter();
  const placeAt = (offset: number): Place => {
    const { line, col } = lineCounter.linePos(offset);
    return makePlace(Math.max(1, line), Math.max(1, col));
  };
  // Unique keys are checked here below: the parser's own check takes quadratic time.
  const document = parseDocument(text, { lineCounter, uniqueKeys: false, prettyErrors: false, merge: true, schema: 'core' });
  const broken = [...document.errors, ...document.warnings];
  if (broken.length > 0) {
    const problems = broken.map(({ code, message, pos }) => ({
      place: placeAt(pos[0]),
      label: '',
      text: MESSAGES[code] ?? message.charAt(0).toLowerCase() + message.slice(1),
    }));
    return { root: undefined, problems };
  }
  const contents = document.contents;
  if (contents === null || (isScalar(contents) && contents.value === null && !contents.source))
    return { root: undefined, problems: [] };
  const builder = new TreeBuilder(placeAt);
  const root = builder.build(contents, 1);
  return { root, problems: builder.problems };
}

/** Turns the parser's nodes into ours, in the order of the text, which is what gives an alias its meaning. */
class TreeBuilder {
  readonly problems: Problem[] = [];
  readonly #placeAt: (offset: number) => Place;
  readonly #anchors = new Map<string, SourceNode | 'unfinished'>();
  readonly #extent = new Extent();

  constructor(placeAt: (offset: number) => Place) {
    this.#placeAt = placeAt;
  }

  build(node: Node, depth: number): SourceNode {
    const place = this.#placeOf(node);
    if (isAlias(node)) return this.#resolve(node, place);
    const anchor = isScalar(node) || isCollection(node) ? node.anchor : undefined;
    if (anchor !== undefined) this.#anchors.set(anchor, 'unfinished');
    const built = this.#buildPlain(node, place, depth);
    if (anchor !== undefined) this.#anchors.set(anchor, built);
    const excess = this.#extent.measure(built);
    // One complaint is enough: whatever contains too much contains too much as well.
    if (excess === undefined) return built;
    if (this.problems.every(({ text }) => text !== excess)) this.#complain(place, excess);
    return nothing(place);
  }

  #buildPlain(node: Node, place: Place, depth: number): SourceNode {
    if (node.tag !== undefined && !CORE_TAG.test(node.tag)) this.#complain(place, NO_TAGS);
    if (isScalar(node)) return { kind: 'scalar', value: scalarValue(node.value), place };
    if (!isCollection(node)) return nothing(place);
    if (depth > DEEPEST) {
      const text = `this is nested more than ${DEEPEST} levels deep`;
      if (this.problems.every((problem) => problem.text !== text)) this.#complain(place, text);
      return nothing(place);
    }
    if (isMap(node)) return this.#buildMap(node, place, depth);
    return { kind: 'list', items: node.items.map((item) => this.build(item as Node, depth + 1)), place };
  }

  #buildMap(node: YAMLMap, place: Place, depth: number): SourceNode {
    const entries = new Map<string, MapEntry>();
    const merged: SourceNode[] = [];
    for (const pair of node.items as Pair<Node, Node | null>[]) {
      const keyPlace = this.#placeOf(pair.key);
      const merges = isScalar(pair.key) && pair.key.source === '<<' && pair.key.type === 'PLAIN';
      const key = merges ? undefined : this.#keyText(pair.key, keyPlace);
      const value = pair.value === null ? nothing(keyPlace) : this.build(pair.value, depth + 1);
      if (merges) merged.push(value);
      if (key === undefined) continue;
      if (entries.has(key)) this.#complain(keyPlace, `the key "${key}" is given twice`);
      entries.set(key, { keyPlace, value });
    }
    for (const value of merged) this.#merge(entries, value);
    return { kind: 'map', entries, place };
  }

  /** Adds the entries of the mapping behind `<<`, or of each in a list of them; what is written out wins. */
  #merge(entries: Map<string, MapEntry>, value: SourceNode): void {
    for (const source of value.kind === 'list' ? value.items : [value]) {
      if (source.kind !== 'map') {
        this.#complain(value.place, 'the merge key << takes a mapping or a list of mappings');
        return;
      }
      for (const [key, entry] of source.entries) if (!entries.has(key)) entries.set(key, entry);
    }
  }

  #keyText(key: Node | null, place: Place): string | undefined {
    const node = key === null ? nothing(place) : this.build(key, DEEPEST);
    if (node.kind !== 'scalar' || node.value === null) {
      this.#complain(place, node.kind === 'scalar' ? 'a key is missing here' : 'a key must be plain text');
      return undefined;
    }
    const text = String(node.value);
    if (!FORBIDDEN_KEYS.has(text)) return text;
    this.#complain(place, `a key must not be called "${text}"`);
    return undefined;
  }

  #resolve(alias: Alias, place: Place): SourceNode {
    const node = this.#anchors.get(alias.source);
    if (node !== undefined && node !== 'unfinished') return node;
    const text =
      node === undefined
        ? `there is no anchor &${alias.source} above`
        : `the alias *${alias.source} lies within what it refers to`;
    this.#complain(place, text);
    return nothing(place);
  }

  #placeOf(node: Node | null): Place {
    return this.#placeAt(node?.range?.[0] ?? 0);
  }

  #complain(place: Place, text: string): void {
    this.problems.push({ place, label: '', text });
  }
}

function nothing(place: Place): SourceNode {
  return { kind: 'scalar', value: null, place };
}

/** The core schema knows texts, numbers, booleans and null; nothing else gets past the parser's warnings. */
function scalarValue(value: unknown): string | number | boolean | null {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? value
    : value === null
      ? null
      : String(value);
}
