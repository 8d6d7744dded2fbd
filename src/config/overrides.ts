import { FORBIDDEN_KEYS, type Place, type Problem, type SourceNode } from './tree.ts';
import { parseYaml } from './yaml-tree.ts';

/** One `--dotted.key value` of a command line. */
export interface Override {
  readonly path: readonly string[];
  readonly node: SourceNode;
  readonly place: Place;
}

export interface ParsedOverrides {
  readonly overrides: readonly Override[];
  readonly problems: readonly Problem[];
}

/** Sections of a config that an override may give as a whole: `--optimizer adam`, `--model "[flatten, linear]"`. */
export const WHOLE_SECTIONS: ReadonlySet<string> = new Set(['data', 'model', 'loss', 'optimizer', 'schedule', 'train', 'log']);

/**
 * Takes the config overrides out of a command line: every `--a.b value` and `--a.b=value`, and whole sections (`--model value`),
 * up to a `--`. What an option parser should see is left in `rest`. A word beginning with a dash is a value only when it is a number.
 *
 * @param options The command's own options (`--log`): a section of the same name can be overridden in parts only.
 */
export function splitArguments(
  argv: readonly string[],
  options: ReadonlySet<string> = new Set(),
): { readonly rest: string[]; readonly overrides: string[] } {
  const rest: string[] = [];
  const overrides: string[] = [];
  for (let i = 0; i < argv.length; i++) {
    const token = argv[i] as string;
    if (token === '--') {
      rest.push(...argv.slice(i));
      break;
    }
    if (!isOverride(token, options)) {
      rest.push(token);
      continue;
    }
    overrides.push(token);
    const next = argv[i + 1];
    if (token.includes('=') || next === undefined || looksLikeOption(next)) continue;
    overrides.push(next);
    i += 1;
  }
  return { rest, overrides };
}

function isOverride(token: string, options: ReadonlySet<string>): boolean {
  const [flag = ''] = token.split('=');
  if (!flag.startsWith('--')) return false;
  return flag.includes('.') || (WHOLE_SECTIONS.has(flag.slice(2)) && !options.has(flag));
}

/** `--x` and `-x`, but not `-1`, `-.5`, `-.inf`, nor a lone dash or a list written `- a`. */
function looksLikeOption(token: string): boolean {
  return /^-(-|[A-Za-z])/.test(token);
}

/**
 * Reads overrides as `splitArguments` hands them out. Values are read as YAML (`1e-3`, `true`, `null`, `[cat, dog]`); of
 * a key given twice the last counts.
 */
export async function parseOverrides(tokens: readonly string[]): Promise<ParsedOverrides> {
  if (tokens.length === 0) return { overrides: [], problems: [] };
  // Most command lines have no override, and what parses them takes a while to load.
  const { Parser } = await import('yargs/helpers');
  const pairs = pairUp(tokens);
  const keys = [...new Set(pairs.map(({ key }) => key))];
  const parsed: Readonly<Record<string, unknown>> = Parser(
    pairs.flatMap(({ key, value }) => [`--${key}`, value]),
    {
      string: keys,
      narg: Object.fromEntries(keys.map((key) => [key, 1])),
      configuration: {
        // The keys are applied to the config here, where lists and shorthands are known, never to a bare object.
        'dot-notation': false,
        'camel-case-expansion': false,
        'boolean-negation': false,
        'duplicate-arguments-array': false,
        'nargs-eats-options': true,
      },
    },
  );
  const problems: Problem[] = [];
  const overrides = keys.flatMap((key) => parseOverride(key, String(parsed[key] ?? ''), problems));
  return { overrides, problems };
}

/** An override made by an option of its own, such as `--seed`. */
export function overrideOf(key: string, text: string): ParsedOverrides {
  const problems: Problem[] = [];
  return { overrides: parseOverride(key, text, problems), problems };
}

function pairUp(tokens: readonly string[]): { readonly key: string; readonly value: string }[] {
  const pairs: { key: string; value: string }[] = [];
  for (let i = 0; i < tokens.length; i++) {
    const token = (tokens[i] as string).slice(2);
    const equals = token.indexOf('=');
    const next = tokens[i + 1];
    if (equals !== -1) {
      pairs.push({ key: token.slice(0, equals), value: token.slice(equals + 1) });
    } else if (next === undefined || looksLikeOption(next)) {
      pairs.push({ key: token, value: '' });
    } else {
      pairs.push({ key: token, value: next });
      i += 1;
    }
  }
  return pairs;
}

function parseOverride(key: string, text: string, problems: Problem[]): Override[] {
  const flag = `--${key}`;
  const place: Place = { kind: 'flag', flag };
  const path = pathOf(key);
  const refuse = (why: string): Override[] => {
    problems.push({ place, label: '', text: why });
    return [];
  };
  if (path.includes('')) return refuse('this is not a dotted key, such as optimizer.lr');
  const forbidden = path.find((part) => FORBIDDEN_KEYS.has(part));
  if (forbidden !== undefined) return refuse(`a key must not be called "${forbidden}"`);
  const parsed = parseYaml(text, () => place);
  const [fault] = parsed.problems;
  if (fault !== undefined) return refuse(fault.text);
  if (parsed.root === undefined) return refuse(`needs a value, as in ${flag} VALUE`);
  return [{ path, node: parsed.root, place }];
}

/** The keys of a search space are dotted keys themselves: what stands behind `search.space` is one key. */
function pathOf(key: string): string[] {
  const [section, part, ...rest] = key.split('.');
  return section === 'search' && part === 'space' && rest.length > 0 ? [section, part, rest.join('.')] : key.split('.');
}
