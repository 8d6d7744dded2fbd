import { numberText } from './format.ts';

/** Texts that need no quotes wherever they stand. */
const PLAIN = /^[A-Za-z_][\w./-]*$/;
const NO_TEXT = /^(?:true|false|null)$/i;

/** A value as YAML on one line, which may stand anywhere: `{ type: adam, lr: 0.003 }`. */
export function flowText(value: unknown): string {
  if (typeof value === 'number') return numberText(value);
  if (typeof value === 'string') return PLAIN.test(value) && !NO_TEXT.test(value) ? value : JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(flowText).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return String(value);
  const entries = Object.entries(value).map(([key, item]) => `${flowText(key)}: ${flowText(item)}`);
  return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`;
}
