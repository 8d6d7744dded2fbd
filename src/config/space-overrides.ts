import type { Override, ParsedOverrides } from './overrides.ts';
import { FORBIDDEN_KEYS, type Place, type Problem, type SourceNode } from './tree.ts';
import { parseYaml } from './yaml-tree.ts';

const LONGEST_SHOWN = 60;

/** What every `--space KEY=RANGE` of a command line puts into the section `search`. Of a key given twice the last counts. */
export function spaceOverrides(texts: readonly string[]): ParsedOverrides {
  const problems: Problem[] = [];
  const overrides = texts.flatMap((text): Override[] => {
    const shown = text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN - 3)}...` : text;
    const place: Place = { kind: 'flag', flag: `--space ${shown}` };
    const equals = text.indexOf('=');
    const key = text.slice(0, Math.max(0, equals)).trim();
    const fault = faultOf(key);
    if (fault === undefined) return [{ path: ['search', 'space', key], node: rangeNode(text.slice(equals + 1), place), place }];
    problems.push({ place, label: '', text: fault });
    return [];
  });
  return { overrides, problems };
}

function faultOf(key: string): string | undefined {
  if (key === '') return 'expected KEY=RANGE, such as optimizer.lr=log:1e-4..1e-1';
  const forbidden = key.split('.').find((part) => FORBIDDEN_KEYS.has(part));
  return forbidden === undefined ? undefined : `a key must not be called "${forbidden}"`;
}

/** A mapping in braces as YAML has it; anything else is a text that the schema of the section reads. */
function rangeNode(text: string, place: Place): SourceNode {
  if (text.trim().startsWith('{')) {
    const { root, problems } = parseYaml(text, () => place);
    if (problems.length === 0 && root?.kind === 'map') return root;
  }
  return { kind: 'scalar', value: text, place };
}
