import { parseDocument } from 'yaml';
import { didYouMean } from '../base/suggest.ts';

/** A range as a mapping that the section's schema checks, or why a text is none. */
export type RangeText =
  | { readonly range: Readonly<Record<string, unknown>>; readonly problem?: undefined }
  | { readonly range?: undefined; readonly problem: string };

/** The words that may stand before a range, and what they mean. */
const KINDS: ReadonlyMap<string, Readonly<Record<string, unknown>>> = new Map([
  ['log', { type: 'logUniform' }],
  ['int', { type: 'integer' }],
  ['intlog', { type: 'integer', log: true }],
]);

const NUMBER = String.raw`[-+]?(?:\d+(?:\.\d+)?|\.\d+)(?:e[-+]?\d+)?`;
const RANGE = new RegExp(String.raw`^(${NUMBER})\s*\.\.\s*(${NUMBER})(?:\s*/\s*(${NUMBER}))?$`, 'i');

const EXPECTED =
  'expected a range (log:1e-4..1e-1, 0.5..0.99, int:4..32, intlog:8..256, with a step 0..1/0.1) or values with commas (0, 1e-5, 1e-4)';

const UNREADABLE = 'expected values with commas between, each as YAML has it (0, 1e-5, [3, 3], "a, b")';

class Unreadable extends Error {}

/**
 * Reads the short form of a range:
 * - `log:1e-4..1e-1`, `0.5..0.99`, `int:4..32`, `intlog:8..256`, and with a step `0..1/0.1`, `int:4..32/4`;
 * - `0, 1e-5, 1e-4`: a choice, each value read as YAML;
 * - any of these with a condition: `0.5..0.99 @optimizer.type=sgd`; several with `&`, several values of one with `|`.
 */
export function parseRange(text: string): RangeText {
  const [before = '', ...conditions] = text.split('@');
  try {
    const range = readRange(before.trim());
    return { range: conditions.length === 0 ? range : { ...range, when: readConditions(conditions.join('@')) } };
  } catch (error) {
    if (error instanceof Unreadable) return { problem: error.message };
    throw error;
  }
}

function readRange(text: string): Readonly<Record<string, unknown>> {
  const { kind, rest = text } = /^(?<kind>[a-z]\w*):(?<rest>.*)$/is.exec(text)?.groups ?? {};
  const isRange = (kind !== undefined && KINDS.has(kind)) || (text.includes('..') && !text.includes(','));
  if (!isRange) return { type: 'choice', values: readValues(text) };
  const meaning = kind === undefined ? { type: 'uniform' } : KINDS.get(kind);
  if (meaning === undefined)
    throw new Unreadable(
      `there is no range "${kind}:". ${didYouMean(String(kind), KINDS.keys()) ?? 'Known are log, int, intlog.'}`,
    );
  const [, low, high, step] = RANGE.exec(rest.trim()) ?? [];
  if (low === undefined || high === undefined) throw new Unreadable(EXPECTED);
  const { type, ...others } = meaning;
  return { type, low: Number(low), high: Number(high), ...(step === undefined ? {} : { step: Number(step) }), ...others };
}

/** Values with commas between, or a list of them in brackets. */
function readValues(text: string): readonly unknown[] {
  if (text === '') throw new Unreadable(EXPECTED);
  const values = readYaml(`[${text}\n]`);
  const [first] = values;
  return values.length === 1 && Array.isArray(first) ? first : values;
}

function readConditions(text: string): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    text.split('&').map((condition) => {
      const { key, values } = /^\s*(?<key>[^=\s]+)\s*=(?<values>.*\S.*)$/s.exec(condition)?.groups ?? {};
      if (key === undefined || values === undefined)
        throw new Unreadable(`expected a condition such as optimizer.type=sgd after the @, got "${condition.trim()}"`);
      return [key, readYaml(`[${values.replaceAll('|', ',')}\n]`)];
    }),
  );
}

function readYaml(list: string): readonly unknown[] {
  const document = parseDocument(list, { schema: 'core', prettyErrors: false });
  if (document.errors.length + document.warnings.length > 0) throw new Unreadable(UNREADABLE);
  try {
    return document.toJS() as unknown[];
  } catch {
    // An alias without an anchor is found only now.
    throw new Unreadable(UNREADABLE);
  }
}
