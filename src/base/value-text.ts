/** Smaller numbers are written with an exponent: `0.0001`, but `1e-5`. */
const SMALLEST_PLAIN = 1e-4;

/** Texts that need no quotes wherever they stand. */
const PLAIN = /^[A-Za-z_][\w./-]*$/;
const NO_TEXT = /^(?:true|false|null)$/i;

/** The shortest text that reads back as the same number, as a person would write it, in YAML and JSON alike. */
export function numberText(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? '.nan' : value < 0 ? '-.inf' : '.inf';
  const isSmall = value !== 0 && Math.abs(value) < SMALLEST_PLAIN;
  return isSmall ? value.toExponential() : String(value);
}

/** A value as YAML on one line, which may stand anywhere: `{ type: adam, lr: 0.003 }`. */
export function flowText(value: unknown): string {
  if (typeof value === 'number') return numberText(value);
  if (typeof value === 'string') return PLAIN.test(value) && !NO_TEXT.test(value) ? value : JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(flowText).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return String(value);
  const entries = Object.entries(value).map(([key, item]) => `${flowText(key)}: ${flowText(item)}`);
  return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`;
}
