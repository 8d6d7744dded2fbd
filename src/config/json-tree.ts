import { type Node, type ParseError, parseTree, printParseErrorCode } from 'jsonc-parser';
import { LineCounter } from 'yaml';
import { DEEPEST, Extent, FORBIDDEN_KEYS, type MapEntry, type Place, type Problem, type SourceNode } from './tree.ts';
import type { Parsed, PlaceMaker } from './yaml-tree.ts';

const MESSAGES: Readonly<Record<string, string>> = {
  InvalidSymbol: 'this is not a JSON value',
  InvalidNumberFormat: 'this is not a JSON number',
  PropertyNameExpected: 'expected a key in double quotes',
  ValueExpected: 'expected a value',
  ColonExpected: 'expected a colon',
  CommaExpected: 'expected a comma',
  CloseBraceExpected: 'expected a closing brace }',
  CloseBracketExpected: 'expected a closing bracket ]',
  EndOfFileExpected: 'expected nothing more',
  InvalidCommentToken: 'JSON has no comments (YAML has)',
  UnexpectedEndOfComment: 'the comment does not end',
  UnexpectedEndOfString: 'the string does not end',
  UnexpectedEndOfNumber: 'the number does not end',
  InvalidUnicode: 'this is not a valid \\u escape',
  InvalidEscapeCharacter: 'there is no such escape',
  InvalidCharacter: 'this character must be escaped',
};

/** Reads JSON: no comments, no trailing commas, no key twice. Never throws for bad text. */
export function parseJson(text: string, makePlace: PlaceMaker): Parsed {
  const lines = new LineCounter();
  lines.addNewLine(0);
  for (let i = text.indexOf('\n'); i !== -1; i = text.indexOf('\n', i + 1)) lines.addNewLine(i + 1);
  const placeAt = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return makePlace(Math.max(1, line), Math.max(1, col));
  };
  if (text.trim() === '') return { root: undefined, problems: [] };
  const tooDeep = nestingProblem(text);
  if (tooDeep !== undefined) return { root: undefined, problems: [{ place: placeAt(tooDeep), label: '', text: TOO_DEEP }] };
  const errors: ParseError[] = [];
  const tree = parseTree(text, errors, { disallowComments: true, allowTrailingComma: false });
  const problems: Problem[] = errors.map(({ error, offset }) => ({
    place: placeAt(offset),
    label: '',
    text: MESSAGES[printParseErrorCode(error)] ?? 'this is not JSON',
  }));
  if (tree === undefined || problems.length > 0) return { root: undefined, problems };
  return { root: build(tree, placeAt, problems, new Extent()), problems };
}

const TOO_DEEP = `this is nested more than ${DEEPEST} levels deep`;

/** Where brackets first nest too deeply, before the parser, which recurses, meets them. Strings are skipped. */
function nestingProblem(text: string): number | undefined {
  let depth = 0;
  for (const { 0: token, index } of text.matchAll(/"(?:[^"\\\n]|\\.)*"?|[[\]{}]/g)) {
    if (token === '[' || token === '{') depth += 1;
    else if (token === ']' || token === '}') depth = Math.max(0, depth - 1);
    if (depth > DEEPEST) return index;
  }
  return undefined;
}

function build(node: Node, placeAt: (offset: number) => Place, problems: Problem[], extent: Extent): SourceNode {
  const place = placeAt(node.offset);
  const complain = (at: Place, text: string) => problems.push({ place: at, label: '', text });
  const children = node.children ?? [];
  let built: SourceNode;
  if (node.type === 'array') {
    built = { kind: 'list', items: children.map((child) => build(child, placeAt, problems, extent)), place };
  } else if (node.type === 'object') {
    const entries = new Map<string, MapEntry>();
    for (const { children: pair = [] } of children) {
      const [keyNode, valueNode] = pair;
      if (keyNode === undefined || valueNode === undefined) continue;
      const key = String(keyNode.value);
      const keyPlace = placeAt(keyNode.offset);
      if (FORBIDDEN_KEYS.has(key)) complain(keyPlace, `a key must not be called "${key}"`);
      else if (entries.has(key)) complain(keyPlace, `the key "${key}" is given twice`);
      else entries.set(key, { keyPlace, value: build(valueNode, placeAt, problems, extent) });
    }
    built = { kind: 'map', entries, place };
  } else {
    built = { kind: 'scalar', value: node.value as string | number | boolean | null, place };
  }
  const excess = extent.measure(built);
  if (excess !== undefined && problems.length === 0) complain(place, excess);
  return built;
}
