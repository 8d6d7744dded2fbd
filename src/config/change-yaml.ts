import {
  type Alias,
  type Document,
  isAlias,
  isMap,
  isPair,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  parseDocument,
  visit,
  type YAMLMap,
} from 'yaml';
import { flowText } from '../base/value-text.ts';
import type { Path } from './tree.ts';
import { valueAt } from './walk.ts';

/** What comes in the place of a part of a text. */
interface Splice {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/**
 * Writes one value into a YAML text, and leaves every other character as it is. What has no parts yet on the way to the
 * value (a shorthand, an alias, nothing) is written out, in one line.
 * @param wanted the whole config as it should be afterwards, as a plain value
 */
export function changeYaml(text: string, path: Path, wanted: unknown): string {
  // As in `parseYaml`.
  const document = parseDocument(text, { uniqueKeys: false, merge: true, schema: 'core' });
  const { splice, passed } = spliceFor(text, document, path, wanted);
  const splices = [splice, ...aliasesOf(document, passed, splice)];
  return splices
    .sort((a, b) => b.from - a.from)
    .reduce((now, { from, to, text: by }) => now.slice(0, from) + by + now.slice(to), text);
}

/** @returns the splice and the nodes that it changes: those on the way, and what stood there. */
function spliceFor(text: string, document: Document, path: Path, wanted: unknown) {
  const passed: Node[] = [];
  let node = document.contents as Node | null;
  for (const [i, part] of path.entries()) {
    const written = flowText(valueAt(wanted, path.slice(0, i)));
    if (node === null) return { splice: { from: text.length, to: text.length, text: written }, passed };
    const here = path.slice(0, i + 1);
    if (isMap(node)) {
      passed.push(node);
      const pair = ownPair(node, part);
      if (pair === undefined) return { splice: insertion(text, node, String(part), valueAt(wanted, here)), passed };
      if (pair.value === null) {
        const at = endOf(pair.key);
        const colon = /^\s*:/.test(text.slice(at)) ? '' : ':';
        return { splice: { from: at, to: at, text: `${colon} ${flowText(valueAt(wanted, here))}` }, passed };
      }
      node = pair.value;
    } else if (isSeq(node) && isNode(node.items[Number(part)])) {
      passed.push(node);
      node = node.items[Number(part)] as Node;
    } else return { splice: replacement(text, node, written), passed: [...passed, node] };
  }
  if (node === null) throw new TypeError('a path has one part at least');
  return { splice: replacement(text, node, flowText(valueAt(wanted, path))), passed: [...passed, node] };
}

function ownPair(map: YAMLMap, key: string | number): Pair<Node, Node | null> | undefined {
  const pairs = map.items as Pair<Node, Node | null>[];
  return pairs.find((pair) => isScalar(pair.key) && String(pair.key.value) === String(key));
}

function replacement(text: string, node: Node, by: string): Splice {
  const from = startOf(node);
  const to = endOf(node);
  // Nothing stands right behind the colon.
  if (from === to)
    return { from, to, text: `${/\s$/.test(text.slice(0, from)) ? '' : ' '}${by}${/^\S/.test(text.slice(to)) ? ' ' : ''}` };
  // A block ends with its last line.
  return { from, to, text: text[to - 1] === '\n' ? `${by}\n` : by };
}

/** One more key at the end of a mapping. */
function insertion(text: string, map: YAMLMap, key: string, value: unknown): Splice {
  const pairs = map.items as Pair<Node, Node | null>[];
  const first = pairs[0];
  const last = pairs.at(-1);
  const written = `${flowText(key)}: ${flowText(value)}`;
  if (first === undefined || last === undefined) return replacement(text, map, `{ ${written} }`);
  const end = endOf(last.value ?? last.key);
  if (map.flow === true) return { from: end, to: end, text: `, ${written}` };
  const lineBreak = text.includes('\r\n') ? '\r\n' : '\n';
  const start = startOf(first.key);
  const indentation = ' '.repeat(start - (text.lastIndexOf('\n', start - 1) + 1));
  if (text[end - 1] === '\n') return { from: end, to: end, text: `${indentation}${written}${lineBreak}` };
  const next = text.indexOf('\n', end);
  if (next === -1) return { from: text.length, to: text.length, text: `${lineBreak}${indentation}${written}` };
  return { from: next + 1, to: next + 1, text: `${indentation}${written}${lineBreak}` };
}

/** Aliases of what changes, outside of it: they are to stand for what it was, and so it is written in their place. */
function aliasesOf(document: Document, passed: readonly Node[], { from, to }: Splice): Splice[] {
  const anchored = passed.filter((node) => !isAlias(node) && (node as { readonly anchor?: string }).anchor !== undefined);
  const splices: Splice[] = [];
  visit(document, {
    Alias(_, alias: Alias) {
      const target = alias.resolve(document);
      const start = startOf(alias);
      if (target === undefined || !anchored.includes(target) || (start >= from && start < to)) return;
      splices.push({ from: start, to: endOf(alias), text: flowText(target.toJS(document)) });
    },
  });
  return splices;
}

function isNode(item: unknown): boolean {
  return item !== null && item !== undefined && !isPair(item);
}

function startOf({ range }: Node): number {
  return range?.[0] ?? 0;
}

/** Without the comment behind it. */
function endOf({ range }: Node): number {
  return range?.[1] ?? 0;
}
